package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// oldest is the first major version that knows --icu-locale and all the SQL
// that the portal uses.
const oldest = 15

// usualFolders are the places where distributions keep server programs; none
// of them is in PATH. Debian and Ubuntu, Fedora and RHEL, Alpine, own builds.
var usualFolders = []string{
	"/usr/lib/postgresql/*/bin",
	"/usr/pgsql-*/bin",
	"/usr/libexec/postgresql*",
	"/usr/local/pgsql/bin",
}

var versionPattern = regexp.MustCompile(`\(PostgreSQL\) (\d+)`)

// binaries is one installation of the server programs.
type binaries struct {
	dir   string
	major int
}

func (b binaries) path(program string) string { return filepath.Join(b.dir, program) }

// findBinaries picks the server programs: those of cluster's major version, or
// for a new cluster (0) the ones in PATH, then the newest.
func findBinaries(ctx context.Context, binDir string, cluster int) (binaries, error) {
	if binDir != "" {
		b, err := inspect(ctx, binDir)
		if err != nil {
			return b, fmt.Errorf("thư mục %s (TUSOI_PG_BIN) không có postgres và initdb chạy được: %w", binDir, err)
		}
		return choose([]binaries{b}, cluster)
	}
	var installed []string
	for _, pattern := range usualFolders {
		matches, _ := filepath.Glob(pattern) // fails on a bad pattern only
		installed = append(installed, matches...)
	}
	others := inspectAll(ctx, installed)
	slices.SortStableFunc(others, func(a, b binaries) int { return b.major - a.major })
	return choose(append(inspectAll(ctx, pathFolders()), others...), cluster)
}

// choose takes the first of the candidates that suits the cluster.
func choose(found []binaries, cluster int) (binaries, error) {
	for _, b := range found {
		if b.major == cluster || cluster == 0 && b.major >= oldest {
			return b, nil
		}
	}
	if cluster == 0 || len(found) == 0 {
		return binaries{}, ErrNoBinaries
	}
	return binaries{}, fmt.Errorf("dữ liệu là của PostgreSQL %[1]d nhưng chỉ tìm thấy bản %[2]d; hãy chạy lệnh: sudo apt-get install postgresql-%[1]d",
		cluster, found[0].major)
}

// pathFolders is where PATH has a server: the folder of the name and, when the
// name is a link, the folder of the program, which has initdb beside it.
func pathFolders() []string {
	name, err := exec.LookPath("postgres")
	if err != nil {
		return nil
	}
	dirs := []string{filepath.Dir(name)}
	if program, err := filepath.EvalSymlinks(name); err == nil {
		dirs = append(dirs, filepath.Dir(program))
	}
	return dirs
}

// inspectAll keeps the folders that hold a server.
func inspectAll(ctx context.Context, dirs []string) []binaries {
	var found []binaries
	for _, dir := range dirs {
		if b, err := inspect(ctx, dir); err == nil {
			found = append(found, b)
		}
	}
	return found
}

// inspect asks the server in dir for its version and looks for initdb beside it.
func inspect(ctx context.Context, dir string) (binaries, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return binaries{}, err
	}
	b := binaries{dir: dir}
	if info, err := os.Stat(b.path("initdb")); err != nil {
		return b, err
	} else if info.Mode()&0o111 == 0 {
		return b, errors.New("initdb is not executable")
	}
	cmd := exec.CommandContext(ctx, b.path("postgres"), "--version")
	cmd.Env = environment()
	out, err := cmd.Output()
	if err != nil {
		return b, err
	}
	m := versionPattern.FindSubmatch(out)
	if m == nil {
		return b, fmt.Errorf("unknown version %q", strings.TrimSpace(string(out)))
	}
	b.major, err = strconv.Atoi(string(m[1]))
	return b, err
}
