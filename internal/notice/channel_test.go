package notice_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/quotedprintable"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"tusoi/internal/notice/channel"
)

const base = "https://tusoi.example.com"

var message = channel.Message{
	Key: "7b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a01", To: "hanh@example.com", Subject: "Tự Soi: đồng chí có 3 việc cần làm",
	Text: "Đồng chí có 3 việc đến hạn từ nay đến 25/11/2026. Mở cổng Tự Soi để xem.", Link: base + "/",
}

// read takes a letter apart.
func read(t *testing.T, l letter) (head mail.Header, subject, text string) {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(l.data))
	if err != nil {
		t.Fatalf("%v\n%s", err, l.data)
	}
	if subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil {
		t.Fatal(err)
	}
	if m.Header.Get("Content-Transfer-Encoding") != "quoted-printable" {
		t.Fatalf("the text is %s", m.Header.Get("Content-Transfer-Encoding"))
	}
	body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	if err != nil {
		t.Fatal(err)
	}
	return m.Header, subject, string(body)
}

func TestALetterArrivesAsItWasWritten(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"starttls", "tls", "none"} {
		s := serveMail(t, func(s *mailServer) { s.implicit = how == "tls" })
		m := s.sender(how)
		m.User, m.Password = "cong", "mat-khau-thu"
		if err := m.Send(context.Background(), message); err != nil {
			t.Fatalf("%s: %v", how, err)
		}
		list, auths := s.all(), s.signedIn()
		if len(list) != 1 || list[0].encrypted != (how != "none") || !strings.Contains(list[0].to, "<hanh@example.com>") || len(auths) != 1 || auths[0] != "\x00cong\x00mat-khau-thu" {
			t.Fatalf("%s: %+v, signed in as %q", how, list, auths)
		}
		head, subject, text := read(t, list[0])
		if subject != message.Subject || !strings.HasPrefix(text, message.Text+"\r\n"+message.Link+"\r\n") && !strings.HasPrefix(text, message.Text+"\n"+message.Link+"\n") {
			t.Errorf("%s: subject %q, text %q", how, subject, text)
		}
		if got := head.Get("Message-Id"); got != "<"+message.Key+"@tusoi.example.com>" {
			t.Errorf("%s: the letter is called %s", how, got)
		}
		if !strings.HasPrefix(head.Get("Content-Type"), "text/plain; charset=UTF-8") || head.Get("Auto-Submitted") != "auto-generated" {
			t.Errorf("%s: %v", how, head)
		}
	}
}

// What a server says may repeat an address; of it only the number is kept.
func TestAFailureNamesNobody(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, verb, reply, how string
		final                  bool
		want                   string
	}{
		{"no such person", "RCPT", "550 no hanh@example.com here", "starttls", true, "máy chủ thư từ chối (mã 550)"},
		{"later", "RCPT", "451 greylisted hanh@example.com", "starttls", false, "máy chủ thư tạm chưa nhận (mã 451)"},
		{"full", "DATA", "452 no room for hanh@example.com", "starttls", false, "máy chủ thư tạm chưa nhận (mã 452)"},
		{"spam", "DATA", "554 hanh@example.com does not want it", "starttls", true, "máy chủ thư từ chối (mã 554)"},
		{"wrong password", "AUTH", "535 not mat-khau-thu", "starttls", false, "máy chủ thư không nhận tên và mật khẩu của cổng (mã 535)"},
	} {
		s := serveMail(t)
		s.set(tc.verb, tc.reply)
		m := s.sender(tc.how)
		m.User, m.Password = "cong", "mat-khau-thu"
		err := m.Send(context.Background(), message)
		var f channel.Failure
		if !errors.As(err, &f) || f.Final != tc.final || f.Words != tc.want {
			t.Errorf("%s: %#v", tc.name, err)
		}
	}
	s := serveMail(t)
	m := s.sender("starttls")
	m.Roots = nil
	if err := m.Send(context.Background(), message); err == nil || err.Error() != "chứng thư của máy chủ thư không tin được" || len(s.all()) > 0 {
		t.Errorf("a stranger's certificate: %v, %d letters", err, len(s.all()))
	}
	m.Host = "127.0.0.1:1"
	if err := m.Send(context.Background(), message); err == nil || err.Error() != "không kết nối được với máy chủ thư" {
		t.Errorf("nobody there: %v", err)
	}
	s = serveMail(t, func(s *mailServer) { s.plain = true })
	if err := s.sender("starttls").Send(context.Background(), message); err == nil || len(s.all()) > 0 {
		t.Errorf("a server that cannot encrypt: %v, %d letters", err, len(s.all()))
	}
	s = serveMail(t, func(s *mailServer) { s.slow = make(chan struct{}) })
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	err := s.sender("starttls").Send(ctx, message)
	close(s.slow)
	if err == nil || err.Error() != "máy chủ thư không trả lời" {
		t.Errorf("a silent server: %v", err)
	}
}

