//go:build unix

// Command with runs another command beside a throw-away PostgreSQL:
//
//	go run ./internal/postgres/pgtest/with -- go test ./...
//
// The command finds the server in TUSOI_TEST_DATABASE_URL. When that is set
// already, the server it names is used and none is started. Whatever happens,
// the server and its files are gone afterwards; what a kill -9 of this command
// leaves in memory, its next run clears away. It writes no table.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
)

// variable names the test server to the command and to package pgtest.
const variable = "TUSOI_TEST_DATABASE_URL"

// What shells answer for a command that was misused, not found, or ended by a
// signal (plus its number).
const (
	exitFailed   = 1
	exitUsage    = 2
	exitNotFound = 127
	exitSignal   = 128
)

func main() {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	os.Exit(run(os.Args[1:], signals))
}

// run returns the exit code of the command, so that all that is deferred is
// done before the process ends.
func run(args []string, signals <-chan os.Signal) int {
	if len(args) > 0 && args[0] == "--" {
		args = args[1:]
	}
	if len(args) == 0 {
		fmt.Fprintln(os.Stderr, "usage: with -- command [argument ...]")
		return exitUsage
	}
	if os.Getenv(variable) != "" {
		return command(args, os.Environ(), signals)
	}
	s, caught, err := begin(signals)
	if s != nil {
		defer s.end()
	}
	if caught != nil {
		return exitSignal + int(caught.(syscall.Signal))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "with:", err)
		return exitFailed
	}
	return command(args, append(os.Environ(), variable+"="+s.url()), signals)
}

// begin starts the server, unless a signal comes first.
func begin(signals <-chan os.Signal) (*scratch, os.Signal, error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	type result struct {
		*scratch
		error
	}
	started := make(chan result, 1)
	go func() {
		s, err := start(ctx)
		started <- result{s, err}
	}()
	select {
	case r := <-started:
		return r.scratch, nil, r.error
	case caught := <-signals:
		cancel()
		r := <-started
		return r.scratch, caught, r.error
	}
}

// command runs args with our standard streams and passes signals on. It gets a
// process group of its own, so that a signal reaches its children too, as the
// test programs of go test, and reaches each of them once.
func command(args, env []string, signals <-chan os.Signal) int {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Env = env
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		fmt.Fprintln(os.Stderr, "with:", err)
		return exitNotFound
	}
	group := -cmd.Process.Pid
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for {
		select {
		case caught := <-signals:
			_ = syscall.Kill(group, caught.(syscall.Signal)) // it may have ended meanwhile
		case err := <-ended:
			_ = syscall.Kill(group, syscall.SIGKILL) // children it left behind
			return code(err)
		}
	}
}

// code is the exit code that a shell would report.
func code(err error) int {
	var ended *exec.ExitError
	switch {
	case err == nil:
		return 0
	case !errors.As(err, &ended):
		fmt.Fprintln(os.Stderr, "with:", err)
		return exitFailed
	}
	if status, ok := ended.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return exitSignal + int(status.Signal())
	}
	return ended.ExitCode()
}
