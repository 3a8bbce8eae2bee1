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
	"syscall"
)

// account is who owns the cluster and runs postgres. PostgreSQL refuses root,
// so a portal started by root hands the work to somebody who may do less.
type account struct {
	uid, gid int // owner of the files, as this process sees them
	// drop: become uid before postgres runs.
	drop bool
	// namespace: stay root on the outside but be inner within a user
	// namespace. It serves folders below one that only root may enter, such
	// as /root, where nobody else could run anything.
	namespace          bool
	innerUID, innerGID int
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
	if a.namespace {
		attr.Cloneflags = syscall.CLONE_NEWUSER
		attr.UidMappings = []syscall.SysProcIDMap{{ContainerID: a.innerUID, HostID: a.uid, Size: 1}}
		attr.GidMappings = []syscall.SysProcIDMap{{ContainerID: a.innerGID, HostID: a.gid, Size: 1}}
	}
	return attr
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
	cmd.Dir = dir
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
	var tries []account
	switch service := serviceAccount(); {
	case owner == nil:
		tries = []account{service, service.inNamespace()}
	case owner.uid == 0:
		tries = []account{service.inNamespace()}
	default:
		tries = []account{*owner}
	}
	var err error
	for _, a := range tries {
		if err = a.canRun(ctx, b, dir); err == nil {
			return a, nil
		}
	}
	return self, fmt.Errorf("PostgreSQL không chạy bằng root, mà người dùng thường không vào được %s; "+
		"hãy chạy Tự Soi bằng người dùng thường, hoặc cho phép đi qua các thư mục trên nó (chmod o+x): %w", dir, err)
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

// inNamespace is the account for root's own files: the same name, worn inside
// a user namespace only.
func (a account) inNamespace() account {
	return account{uid: 0, gid: os.Getegid(), namespace: true, innerUID: a.uid, innerGID: a.gid}
}
