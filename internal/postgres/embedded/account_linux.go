package embedded

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"strings"
	"syscall"
)

// account is who owns the cluster and runs postgres. PostgreSQL refuses root,
// so a portal started by root hands the work to somebody who may do less.
type account struct {
	uid, gid int // owner of the files
	// drop: become uid before postgres runs.
	drop bool
	// folder is the data's folder where it lies below one that only root may
	// enter, such as /root: the account's programs inherit it open and reach
	// it by that. Nil where they can walk there.
	folder *os.File
}

// attr is how a child of the portal becomes this account. The kernel sends it
// death when the thread that started it ends, even by kill -9.
func (a account) attr(death syscall.Signal) *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{
		Setpgid:   true, // Ctrl-C is for the portal, which then stops us in order
		Pdeathsig: death,
	}
	if a.drop {
		attr.Credential = &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)}
	}
	return attr
}

// inherited are the files that a child gets open: the lock as descriptor 3, and
// the folder, where it is needed, as descriptor 4.
func (a account) inherited(lock *os.File) []*os.File {
	if a.folder == nil {
		return []*os.File{lock}
	}
	return []*os.File{lock, a.folder}
}

// sees is a path in the data's folder as the account's programs can follow it.
// The kernel goes through an open descriptor without asking for the folders
// above; all processes of a server inherit it.
func (a account) sees(path string) string {
	if a.folder != nil {
		if below, ok := strings.CutPrefix(path, a.folder.Name()); ok {
			return "/proc/self/fd/4" + below
		}
	}
	return path
}

// workIn is the folder in which the account's programs start.
func (a account) workIn(path string) string {
	if a.sees(path) != path {
		return "/"
	}
	return path
}

// through is the same account, which reaches the folder by an open descriptor.
// Whoever asks for it closes the folder when the programs have been started.
func (a account) through(dir string) (account, error) {
	folder, err := os.Open(dir)
	if err != nil {
		return a, err
	}
	if _, err := os.Stat("/proc/self/fd"); err != nil {
		folder.Close()
		return a, err
	}
	a.folder = folder
	return a, nil
}

// close gives back the descriptor of the folder, if there is one.
func (a account) close() {
	if a.folder != nil {
		_ = a.folder.Close()
	}
}

// own gives path to the account.
func (a account) own(path string) error {
	if !a.drop {
		return nil // we made it, it is ours
	}
	return os.Lchown(path, a.uid, a.gid)
}

// canRun says whether the account can enter dir and run the server from there.
func (a account) canRun(ctx context.Context, b binaries, dir string) error {
	cmd := exec.CommandContext(ctx, b.path("postgres"), "--version")
	cmd.Dir = a.workIn(dir)
	cmd.Env = environment()
	cmd.SysProcAttr = a.attr(syscall.SIGKILL)
	exited, err := launch(cmd)
	if err != nil {
		return err
	}
	return <-exited
}

// chooseAccount finds who is to run the cluster in the folder dir. An existing
// one stays with its owner (nil: there is none yet) whatever the folders above
// it allow today, because its files can be read by nobody else.
func chooseAccount(ctx context.Context, b binaries, dir string, owner *account) (account, error) {
	self := account{uid: os.Geteuid(), gid: os.Getegid()}
	if self.uid != 0 {
		return self, nil
	}
	service := serviceAccount()
	if owner != nil {
		service = *owner
	}
	if service.uid == 0 {
		return self, fmt.Errorf("dữ liệu ở %s thuộc về root mà PostgreSQL không chạy bằng root; hãy trao thư mục ấy cho một người dùng thường (chown -R)", dir)
	}
	err := service.canRun(ctx, b, dir)
	if errors.Is(err, fs.ErrPermission) {
		if service, err = service.through(dir); err == nil {
			err = service.canRun(ctx, b, dir)
		}
	}
	if err != nil {
		service.close()
		return self, fmt.Errorf("PostgreSQL không chạy bằng root, mà người dùng thường không vào được %s; "+
			"hãy chạy Tự Soi bằng người dùng thường, hoặc cho phép đi qua các thư mục trên nó (chmod o+x): %w", dir, err)
	}
	return service, nil
}

// ownerOf returns who owns the cluster, as an account to drop to; nil when
// there is no cluster yet.
func ownerOf(data string) (*account, error) {
	info, err := os.Stat(data)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	st := info.Sys().(*syscall.Stat_t)
	owner := &account{uid: int(st.Uid), gid: int(st.Gid), drop: true}
	if self := os.Geteuid(); self != 0 && owner.uid != self {
		return nil, fmt.Errorf("dữ liệu ở %s thuộc về người dùng hệ thống số %d; hãy chạy Tự Soi bằng người dùng đó", data, owner.uid)
	}
	return owner, nil
}

// serviceAccount is postgres, which Debian makes with the package, else nobody.
func serviceAccount() account {
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uidErr := strconv.Atoi(u.Uid)
		gid, gidErr := strconv.Atoi(u.Gid)
		if uidErr == nil && gidErr == nil {
			return account{uid: uid, gid: gid, drop: true}
		}
	}
	return account{uid: 65534, gid: 65534, drop: true}
}
