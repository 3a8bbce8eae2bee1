//go:build unix

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"tusoi/internal/postgres/embedded"
)

const (
	superuser = "tusoi_owner"
	prefix    = "tusoi-test-"
	shm       = "/dev/shm"
	// enough is the room that the test databases of the whole project need.
	enough = 500 << 20
	// settled is the age from which a folder without an owner is a leftover;
	// before, its owner may be about to lock it.
	settled = time.Minute
	// stopTime is ample for a server that has nothing to keep.
	stopTime = 30 * time.Second
)

// settings trade safety, which a throw-away server does not need, for speed.
var settings = map[string]string{
	"fsync":              "off",
	"synchronous_commit": "off",
	"full_page_writes":   "off",
	"autovacuum":         "off",
	"wal_level":          "minimal",
	"max_wal_senders":    "0",
	"max_connections":    "200",
	"shared_buffers":     "128MB",
}

// scratch is a server in a folder of its own, which is ours while it is locked.
type scratch struct {
	root   string
	lock   *os.File
	server *embedded.Server
}

// start returns what there is to clear away even when it fails.
func start(ctx context.Context) (*scratch, error) {
	base := place()
	sweep(base)
	root, err := os.MkdirTemp(base, prefix)
	if err != nil {
		return nil, err
	}
	s := &scratch{root: root}
	if s.lock, err = lock(root); err != nil {
		return s, err
	}
	// The server may run as somebody else, who must be able to pass.
	if err := os.Chmod(root, 0o711); err != nil {
		return s, err
	}
	s.server, err = embedded.Start(ctx, embedded.Options{
		Dir: filepath.Join(root, "data"), BinDir: os.Getenv("TUSOI_PG_BIN"),
		Superuser: superuser, Settings: settings,
	})
	return s, err
}

// url names the database from which tests make their own.
func (s *scratch) url() string { return s.server.URL("postgres", superuser) }

// end stops the server and removes all that it wrote.
func (s *scratch) end() {
	ctx, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	if s.server != nil {
		select {
		case <-s.server.Exited():
			fmt.Fprintln(os.Stderr, "with: the test server ended before the command did")
		default:
		}
		if err := s.server.Stop(ctx); err != nil {
			fmt.Fprintln(os.Stderr, "with:", err)
		}
	}
	if err := os.RemoveAll(s.root); err != nil {
		fmt.Fprintln(os.Stderr, "with:", err)
	}
	if s.lock != nil {
		_ = s.lock.Close() // open for its lock alone
	}
}

// place is memory when there is room (containers often give it 64 MB), else the
// folder for temporary files.
func place() string {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(shm, &fs); err == nil && uint64(fs.Bavail)*uint64(fs.Bsize) > enough {
		return shm
	}
	return os.TempDir()
}

// sweep removes what killed runs left. It may fail on the folders of others.
func sweep(base string) {
	roots, _ := filepath.Glob(filepath.Join(base, prefix+"*")) // fails on a bad pattern only
	for _, root := range roots {
		info, err := os.Lstat(root)
		if err != nil || !info.IsDir() || time.Since(info.ModTime()) < settled {
			continue
		}
		if f, err := lock(root); err == nil {
			_ = os.RemoveAll(root)
			_ = f.Close()
		}
	}
}

// lock takes the folder, or fails when it is taken.
func lock(root string) (*os.File, error) {
	f, err := os.Open(root)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close()
		return nil, err
	}
	return f, nil
}
