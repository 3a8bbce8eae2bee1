package embedded

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

func TestFirstStartMakesACluster(t *testing.T) {
	t.Parallel()
	dir := openFolderFor(t)
	s := begin(t, Options{Dir: dir, Settings: map[string]string{"work_mem": "7MB", "listen_addresses": "*"}})
	for _, test := range []struct{ claim, sql, want string }{
		{"people sort as in Vietnamese", `SELECT string_agg(n, ' ' ORDER BY n) FROM unnest('{Đức,Dũng,Ân,An,Ăn}'::text[]) n`, "An Ăn Ân Dũng Đức"},
		{"text is UTF-8", `SHOW server_encoding`, "UTF8"},
		{"pages carry checksums", `SHOW data_checksums`, "on"},
		{"there is no TCP, whatever the settings say", `SHOW listen_addresses`, ""},
		{"settings reach the server", `SHOW work_mem`, "7MB"},
		{"the log names nobody's data", `SHOW log_error_verbosity`, "terse"},
		{"TCP would be refused", `SELECT string_agg(DISTINCT auth_method, ' ') FROM pg_hba_file_rules WHERE type = 'host'`, "reject"},
	} {
		if got := ask(t, s, test.sql); got != test.want {
			t.Errorf("%s: %s = %q, want %q", test.claim, test.sql, got, test.want)
		}
	}
	for _, folder := range []string{"pg", "sock"} {
		info, err := os.Stat(filepath.Join(dir, folder))
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o700 {
			t.Errorf("%s has mode %v, want 0700", folder, info.Mode().Perm())
		}
	}
}

func TestSecondStartKeepsTheData(t *testing.T) {
	t.Parallel()
	o := Options{Dir: openFolderFor(t)}
	s := begin(t, o)
	remember(t, s, "cây")
	end(t, s)
	recall(t, begin(t, o), "cây")
}

// Root may not run postgres. It drops to a service user, also below folders that
// only root may enter; an ordinary user stays who they are.
func TestServerRunsAsTheRightUser(t *testing.T) {
	t.Parallel()
	me := os.Geteuid()
	service := me
	if me == 0 {
		service = serviceAccount().uid
	}
	closed := filepath.Join(closedFolder(t), "data")
	for _, test := range []struct {
		claim, dir string
	}{
		{"in an open folder", openFolderFor(t)},
		{"in a closed folder", closed},
	} {
		t.Run(test.claim, func(t *testing.T) {
			t.Parallel()
			for _, round := range []string{"first", "second"} {
				s := begin(t, Options{Dir: test.dir})
				uid, _, _ := strings.Cut(status(s.process.Pid, "Uid"), "\t")
				if uid != strconv.Itoa(service) {
					t.Errorf("%s start runs as user %s, want %d", round, uid, service)
				}
				end(t, s)
			}
		})
	}
}

// A cluster is found again when the folders above it are closed or opened.
func TestTheWayToAClusterMayCloseAndOpen(t *testing.T) {
	t.Parallel()
	o := Options{Dir: openFolderFor(t)}
	above := filepath.Dir(o.Dir)
	for round, mode := range []os.FileMode{0o755, 0o700, 0o755} {
		if err := os.Chmod(above, mode); err != nil {
			t.Fatal(err)
		}
		s := begin(t, o)
		if round == 0 {
			remember(t, s, "giữ")
		}
		recall(t, s, "giữ")
		end(t, s)
	}
}

func closedFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestServerWorksInFoldersWithDifficultNames(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		claim, name string
		near        bool
	}{
		{"140 letters put the socket into the folder for temporary files", strings.Repeat("d", 140), false},
		{"so does a comma, which ends a host name", "a,b", false},
		{"and a space, which addresses spell in two ways", "a b", false},
		{"quotes, signs and accents do no harm", `dữ"liệu"+của'tôi%20`, true},
	} {
		t.Run(test.claim, func(t *testing.T) {
			t.Parallel()
			o := Options{Dir: filepath.Join(openFolderFor(t), test.name)}
			s := begin(t, o)
			remember(t, s, "xa")
			end(t, s)
			again := begin(t, o)
			recall(t, again, "xa")
			end(t, again)
			if exists(again.socket) {
				t.Errorf("%s is still there", again.socket)
			}
			if near := strings.HasPrefix(again.socket, o.Dir); near != test.near {
				t.Errorf("socket in %s: beside the cluster %t, want %t", again.socket, near, test.near)
			}
		})
	}
}

func TestStopMayBeCalledOften(t *testing.T) {
	t.Parallel()
	dir := openFolderFor(t)
	s := begin(t, Options{Dir: dir})
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() { end(t, s) })
	}
	group.Wait()
	end(t, s)
	if live(s.process.Pid) {
		t.Error("the server lives on after Stop")
	}
	select {
	case <-s.Exited():
		t.Error("Exited reports a server that was asked to stop")
	default:
	}
	begin(t, Options{Dir: dir})
}

func TestStopReturnsWhenItsTimeIsUp(t *testing.T) {
	t.Parallel()
	s := begin(t, Options{Dir: openFolderFor(t)})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Stop(ctx); err == nil {
		t.Error("Stop waited although its context had ended")
	}
	end(t, s)
}
