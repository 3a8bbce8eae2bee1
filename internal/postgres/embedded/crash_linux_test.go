package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

func TestKilledPostmasterIsNoticedAndRecovers(t *testing.T) {
	t.Parallel()
	o := Options{Dir: openFolderFor(t)}
	s := begin(t, o)
	remember(t, s, "còn")
	if err := s.process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-s.Exited()
	end(t, s)
	recall(t, begin(t, o), "còn")
}

func TestKilledPortal(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		claim      string
		dir        string
		postmaster bool
	}{
		{"takes its server with it", openFolderFor(t), false},
		{"takes its server with it from a closed folder", filepath.Join(closedFolder(t), "data"), false},
		{"and a killed postmaster leave everything that was committed", openFolderFor(t), true},
	} {
		t.Run(test.claim, func(t *testing.T) {
			t.Parallel()
			o := Options{Dir: test.dir}
			s := begin(t, o)
			remember(t, s, "bền")
			end(t, s)
			cmd, pid := readyPortal(t, test.dir)
			if test.postmaster {
				if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
					t.Fatal(err)
				}
			}
			kill(t, cmd)
			recall(t, begin(t, o), "bền") // at once: the old server is still leaving
			eventually(t, "the old postmaster ends", func() bool { return !live(pid) })
		})
	}
}

func TestPortalLeavesNoServerBehindWhenKilled(t *testing.T) {
	t.Parallel()
	dir := openFolderFor(t)
	cmd, pid := readyPortal(t, dir)
	kill(t, cmd)
	eventually(t, "the server ends by itself", func() bool { return !live(pid) })
	if exists(filepath.Join(dir, "pg", "postmaster.pid")) {
		t.Error("the server left its pid file: it did not end in order")
	}
}

// Whatever happens to its parent, the lock on the cluster lasts as long as its
// last process, so that no second server can join a backend that lingers.
func TestLingeringBackendKeepsTheNextServerAway(t *testing.T) {
	t.Parallel()
	o := Options{Dir: openFolderFor(t)}
	s := begin(t, o)
	remember(t, s, "một mình")
	conn, err := pgx.Connect(t.Context(), s.URL("postgres", defaultSuperuser))
	if err != nil {
		t.Fatal(err)
	}
	backend := int(conn.PgConn().PID())
	if err := syscall.Kill(backend, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the backend stands still", func() bool { return strings.HasPrefix(status(backend, "State"), "T") })
	if err := s.process.Kill(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Kill(backend, syscall.SIGCONT) }) // gone when all went well
	<-s.Exited()
	if err := s.claimed.Close(); err != nil { // as the portal's end would
		t.Fatal(err)
	}
	refuseInTime(t, o)
	if err := syscall.Kill(backend, syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	recall(t, begin(t, o), "một mình")
	_ = conn.Close(context.Background()) // its server died long ago
}

// refuseInTime wants Start to wait until its context ends.
func refuseInTime(t *testing.T, o Options) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	if s, err := Start(ctx, o); err == nil {
		end(t, s)
		t.Fatal("Start succeeded, want it to wait")
	} else if !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("Start: %v, want it to wait", err)
	}
}

func TestCancelledStartIsMadeAnew(t *testing.T) {
	t.Parallel()
	for range 5 { // a busy machine may show us the beginning after the end
		dir := openFolderFor(t)
		ctx, cancel := context.WithCancel(t.Context())
		failed := make(chan error)
		go func() {
			s, err := Start(ctx, Options{Dir: dir})
			if err == nil {
				end(t, s)
			}
			failed <- err
		}()
		eventually(t, "initdb begins", func() bool { return exists(filepath.Join(dir, "pg.new", "PG_VERSION")) })
		cancel()
		err := <-failed
		if exists(filepath.Join(dir, "pg")) {
			continue
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("Start: %v, want context.Canceled", err)
		}
		remember(t, begin(t, Options{Dir: dir}), "mới")
		return
	}
	t.Fatal("initdb was never seen at work")
}

// An initdb that outlives its killed portal for a while is waited for, and
// what it made is not used.
func TestHalfMadeClusterIsMadeAnew(t *testing.T) {
	t.Parallel()
	dir := openFolderFor(t)
	bin, release := slowInitdb(t, filepath.Dir(dir))
	fresh := filepath.Join(dir, "pg.new")
	cmd, _ := portal(t, dir, bin)
	eventually(t, "initdb begins", func() bool { return exists(filepath.Join(fresh, "PG_VERSION")) })
	kill(t, cmd)
	refuseInTime(t, Options{Dir: dir})
	if !exists(fresh) {
		t.Error("the folder was taken from a living initdb")
	}
	release()
	remember(t, begin(t, Options{Dir: dir}), "mới")
	if exists(fresh) {
		t.Error("pg.new is still there")
	}
}

