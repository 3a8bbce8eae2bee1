package embedded

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// pause is how long we wait before we ask again what the kernel does not
// announce.
const pause = 20 * time.Millisecond

// patience bridges the moment between kill -9 and the kernel's letting go of
// what the killed portal held.
const patience = 2 * time.Second

// lockFolder opens a folder and takes its flock, waiting until ctx ends.
func lockFolder(ctx context.Context, path string) (*os.File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	tick := time.NewTicker(pause)
	defer tick.Stop()
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return f, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) {
			f.Close()
			return nil, fmt.Errorf("lock %s: %w", path, err)
		}
		select {
		case <-ctx.Done():
			f.Close()
			return nil, context.Cause(ctx)
		case <-tick.C:
		}
	}
}

// claim takes the folder for this portal alone.
func claim(ctx context.Context, dir string) (*os.File, error) {
	waiting, cancel := context.WithTimeoutCause(ctx, patience, ErrInUse)
	defer cancel()
	f, err := lockFolder(waiting, dir)
	if errors.Is(err, ErrInUse) {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	return f, err
}

// settle waits until no process of an earlier run is left in the cluster and
// returns its lock, which the next server inherits. A postmaster that outlived
// its portal is asked to stop: we hold the folder, so nobody works with it.
func settle(ctx context.Context, data string) (*os.File, error) {
	if free, err := tryLock(data); free != nil || err != nil {
		return free, err
	}
	if err := stopSurvivor(data); err != nil {
		return nil, err
	}
	lock, err := lockFolder(ctx, data)
	if err != nil && ctx.Err() != nil {
		return nil, fmt.Errorf("tiến trình PostgreSQL của lần chạy trước chưa dừng hẳn ở %s; hãy đợi một lát rồi chạy lại: %w", data, err)
	}
	return lock, err
}

// stopSurvivor asks the postmaster of the cluster to stop, if there is one.
func stopSurvivor(data string) error {
	pid := postmasterPID(data)
	if pid == 0 {
		return nil
	}
	p, err := os.FindProcess(pid) // a handle first: the number cannot change hands then
	if err != nil {
		return err
	}
	defer p.Release()
	if !runsPostmaster(pid, data) {
		return nil
	}
	if err := p.Signal(syscall.SIGINT); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stop the postmaster %d of an earlier run: %w", pid, err)
	}
	return nil
}

// tryLock is lockFolder without waiting; nil and no error when it is taken.
func tryLock(path string) (*os.File, error) {
	now, cancel := context.WithCancel(context.Background())
	cancel()
	f, err := lockFolder(now, path)
	if errors.Is(err, context.Canceled) {
		return nil, nil
	}
	return f, err
}

// clearPID removes a postmaster.pid that would stop the next server for no
// reason: an empty one (power cut), or one whose number now belongs to a
// zombie or to somebody else. A number that is free is left to postgres, which
// then looks for leftovers of that run itself. The lock is held, so none of
// our servers is alive; one that a person started by hand is respected.
func clearPID(data string) error {
	path := filepath.Join(data, "postmaster.pid")
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	pid := postmasterPID(data)
	if runsPostmaster(pid, data) {
		return fmt.Errorf("một PostgreSQL không do Tự Soi mở (tiến trình %[1]d) đang dùng %[2]s; hãy dừng nó (kill -INT %[1]d) rồi chạy lại", pid, data)
	}
	if pid > 0 && errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
		return nil
	}
	return os.Remove(path)
}

// postmasterPID reads the number in postmaster.pid; 0 when there is none.
func postmasterPID(data string) int {
	content, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(content), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(first))
	if err != nil || pid < 1 {
		return 0
	}
	return pid
}

// runsPostmaster says whether process pid is a live postmaster on data. The
// command line can be read by everybody and is empty for a zombie; the working
// directory, which is surer, only with the right to trace.
func runsPostmaster(pid int, data string) bool {
	if pid == 0 {
		return false
	}
	proc := filepath.Join("/proc", strconv.Itoa(pid))
	content, err := os.ReadFile(filepath.Join(proc, "cmdline"))
	if err != nil {
		return false
	}
	args := strings.Split(string(content), "\x00")
	if name := filepath.Base(args[0]); name != "postgres" && name != "postmaster" {
		return false
	}
	if sameFolder(filepath.Join(proc, "cwd"), data) {
		return true
	}
	for i, arg := range args[:len(args)-1] {
		if arg == "-D" && sameFolder(args[i+1], data) {
			return true
		}
	}
	return false
}

func sameFolder(a, b string) bool {
	infoA, errA := os.Stat(a)
	infoB, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(infoA, infoB)
}
