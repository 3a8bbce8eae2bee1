package embedded

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSecondPortalOnOneFolderIsRefused(t *testing.T) {
	t.Parallel()
	o := Options{Dir: openFolderFor(t)}
	s := begin(t, o)
	remember(t, s, "một")
	if err := refuse(t, o); !errors.Is(err, ErrInUse) {
		t.Errorf("second Start: %v, want ErrInUse", err)
	}
	recall(t, s, "một")
}

// What is not a cluster is somebody's: it stays as it is.
func TestFolderOfSomebodyElseIsNotTouched(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	note := filepath.Join(dir, "pg", "note.txt")
	if err := os.Mkdir(filepath.Dir(note), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(note, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := refuse(t, Options{Dir: dir})
	if !strings.Contains(err.Error(), "không phải là dữ liệu PostgreSQL") {
		t.Errorf("Start: %v, want a word about the folder", err)
	}
	if content, err := os.ReadFile(note); err != nil || string(content) != "mine" {
		t.Errorf("note is %q, %v", content, err)
	}
}

func TestFolderMustBeNamed(t *testing.T) {
	t.Parallel()
	refuse(t, Options{})
}

func TestUnknownSuperuserIsRefusedAndNoServerStays(t *testing.T) {
	t.Parallel()
	o := Options{Dir: openFolderFor(t)}
	end(t, begin(t, o))
	wrong := o
	wrong.Superuser = "stranger"
	if err := refuse(t, wrong); !strings.Contains(err.Error(), "stranger") {
		t.Errorf("Start: %v, want the name of the role", err)
	}
	if pid := postmasterPID(filepath.Join(o.Dir, "pg")); pid != 0 {
		t.Errorf("the server %d stays although Start failed", pid)
	}
	begin(t, o)
}

func TestServerThatCannotStartSaysWhy(t *testing.T) {
	t.Parallel()
	o := Options{Dir: openFolderFor(t), Settings: map[string]string{"shared_buffers": "much"}}
	var log bytes.Buffer
	o.Log = &log
	err := refuse(t, o)
	if !strings.Contains(err.Error(), "shared_buffers") {
		t.Errorf("Start: %v, want the setting named", err)
	}
	if !strings.Contains(log.String(), "shared_buffers") {
		t.Errorf("the log holds %q, want the setting named", log.String())
	}
}

func TestBinaries(t *testing.T) {
	t.Parallel()
	path, old, newer := binaries{"/path", 16}, binaries{"/old", 14}, binaries{"/new", 18}
	for _, test := range []struct {
		claim   string
		found   []binaries
		cluster int
		want    binaries
		err     string
	}{
		{"PATH goes first", []binaries{path, newer}, 0, path, ""},
		{"too old is passed over", []binaries{old, newer}, 0, newer, ""},
		{"the cluster decides", []binaries{path, newer}, 18, newer, ""},
		{"another version would spoil the cluster", []binaries{path}, 18, binaries{}, "postgresql-18"},
		{"too old alone", []binaries{old}, 0, binaries{}, "apt-get install postgresql postgresql-contrib"},
		{"none", nil, 0, binaries{}, "apt-get install postgresql postgresql-contrib"},
		{"none for a cluster", nil, 15, binaries{}, "apt-get install postgresql postgresql-contrib"},
	} {
		got, err := choose(test.found, test.cluster)
		if got != test.want {
			t.Errorf("%s: got %v, want %v", test.claim, got, test.want)
		}
		if (err == nil) != (test.err == "") || err != nil && !strings.Contains(err.Error(), test.err) {
			t.Errorf("%s: error %v, want %q", test.claim, err, test.err)
		}
	}
}

func TestNamedFolderWithoutServerIsNamedInTheError(t *testing.T) {
	t.Parallel()
	empty := t.TempDir()
	err := refuse(t, Options{Dir: filepath.Join(empty, "data"), BinDir: empty})
	if !strings.Contains(err.Error(), empty) || !strings.Contains(err.Error(), "TUSOI_PG_BIN") {
		t.Errorf("Start: %v, want the folder and the variable named", err)
	}
}

func TestNamedFolderIsUsed(t *testing.T) {
	t.Parallel()
	b, err := findBinaries(t.Context(), "", 0)
	if err != nil {
		t.Fatal(err)
	}
	named, err := findBinaries(t.Context(), b.dir, b.major)
	if err != nil || named != b {
		t.Errorf("got %v, %v, want %v", named, err, b)
	}
}

// A folder in /tmp that a stranger made first would let them listen.
func TestSharedSocketFolderMustBeOurs(t *testing.T) {
	t.Parallel()
	a := account{uid: os.Geteuid(), gid: os.Getegid()}
	tmp := t.TempDir()
	fresh, open, link := filepath.Join(tmp, "fresh"), filepath.Join(tmp, "open"), filepath.Join(tmp, "link")
	for range 2 {
		if err := prepareShared(fresh, a); err != nil {
			t.Errorf("our own folder: %v", err)
		}
	}
	if err := os.Mkdir(open, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(fresh, link); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{open, link} {
		if err := prepareShared(path, a); err == nil {
			t.Errorf("%s was accepted", path)
		}
	}
	if err := prepareShared(fresh, account{uid: a.uid + 1}); err == nil {
		t.Error("a folder of another user was accepted")
	}
}

func TestServerSeesNothingOfThePortalsEnvironment(t *testing.T) {
	for _, name := range []string{"DATABASE_URL", "PGPORT", "PGDATA", "NOTIFY_SOCKET", "SECRET"} {
		t.Setenv(name, "x")
	}
	t.Setenv("TZ", "Asia/Ho_Chi_Minh")
	env := strings.Join(environment(), " ")
	if strings.Contains(env, "=x") || !strings.Contains(env, "TZ=Asia/Ho_Chi_Minh") {
		t.Errorf("environment %s", env)
	}
}

// A log that fails, on a full disk say, must not stop the server's pipe.
func TestFailingLogIsLeftOut(t *testing.T) {
	t.Parallel()
	said := tail{next: brokenLog{}}
	for _, line := range []string{strings.Repeat("a", tailSize), "the end\n"} {
		if n, err := said.Write([]byte(line)); n != len(line) || err != nil {
			t.Errorf("Write: %d, %v", n, err)
		}
	}
	if got := said.String(); len(got) > tailSize || !strings.HasSuffix(got, "athe end") {
		t.Errorf("kept %d bytes ending in %q", len(got), got[len(got)-9:])
	}
}

type brokenLog struct{}

func (brokenLog) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestStartEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	dir := openFolderFor(t)
	if _, err := Start(ctx, Options{Dir: dir}); err == nil {
		t.Error("Start went on although its context had ended")
	}
	begin(t, Options{Dir: dir})
}
