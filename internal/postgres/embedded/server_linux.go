package embedded

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// Server is a running private PostgreSQL. It ends with Stop or, if the portal
// is killed, by itself.
type Server struct {
	socket   string
	process  *os.Process
	claimed  *os.File      // the folder is ours while this is open
	said     tail          // what the server wrote
	quiet    chan struct{} // closed when nothing more can be written
	gone     chan struct{} // closed when the postmaster has ended
	exited   chan struct{} // closed when it has ended without being asked
	stopping atomic.Bool
	release  sync.Once
}

// Start brings up the server on o.Dir, making the cluster the first time, and
// returns when it answers. It stops what a killed portal left behind, and a
// crash of any kind is recovered from. Only ctx limits how long that may take;
// once Start has returned, ctx means nothing to the server.
func Start(ctx context.Context, o Options) (*Server, error) {
	o.Superuser = cmp.Or(o.Superuser, defaultSuperuser)
	dir, err := openFolder(o.Dir)
	if err != nil {
		return nil, err
	}
	claimed, err := claim(ctx, dir)
	if err != nil {
		return nil, err
	}
	s, err := start(ctx, o, dir)
	if err != nil {
		claimed.Close()
		return nil, err
	}
	s.claimed = claimed
	return s, nil
}

// openFolder makes the folder of the data and returns its one true path. Others
// may pass through it, since postgres must when root drops to its account, but
// not look around.
func openFolder(dir string) (string, error) {
	if dir == "" {
		return "", errors.New("chưa cho biết thư mục dữ liệu")
	}
	path, err := filepath.Abs(dir)
	if err == nil {
		err = os.MkdirAll(filepath.Dir(path), 0o755)
	}
	if err == nil {
		err = os.Mkdir(path, 0o711)
	}
	if err == nil {
		err = os.Chmod(path, 0o711) // whatever the umask
	}
	if err == nil || errors.Is(err, fs.ErrExist) {
		path, err = filepath.EvalSymlinks(path)
	}
	if err != nil {
		return "", fmt.Errorf("không mở được thư mục dữ liệu %s: %w", dir, err)
	}
	return path, nil
}

// start does the work of Start in a folder that is already ours.
func start(ctx context.Context, o Options, dir string) (*Server, error) {
	data := filepath.Join(dir, "pg")
	b, a, err := prepare(ctx, o, dir, data)
	defer a.close()
	if err != nil {
		return nil, err
	}
	lock, err := settle(ctx, data)
	if err != nil {
		return nil, err
	}
	defer lock.Close() // from then on the server alone holds it
	if err := clearPID(data); err != nil {
		return nil, err
	}
	socket, err := socketFolder(ctx, b, a, dir)
	if err != nil {
		return nil, err
	}
	s := &Server{socket: socket, quiet: make(chan struct{}), gone: make(chan struct{}), exited: make(chan struct{})}
	s.said.next = o.Log
	if err := s.run(b, a, data, o.Settings, lock); err != nil {
		return nil, err
	}
	if err := s.ready(ctx, o.Superuser); err != nil {
		s.abort()
		return nil, err
	}
	return s, nil
}

// prepare finds the programs and the account, and makes the cluster the first
// time.
func prepare(ctx context.Context, o Options, dir, data string) (binaries, account, error) {
	owner, err := ownerOf(data)
	if err != nil {
		return binaries{}, account{}, err
	}
	major := 0
	if owner != nil {
		if major, err = clusterMajor(data); err != nil {
			return binaries{}, account{}, err
		}
	}
	b, err := findBinaries(ctx, o.BinDir, major)
	if err != nil {
		return b, account{}, err
	}
	a, err := chooseAccount(ctx, b, dir, owner)
	if err == nil && owner == nil {
		err = create(ctx, b, a, o.Superuser, data)
	}
	return b, a, err
}

// run starts the postmaster and the two goroutines that watch it.
func (s *Server) run(b binaries, a account, data string, settings map[string]string, lock *os.File) error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	defer w.Close()
	cmd := exec.Command(b.path("postgres"), s.arguments(a, data, settings)...)
	cmd.Stdout, cmd.Stderr = w, w
	cmd.Dir = a.workIn(data)
	cmd.Env = environment()
	cmd.ExtraFiles = a.inherited(lock)
	cmd.SysProcAttr = a.attr(syscall.SIGINT) // fast shutdown: clean, waits for no client
	exited, err := launch(cmd)
	if err != nil {
		r.Close()
		return fmt.Errorf("start postgres: %w", err)
	}
	s.process = cmd.Process
	go func() {
		defer close(s.quiet)
		defer r.Close()
		_, _ = io.Copy(&s.said, r) // ends when the last server process has gone
	}()
	go func() {
		<-exited
		close(s.gone)
		if !s.stopping.Load() {
			close(s.exited)
		}
	}()
	return nil
}

// arguments of the postmaster. The last word is ours: no TCP, a socket for the
// owner alone, messages to us, without the values that would name people.
func (s *Server) arguments(a account, data string, settings map[string]string) []string {
	args := []string{"-D", a.sees(data)}
	set := func(name, value string) { args = append(args, "-c", name+"="+value) }
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		set(name, settings[name])
	}
	set("listen_addresses", "")
	set("port", "5432")
	set("unix_socket_directories", `"`+strings.ReplaceAll(a.sees(s.socket), `"`, `""`)+`"`)
	set("unix_socket_permissions", "0700")
	set("log_destination", "stderr")
	set("logging_collector", "off")
	set("log_error_verbosity", "terse")
	return args
}

// URL names a database of the server for a role, as pgx and golang-migrate
// take it.
func (s *Server) URL(database, user string) string {
	u := url.URL{
		Scheme:   "postgres",
		User:     url.User(user),
		Path:     "/" + database,
		RawQuery: url.Values{"host": {s.socket}, "port": {"5432"}}.Encode(),
	}
	return u.String()
}

// Exited is closed when the server has ended although nobody called Stop. Call
// Stop then too: it gives the folder back, after which Start may be tried.
func (s *Server) Exited() <-chan struct{} { return s.exited }

// Stop ends the server in order, cutting off its clients, and waits for it.
// When ctx ends first, the server goes on stopping by itself and Stop may be
// called again. Calling it often does no harm.
func (s *Server) Stop(ctx context.Context) error {
	s.stopping.Store(true)
	// It fails only when the server has ended already.
	_ = s.process.Signal(syscall.SIGINT)
	for _, done := range []<-chan struct{}{s.gone, s.quiet} {
		select {
		case <-done:
		case <-ctx.Done():
			return fmt.Errorf("stop postgres: %w", context.Cause(ctx))
		}
	}
	s.release.Do(func() {
		_ = os.Remove(s.socket) // empty, and made again by the next start
		_ = s.claimed.Close()   // it was open for its lock alone
	})
	return nil
}

// abortAfter is how long a server that failed to start may take to leave.
const abortAfter = 10 * time.Second

// abort ends a server that is not wanted: politely, then without the last
// checkpoint, which loses nothing.
func (s *Server) abort() {
	s.stopping.Store(true)
	_ = s.process.Signal(syscall.SIGINT)
	late := time.NewTimer(abortAfter)
	defer late.Stop()
	select {
	case <-s.gone:
	case <-late.C:
		_ = s.process.Signal(syscall.SIGQUIT)
		<-s.gone
	}
	<-s.quiet
}
