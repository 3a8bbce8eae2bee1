package embedded

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// clusterMajor reads which PostgreSQL made the cluster. A folder that is there
// without being a cluster is somebody's: not touched.
func clusterMajor(data string) (int, error) {
	content, err := os.ReadFile(filepath.Join(data, "PG_VERSION"))
	if err != nil {
		return 0, fmt.Errorf("%s không phải là dữ liệu PostgreSQL đọc được; hãy chuyển nó đi nơi khác hoặc phục hồi từ bản sao lưu: %w", data, err)
	}
	return strconv.Atoi(strings.TrimSpace(string(content)))
}

// create makes the cluster. initdb works in pg.new, which becomes pg when all
// of it is on disk: a cluster that is there is complete.
func create(ctx context.Context, b binaries, a account, superuser, data string) error {
	fresh := data + ".new"
	if err := clearHalf(ctx, fresh); err != nil {
		return err
	}
	if err := os.Mkdir(fresh, 0o700); err != nil {
		return err
	}
	if err := a.own(fresh); err != nil {
		return err
	}
	lock, err := lockFolder(ctx, fresh)
	if err != nil {
		return err
	}
	defer lock.Close()
	if err := initdb(ctx, b, a, superuser, fresh, lock); err != nil {
		return err
	}
	if err := os.Rename(fresh, data); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(data))
}

// clearHalf removes what a killed initdb left, once it is really dead. No
// server ever ran there, so there is nothing in it that anybody wrote.
func clearHalf(ctx context.Context, fresh string) error {
	lock, err := lockFolder(ctx, fresh)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer lock.Close()
	return os.RemoveAll(fresh)
}

// initdb fills the folder fresh. Order and case follow Vietnamese (ICU); the
// libc part stays C.UTF-8, which every system has.
func initdb(ctx context.Context, b binaries, a account, superuser, fresh string, lock *os.File) error {
	cmd := exec.CommandContext(ctx, b.path("initdb"),
		"-D", a.sees(fresh), "-U", superuser, "-E", "UTF8",
		"--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=vi-VN",
		"--data-checksums", "--auth-local=trust", "--auth-host=reject", "--no-instructions")
	var said tail
	cmd.Stdout, cmd.Stderr = &said, &said
	cmd.Dir = a.workIn(filepath.Dir(fresh))
	cmd.Env = environment()
	cmd.ExtraFiles = a.inherited(lock)
	cmd.SysProcAttr = a.attr(syscall.SIGTERM)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	exited, err := launch(cmd)
	if err == nil {
		err = <-exited
	}
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case strings.Contains(said.String(), "could not look up effective user ID"):
		return fmt.Errorf("người dùng hệ thống số %d không có tên trên máy này nên PostgreSQL không chạy được; hãy chạy Tự Soi bằng một người dùng có tên", a.uid)
	case strings.Contains(said.String(), "ICU is not supported"):
		return errors.New("PostgreSQL trên máy này dựng thiếu ICU nên không xếp được tên tiếng Việt; hãy chạy lệnh: sudo apt-get install postgresql")
	}
	return fmt.Errorf("không tạo được cơ sở dữ liệu ở %s: %w\n%s", fresh, err, said.String())
}

// syncFolder makes a rename in dir survive a power cut.
func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}
