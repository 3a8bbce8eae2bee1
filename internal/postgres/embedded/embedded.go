// Package embedded runs the private PostgreSQL of the default install: with no
// DATABASE_URL the portal brings up its own server on one folder and takes it
// down again when it leaves.
//
// In the folder stand pg (the cluster) and sock (its unix socket; there is no
// TCP). Nobody but the account that owns the cluster, and root, can reach it.
//
// It writes no table. What must never happen: a cluster is deleted or made
// anew while there is one, two servers run on the same cluster, or a server
// outlives its portal. Two locks of the kernel see to the last two, since
// process numbers lie (they are used again, and a zombie still answers):
//
//   - the portal holds a flock on the folder for as long as it uses it;
//   - every postgres process inherits a flock on the cluster, so the lock is
//     free exactly when the last one has gone, however it ended.
package embedded

import (
	"errors"
	"io"
)

// defaultSuperuser owns the cluster when Options names nobody.
const defaultSuperuser = "tusoi_owner"

// Options says where the server lives and how it is to run.
type Options struct {
	// Dir is the folder of the portal's data; it is made when missing.
	Dir string
	// BinDir is where postgres and initdb are (TUSOI_PG_BIN). Empty: PATH,
	// then the usual folders.
	BinDir string
	// Superuser is the role that owns the cluster; default tusoi_owner.
	Superuser string
	// Settings are extra server settings, for example fsync=off in tests.
	Settings map[string]string
	// Log receives what the server writes to its standard error.
	Log io.Writer
}

// ErrInUse says that another portal works on the folder.
var ErrInUse = errors.New("thư mục dữ liệu đang được một tiến trình Tự Soi khác dùng; hãy dừng tiến trình đó rồi chạy lại")

// ErrNoBinaries says that this machine has no PostgreSQL that would do.
var ErrNoBinaries = errors.New("máy này chưa có PostgreSQL từ bản 15 trở lên; hãy chạy lệnh: sudo apt-get install postgresql postgresql-contrib")

// ErrNoContrib says that PostgreSQL is here without the extensions it needs.
var ErrNoContrib = errors.New("PostgreSQL trên máy này thiếu phần mở rộng (ltree, unaccent, pg_trgm, btree_gin); hãy chạy lệnh: sudo apt-get install postgresql-contrib")