// What was taken is sent, whatever the server says at the good-bye: a second letter would be the worse fault.
func TestATakenLetterIsSent(t *testing.T) {
	t.Parallel()
	s := serveMail(t)
	s.set("QUIT", "421 not now")
	s.set("RSET", "421 not now")
	if err := s.sender("starttls").Send(context.Background(), message); err != nil || len(s.all()) != 1 {
		t.Errorf("%v, %d letters", err, len(s.all()))
	}
}

func TestNobodyTypesAHeader(t *testing.T) {
	t.Parallel()
	s := serveMail(t)
	for _, to := range []string{"a@example.com\r\nBcc: b@example.com", "a@example.com\nSubject: x", "a@example.com, b@example.com", "<a@example.com>", "A <a@example.com>", "a@example.com>\r\nDATA", ""} {
		bad := message
		bad.To = to
		var f channel.Failure
		if err := s.sender("none").Send(context.Background(), bad); !errors.As(err, &f) || !f.Final {
			t.Errorf("%q: %v", to, err)
		}
	}
	odd := message
	odd.Subject, odd.Key = "Tự Soi\r\nBcc: b@example.com", "k\r\nX-Odd: 1"
	if err := s.sender("none").Send(context.Background(), odd); err != nil {
		t.Fatal(err)
	}
	list := s.all()
	if len(list) != 1 {
		t.Fatalf("%d letters", len(list))
	}
	if head, _, _ := read(t, list[0]); head.Get("Bcc") != "" || head.Get("X-Odd") != "" {
		t.Errorf("a header was typed: %v", head)
	}
}

// gateway is a messaging gateway: what it was sent, and what it answers.
type gateway struct {
	*httptest.Server
	mu     sync.Mutex
	code   int
	posted []channel.Posted
	wrong  []string
}

const secret = "mot-bi-mat-du-dai"

func serveGateway(t *testing.T) *gateway {
	t.Helper()
	g := &gateway{code: http.StatusOK}
	g.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		var p channel.Posted
		g.mu.Lock()
		defer g.mu.Unlock()
		if err != nil || json.Unmarshal(body, &p) != nil {
			g.wrong = append(g.wrong, "the body")
		}
		if r.Header.Get(channel.SignatureHeader) != channel.Sign(secret, r.Header.Get(channel.TimeHeader), body) || r.Header.Get(channel.IdempotencyHeader) != p.ID || r.Method != http.MethodPost {
			g.wrong = append(g.wrong, "the headers")
		}
		g.posted = append(g.posted, p)
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(g.code)
	}))
	t.Cleanup(g.Close)
	return g
}

func (g *gateway) sender() *channel.Webhook {
	return &channel.Webhook{URL: g.URL + "/tin", Secret: secret, Client: g.Client(), Now: time.Now}
}

func TestAGatewayIsToldUnderASignature(t *testing.T) {
	t.Parallel()
	g := serveGateway(t)
	if err := g.sender().Send(context.Background(), message); err != nil || len(g.wrong) > 0 || len(g.posted) != 1 {
		t.Fatalf("%v, wrong %v, %d posted", err, g.wrong, len(g.posted))
	}
	if want := (channel.Posted{ID: message.Key, To: message.To, Text: message.Text, Link: message.Link}); g.posted[0] != want {
		t.Errorf("posted %+v, want %+v", g.posted[0], want)
	}
	other := g.sender()
	other.Secret = "mot-bi-mat-khac-han"
	if err := other.Send(context.Background(), message); err != nil || len(g.wrong) != 1 {
		t.Errorf("another secret gives the same signature: %v", g.wrong)
	}
	for code, final := range map[int]bool{302: true, 400: true, 401: false, 404: false, 408: false, 422: true, 429: false, 500: false, 503: false} {
		g.code = code
		before := len(g.posted)
		var f channel.Failure
		if err := g.sender().Send(context.Background(), message); !errors.As(err, &f) || f.Final != final {
			t.Errorf("%d: %#v", code, err)
		}
		if len(g.posted) != before+1 {
			t.Errorf("%d: asked %d times", code, len(g.posted)-before)
		}
	}
	g.Close()
	if err := g.sender().Send(context.Background(), message); err == nil || err.Error() != "không kết nối được với cổng nhắn tin" {
		t.Errorf("nobody there: %v", err)
	}
}
