package embedded

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// socketFile is the name that clients derive from the port 5432.
const socketFile = ".s.PGSQL.5432"

// longestSocket is what the kernel takes as the path of a unix socket.
const longestSocket = 107

// socketFolder makes the folder of the socket: beside the cluster, or in the
// folder for temporary files when no address can be made of that path.
func socketFolder(ctx context.Context, b binaries, a account, dir string) (string, error) {
	if near := filepath.Join(dir, "sock"); fits(near) {
		return near, prepareNear(near, a)
	}
	sum := sha256.Sum256([]byte(dir))
	name := "tusoi-" + hex.EncodeToString(sum[:6])
	var err error
	for _, tmp := range []string{os.TempDir(), "/tmp"} {
		path := filepath.Join(tmp, name)
		if !fits(path) {
			continue
		}
		if err = prepareShared(path, a); err == nil {
			err = a.canRun(ctx, b, path)
		}
		if err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("đường dẫn %s quá dài hoặc có dấu cách, dấu phẩy, mà thư mục tạm cũng không dùng được; hãy chọn thư mục dữ liệu khác: %w", dir, err)
}

// fits says whether clients can reach a socket there. A comma ends a host name
// for pgx, and a space becomes the plus of a query in golang-migrate's hands,
// which PostgreSQL's addresses do not know.
func fits(folder string) bool {
	return len(filepath.Join(folder, socketFile)) <= longestSocket && !strings.ContainsAny(folder, ", ")
}

// prepareNear makes the folder in our own. Whatever the rights have become, by
// a copy or a restore, they are put right.
func prepareNear(path string, a account) error {
	if err := os.Mkdir(path, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := os.Chmod(path, 0o700); err != nil {
		return err
	}
	if err := a.own(path); err != nil {
		return err
	}
	return removeStale(path)
}

// prepareShared makes the folder where everybody may write: one that is there
// already must be ours, or a stranger would be listening to what we say.
func prepareShared(path string, a account) error {
	err := os.Mkdir(path, 0o700)
	if err == nil {
		return a.own(path)
	}
	if !errors.Is(err, fs.ErrExist) {
		return err
	}
	info, err := os.Lstat(path)
	if err != nil {
		return err
	}
	st := info.Sys().(*syscall.Stat_t)
	if !info.IsDir() || info.Mode().Perm() != 0o700 || int(st.Uid) != a.uid {
		return fmt.Errorf("%s không phải do Tự Soi tạo", path)
	}
	return removeStale(path)
}

// removeStale clears the socket of a killed server; its lock file holds a
// process number, which lies as the one of the cluster does. The cluster's
// lock is held, so nobody listens.
func removeStale(folder string) error {
	for _, name := range []string{socketFile, socketFile + ".lock"} {
		if err := os.Remove(filepath.Join(folder, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
