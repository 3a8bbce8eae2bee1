package notice_test

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"tusoi/internal/notice/channel"
)

// mailServer speaks enough of SMTP to be sent to. Replies, by verb, stand in for the usual ones.
type mailServer struct {
	t        *testing.T
	addr     string
	tls      *tls.Config
	roots    *x509.CertPool
	implicit bool // TLS from the first byte on
	plain    bool // no TLS at all

	mu      sync.Mutex
	replies map[string]string
	letters []letter
	auths   []string
	slow    chan struct{} // answers nothing until it is closed; nil for at once
}

type letter struct {
	from, to, data string
	encrypted      bool
}

// serveMail starts one on this machine, of the kind that the options make it.
func serveMail(t *testing.T, options ...func(*mailServer)) *mailServer {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	borrowed := httptest.NewTLSServer(nil) // for its certificate, which is for 127.0.0.1
	t.Cleanup(borrowed.Close)
	s := &mailServer{t: t, addr: l.Addr().String(), tls: &tls.Config{Certificates: borrowed.TLS.Certificates}, roots: x509.NewCertPool(), replies: map[string]string{}}
	s.roots.AddCert(borrowed.Certificate())
	for _, o := range options {
		o(s)
	}
	var open sync.WaitGroup
	open.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			open.Go(func() { s.talk(conn) })
		}
	})
	t.Cleanup(func() { l.Close(); open.Wait() })
	return s
}

// sender is a client of the server.
func (s *mailServer) sender(how string) *channel.Mail {
	return &channel.Mail{Host: s.addr, TLS: how, From: "tusoi@example.com", BaseURL: base, Roots: s.roots}
}

func (s *mailServer) reply(verb, usual string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.replies[verb]; r != "" {
		return r
	}
	return usual
}

func (s *mailServer) set(verb, reply string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.replies[verb] = reply
}

func (s *mailServer) all() []letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]letter{}, s.letters...)
}

func (s *mailServer) signedIn() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string{}, s.auths...)
}

func (s *mailServer) talk(conn net.Conn) {
	defer func() { conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(time.Minute))
	if s.slow != nil {
		<-s.slow
	}
	encrypted := s.implicit
	if encrypted {
		conn = tls.Server(conn, s.tls)
	}
	in := bufio.NewReader(conn)
	say := func(line string) { fmt.Fprintf(conn, "%s\r\n", line) }
	say("220 thu.example.com")
	var l letter
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		verb, rest, _ := strings.Cut(line, " ")
		switch strings.ToUpper(verb) {
		case "EHLO", "HELO":
			say("250-thu.example.com")
			if !encrypted && !s.plain {
				say("250-STARTTLS")
			}
			say("250 AUTH PLAIN")
		case "STARTTLS":
			say("220 go on")
			conn, encrypted = tls.Server(conn, s.tls), true
			in = bufio.NewReader(conn)
		case "AUTH":
			said, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(rest, "PLAIN "))
			s.mu.Lock()
			s.auths = append(s.auths, string(said))
			s.mu.Unlock()
			say(s.reply("AUTH", "235 welcome"))
		case "MAIL":
			l = letter{from: rest, encrypted: encrypted}
			say("250 ok")
		case "RCPT":
			l.to = rest
			say(s.reply("RCPT", "250 ok"))
		case "DATA":
			say("354 go on")
			l.data = until(in)
			if r := s.reply("DATA", "250 taken"); strings.HasPrefix(r, "250") {
				s.mu.Lock()
				s.letters = append(s.letters, l)
				s.mu.Unlock()
				say(r)
			} else {
				say(r)
			}
		case "QUIT":
			say(s.reply("QUIT", "221 bye"))
			return
		default:
			say(s.reply(strings.ToUpper(verb), "250 ok"))
		}
	}
}

// until reads up to the dot that ends a letter.
func until(in io.Reader) string {
	var b strings.Builder
	for lines := bufio.NewScanner(in); lines.Scan() && lines.Text() != "."; {
		b.WriteString(lines.Text() + "\n")
	}
	return b.String()
}
