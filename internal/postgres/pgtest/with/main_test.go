//go:build unix

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// role makes the test binary play the command under test, or the command that
// it runs.
const role = "TUSOI_WITH_ROLE"

func TestMain(m *testing.M) {
	switch os.Getenv(role) {
	case "":
		os.Exit(m.Run())
	case "with":
		os.Setenv(role, "inner")
		main()
	case "inner":
		os.Exit(inner(os.Args[1:]))
	}
}

// inner says which server it was given, and then reads, answers or exits.
func inner(args []string) int {
	address := os.Getenv(variable)
	fmt.Println(address)
	switch args[0] {
	case "settings":
		ctx := context.Background()
		conn, err := pgx.Connect(ctx, address)
		if err != nil {
			fmt.Println(err)
			return 1
		}
		defer conn.Close(ctx)
		for name := range settings {
			var value string
			if err := conn.QueryRow(ctx, "SHOW "+name).Scan(&value); err != nil {
				fmt.Println(err)
				return 1
			}
			fmt.Println(name, value)
		}
	case "read":
		_, _ = io.Copy(os.Stdout, os.Stdin)
	case "wait":
		r, w, err := os.Pipe()
		if err != nil {
			return 1
		}
		defer w.Close()
		_, _ = r.Read(make([]byte, 1)) // nobody writes
	case "leave", "stay": // one more process, which waits
		cmd := exec.Command(os.Args[0], "wait")
		cmd.Stdout = os.Stdout
		if err := cmd.Start(); err != nil {
			return 1
		}
		if args[0] == "stay" {
			_ = cmd.Wait()
		}
	}
	return 7
}

// with is this command around the test binary as its inner command.
func with(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0], append([]string{"--"}, args...)...)
	cmd.Env = append(slices.DeleteFunc(os.Environ(), func(v string) bool {
		return strings.HasPrefix(v, variable+"=")
	}), role+"=with")
	cmd.Stderr = os.Stderr
	return cmd
}

// rootOf is the folder of the server that an address names.
func rootOf(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		t.Fatal(err)
	}
	root := filepath.Dir(filepath.Dir(u.Query().Get("host")))
	if !strings.HasPrefix(filepath.Base(root), prefix) {
		t.Fatalf("%s is not a folder of ours (%s)", root, address)
	}
	return root
}

func gone(t *testing.T, root string) {
	t.Helper()
	if _, err := os.Stat(root); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s is still there: %v", root, err)
	}
}

func exitCode(t *testing.T, err error) int {
	t.Helper()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		t.Fatal(err)
	}
	if err == nil {
		return 0
	}
	return ended.ExitCode()
}

func TestCommandGetsAFastServerAndNothingStays(t *testing.T) {
	t.Parallel()
	out, err := with(t, os.Args[0], "settings").Output()
	if got := exitCode(t, err); got != 7 {
		t.Errorf("exit code %d, want the command's own 7", got)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	for name, value := range settings {
		if !slices.Contains(lines, name+" "+value) {
			t.Errorf("%s is not %s in\n%s", name, value, out)
		}
	}
	gone(t, rootOf(t, lines[0]))
}

func TestStandardStreamsPass(t *testing.T) {
	t.Parallel()
	cmd := with(t, os.Args[0], "read")
	cmd.Stdin = strings.NewReader("tự soi\n")
	out, err := cmd.Output()
	if got := exitCode(t, err); got != 7 || !strings.HasSuffix(string(out), "\ntự soi\n") {
		t.Errorf("exit code %d, output %q", got, out)
	}
}

func TestSignalEndsTheCommandItsChildrenAndTheServer(t *testing.T) {
	t.Parallel()
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(sig.String(), func(t *testing.T) {
			t.Parallel()
			cmd := with(t, os.Args[0], "stay")
			said, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewReader(said)
			address, err := lines.ReadString('\n')
			if err != nil {
				t.Fatal(err)
			}
			if _, err := lines.ReadString('\n'); err != nil { // its child lives too
				t.Fatal(err)
			}
			if err := cmd.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			// The output ends when the last of the children has ended.
			if _, err := io.Copy(io.Discard, lines); err != nil {
				t.Fatal(err)
			}
			if got, want := exitCode(t, cmd.Wait()), exitSignal+int(sig); got != want {
				t.Errorf("exit code %d, want %d", got, want)
			}
			gone(t, rootOf(t, address))
		})
	}
}

// A test program that forgets its browser must not keep it.
func TestChildrenThatTheCommandLeavesAreEnded(t *testing.T) {
	t.Parallel()
	_, err := with(t, os.Args[0], "leave").Output() // ends with the last who could write
	if got := exitCode(t, err); got != 7 {
		t.Errorf("exit code %d, want 7", got)
	}
}

func TestSignalDuringTheStartLeavesNothing(t *testing.T) {
	t.Parallel()
	signals := make(chan os.Signal, 1)
	signals <- syscall.SIGTERM
	s, caught, _ := begin(signals)
	if s != nil {
		s.end()
		gone(t, s.root)
	}
	if caught != syscall.SIGTERM {
		t.Errorf("caught %v, want SIGTERM", caught)
	}
}

func TestServerThatIsSetIsUsed(t *testing.T) {
	t.Parallel()
	cmd := with(t, os.Args[0], "read")
	cmd.Env = append(cmd.Env, variable+"=postgres://elsewhere/db")
	out, err := cmd.Output()
	if got := exitCode(t, err); got != 7 || string(out) != "postgres://elsewhere/db\n" {
		t.Errorf("exit code %d, output %q", got, out)
	}
}

func TestWrongUse(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		claim string
		args  []string
		want  int
	}{
		{"no command", nil, exitUsage},
		{"a command that is not there", []string{"/no/such/command"}, exitNotFound},
	} {
		cmd := with(t, test.args...)
		cmd.Stderr = nil
		cmd.Env = append(cmd.Env, variable+"=postgres://elsewhere/db")
		if got := exitCode(t, cmd.Run()); got != test.want {
			t.Errorf("%s: exit code %d, want %d", test.claim, got, test.want)
		}
	}
}

func TestLeftoversOfKilledRunsAreSwept(t *testing.T) {
	t.Parallel()
	base := t.TempDir()
	old := time.Now().Add(-2 * settled)
	for name, change := range map[string]time.Time{"old": old, "fresh": time.Now(), "held": old} {
		root := filepath.Join(base, prefix+name)
		if err := os.MkdirAll(filepath.Join(root, "data"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(root, change, change); err != nil {
			t.Fatal(err)
		}
	}
	f, err := lock(filepath.Join(base, prefix+"held"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sweep(base)
	left, err := filepath.Glob(filepath.Join(base, prefix+"*"))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{filepath.Join(base, prefix+"fresh"), filepath.Join(base, prefix+"held")}
	if !slices.Equal(left, want) {
		t.Errorf("left %v, want %v", left, want)
	}
}
