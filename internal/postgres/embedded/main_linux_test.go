package embedded

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// portalDir makes the test binary play a portal on that folder, for the tests
// that need one to kill.
const (
	portalDir = "TUSOI_EMBEDDED_PORTAL"
	portalBin = "TUSOI_EMBEDDED_BIN"
)

// deadline is far beyond what any step takes on a loaded machine.
const deadline = 2 * time.Minute

func TestMain(m *testing.M) {
	if dir := os.Getenv(portalDir); dir != "" {
		os.Exit(playPortal(dir))
	}
	os.Exit(m.Run())
}

// playPortal starts the server, says "ready" and the postmaster's number, and
// stops it when the test closes its standard input.
func playPortal(dir string) int {
	ctx := context.Background()
	s, err := Start(ctx, Options{Dir: dir, BinDir: os.Getenv(portalBin)})
	if err != nil {
		fmt.Println("failed", err)
		return 1
	}
	fmt.Println("ready", s.process.Pid)
	_, _ = io.Copy(io.Discard, os.Stdin)
	if err := s.Stop(ctx); err != nil {
		return 1
	}
	return 0
}

// portal runs this test binary as a portal on dir.
func portal(t *testing.T, dir, bin string) (cmd *exec.Cmd, said io.Reader) {
	t.Helper()
	cmd = exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), portalDir+"="+dir, portalBin+"="+bin)
	cmd.Stderr = os.Stderr
	if _, err := cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	said, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	return cmd, said
}

// readyPortal is a portal whose server answers; pid is its postmaster.
func readyPortal(t *testing.T, dir string) (cmd *exec.Cmd, pid int) {
	t.Helper()
	cmd, said := portal(t, dir, "")
	if _, err := fmt.Fscanf(said, "ready %d\n", &pid); err != nil {
		t.Fatalf("portal did not get ready: %v", err)
	}
	return cmd, pid
}

// kill is kill -9, and waits until the kernel has buried the process.
func kill(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
		t.Fatalf("portal ended with %v, want killed", err)
	}
}

// openFolderFor is a folder that every user of the machine may pass through,
// as a portal's usually is; t.TempDir is closed to all others.
func openFolderFor(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "tusoi-embedded-*")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	if err := os.Chmod(dir, 0o711); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "data")
}

// begin starts a server that ends with the test.
func begin(t *testing.T, o Options) *Server {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	s, err := Start(ctx, o)
	if err != nil {
		t.Fatalf("Start: %v", err)
	}
	t.Cleanup(func() { end(t, s) })
	return s
}

func end(t *testing.T, s *Server) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), deadline)
	defer cancel()
	if err := s.Stop(ctx); err != nil {
		t.Errorf("Stop: %v", err)
	}
}

// refuse wants Start to fail.
func refuse(t *testing.T, o Options) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	s, err := Start(ctx, o)
	if err == nil {
		end(t, s)
		t.Fatal("Start succeeded, want an error")
	}
	return err
}

// ask runs one statement and returns its one value as text.
func ask(t *testing.T, s *Server, sql string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), s.URL("postgres", defaultSuperuser))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	var value *string
	if err := conn.QueryRow(t.Context(), sql).Scan(&value); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	if value == nil {
		return ""
	}
	return *value
}

// remember commits a row; recall reads it again.
func remember(t *testing.T, s *Server, word string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), s.URL("postgres", defaultSuperuser))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	for _, sql := range []string{`CREATE TABLE memory (word text)`, `INSERT INTO memory VALUES ('` + word + `')`} {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
}

func recall(t *testing.T, s *Server, want string) {
	t.Helper()
	if got := ask(t, s, `SELECT string_agg(word, ' ') FROM memory`); got != want {
		t.Errorf("after the restart the table holds %q, want %q", got, want)
	}
}

// eventually asks until it holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	late := time.NewTimer(deadline)
	defer late.Stop()
	for !holds() {
		select {
		case <-late.C:
			t.Fatalf("never happened: %s", what)
		case <-tick.C:
		}
	}
}

// status reads a field of /proc/PID/status; empty when the process has gone.
func status(pid int, field string) string {
	content, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(content)) {
		if value, ok := strings.CutPrefix(line, field+":"); ok {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// live says whether the process still works: it is there and no zombie.
func live(pid int) bool {
	state := status(pid, "State")
	return state != "" && !strings.HasPrefix(state, "Z")
}