// slowInitdb is a folder of programs whose initdb begins a cluster, takes no
// orders, and ends when it is released.
func slowInitdb(t *testing.T, dir string) (bin string, release func()) {
	t.Helper()
	b, err := findBinaries(t.Context(), "", 0)
	if err != nil {
		t.Fatal(err)
	}
	bin = filepath.Join(dir, "bin")
	fifo := filepath.Join(bin, "fifo")
	if err := os.Mkdir(bin, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(b.path("postgres"), filepath.Join(bin, "postgres")); err != nil {
		t.Fatal(err)
	}
	script := "#!/bin/sh\ntrap '' TERM\necho 15 >\"$2/PG_VERSION\"\nread line <" + fifo + "\n"
	if err := os.WriteFile(filepath.Join(bin, "initdb"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(fifo, 0o644); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(fifo, os.O_RDWR, 0) // both ends: nobody waits for the opening
	if err != nil {
		t.Fatal(err)
	}
	release = func() {
		if _, err := f.WriteString("\n"); err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(func() { f.WriteString("\n"); f.Close() })
	return bin, release
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// A pid file that a crash left behind may name anybody by now.
func TestStalePIDFileDoesNotStopTheStart(t *testing.T) {
	t.Parallel()
	o := Options{Dir: openFolderFor(t)}
	s := begin(t, o)
	remember(t, s, "lại")
	end(t, s)
	stranger := strangerIn(t, filepath.Join(o.Dir, "pg"))
	for claim, first := range map[string]string{
		"nobody":                      "4194304",
		"a stranger of the same user": strconv.Itoa(stranger),
		"a zombie":                    strconv.Itoa(zombie(t)),
		"nothing":                     "",
		"nonsense":                    "x",
	} {
		plantPID(t, o.Dir, s.socket, first)
		again, err := Start(t.Context(), o)
		if err != nil {
			t.Errorf("pid file names %s: %v", claim, err)
			continue
		}
		recall(t, again, "lại")
		end(t, again)
	}
	if !live(stranger) {
		t.Error("the stranger was killed")
	}
}

// strangerIn is a process of the cluster's owner that stands in its folder
// without being a postmaster.
func strangerIn(t *testing.T, data string) int {
	t.Helper()
	owner, err := ownerOf(data)
	if err != nil {
		t.Fatal(err)
	}
	owner.drop = os.Geteuid() == 0
	cmd := exec.Command("cat")
	cmd.Dir = data
	cmd.SysProcAttr = owner.attr(syscall.SIGKILL)
	if _, err := cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	exited, err := launch(cmd)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-exited
	})
	return cmd.Process.Pid
}

// zombie is a process that has ended and that nobody has buried.
func zombie(t *testing.T) int {
	t.Helper()
	cmd := exec.Command("true")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Wait() })
	eventually(t, "the process becomes a zombie", func() bool { return !live(cmd.Process.Pid) })
	return cmd.Process.Pid
}

// plantPID writes the files that a killed server leaves, with first as the
// number in them.
func plantPID(t *testing.T, dir, socket, first string) {
	t.Helper()
	data := filepath.Join(dir, "pg")
	owner, err := ownerOf(data)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(socket, 0o700); err != nil {
		t.Fatal(err)
	}
	content := ""
	if first != "" {
		content = fmt.Sprintf("%s\n%s\n1700000000\n5432\n%s\n\n  1 1\nready\n", first, data, socket)
	}
	for _, file := range []string{filepath.Join(data, "postmaster.pid"), filepath.Join(socket, socketFile+".lock")} {
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := owner.own(file); err != nil {
			t.Fatal(err)
		}
	}
}

// A postmaster that lives on the cluster without a portal is ours when it
// holds the lock it inherited, else somebody started it by hand.
func TestLivePostmaster(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		claim string
		ours  bool
	}{
		{"of an earlier run is replaced", true},
		{"started by hand is left alone", false},
	} {
		t.Run(test.claim, func(t *testing.T) {
			t.Parallel()
			o := Options{Dir: openFolderFor(t)}
			s := begin(t, o)
			remember(t, s, "sống")
			end(t, s)
			by := bystander(t, o, test.ours)
			if test.ours {
				recall(t, begin(t, o), "sống")
				eventually(t, "the earlier one ends", func() bool { return !live(by) })
				return
			}
			err := refuse(t, o)
			t.Log(err)
			if !live(by) {
				t.Error("the server that was started by hand has gone")
			}
		})
	}
}

// bystander runs a postmaster that does not die with its parent, with or
// without our lock, and returns its number when it answers.
func bystander(t *testing.T, o Options, withLock bool) int {
	t.Helper()
	data := filepath.Join(o.Dir, "pg")
	b, a, err := prepare(t.Context(), o, o.Dir, data)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(b.path("postgres"), "-D", data, "-k", data, "-c", "listen_addresses=")
	cmd.Env = environment()
	cmd.SysProcAttr = a.attr(0)
	if withLock {
		lock, err := tryLock(data)
		if err != nil || lock == nil {
			t.Fatalf("lock: %v", err)
		}
		cmd.ExtraFiles = []*os.File{lock}
		defer lock.Close()
	}
	exited, err := launch(cmd)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGQUIT) // ended already when it was replaced
		<-exited
	})
	answers := &Server{socket: data, gone: make(chan struct{})}
	if err := answers.ready(t.Context(), defaultSuperuser); err != nil {
		t.Fatal(err)
	}
	return cmd.Process.Pid
}
