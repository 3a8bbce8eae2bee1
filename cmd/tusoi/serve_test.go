package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"tusoi/internal/demo"
)

// The default install: nothing but the program. It brings its own PostgreSQL, stops when told, and what was in it is
// there again the next time.
func TestThePrivateInstallKeepsItsData(t *testing.T) {
	t.Parallel()
	folder, addr := t.TempDir(), freeAddress(t)
	account := demo.Accounts()[0].Login

	first := start(t, folder, addr, "--demo")
	if page := first.get("/dang-nhap"); !strings.Contains(page, account) {
		t.Errorf("the sign-in page does not offer the demonstration's account %s", account)
	}
	for _, want := range []string{"http://" + addr, account, demo.Password} {
		if !strings.Contains(first.stop(), want) {
			t.Errorf("the program did not print %q:\n%s", want, first.out.String())
		}
	}

	second := start(t, folder, addr)
	if page := second.get("/dang-nhap"); !strings.Contains(page, account) {
		t.Errorf("after a restart the committee is gone:\n%.500s", page)
	}
	second.stop()
}

func TestATakenAddressIsSaidInWords(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	env := map[string]string{"TUSOI_ADDR": l.Addr().String(), "TUSOI_DATA": t.TempDir()}
	var out, errs bytes.Buffer
	if code := run(t.Context(), []string{"serve"}, func(k string) string { return env[k] }, &out, &errs); code != 1 {
		t.Errorf("exit code %d, want 1", code)
	}
	if !strings.Contains(errs.String(), "is another portal running there?") {
		t.Errorf("a taken address is explained as %q", &errs)
	}
}

// freeAddress is one that nobody listens on a moment ago.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// serving is the program at work.
type serving struct {
	t         *testing.T
	addr      string
	cancel    context.CancelFunc
	done      chan int
	out, errs *bytes.Buffer
}

const patience = 2 * time.Minute

// start runs serve until it answers.
func start(t *testing.T, folder, addr string, args ...string) *serving {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	s := &serving{t: t, addr: addr, cancel: cancel, done: make(chan int, 1), out: &bytes.Buffer{}, errs: &bytes.Buffer{}}
	env := map[string]string{"TUSOI_ADDR": addr, "TUSOI_DATA": folder}
	go func() {
		s.done <- run(ctx, append([]string{"serve"}, args...), func(k string) string { return env[k] }, s.out, s.errs)
	}()
	t.Cleanup(cancel)
	ask, deadline := time.NewTicker(50*time.Millisecond), time.After(patience)
	defer ask.Stop()
	for {
		select {
		case code := <-s.done:
			t.Fatalf("serve ended with %d before it answered:\n%s", code, s.errs)
		case <-deadline:
			t.Fatal("serve does not answer")
		case <-ask.C:
			answer, err := http.Get("http://" + addr + "/suc-khoe")
			if err != nil {
				continue
			}
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return s
			}
		}
	}
}

func (s *serving) get(path string) string {
	s.t.Helper()
	answer, err := http.Get("http://" + s.addr + path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		s.t.Fatalf("%s answers %s (%v)", path, answer.Status, err)
	}
	return string(body)
}

// stop ends the program as a supervisor would and returns what it printed.
func (s *serving) stop() string {
	s.t.Helper()
	if s.done != nil {
		s.cancel()
		select {
		case code := <-s.done:
			if code != 0 {
				s.t.Errorf("serve ended with %d:\n%s", code, s.errs)
			}
		case <-time.After(patience):
			s.t.Fatal("serve does not stop")
		}
		s.done = nil
	}
	return s.out.String()
}
