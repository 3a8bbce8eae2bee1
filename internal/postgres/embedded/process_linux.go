package embedded

import (
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
)

// launch starts cmd and reports its end. The parent-death signal belongs to
// the thread, not to the process, that starts a child: hence a thread of its
// own that lives as long as the child does.
func launch(cmd *exec.Cmd) (<-chan error, error) {
	started := make(chan error)
	exited := make(chan error, 1)
	go func() {
		runtime.LockOSThread() // never unlocked: the thread ends with this function
		err := cmd.Start()
		started <- err
		if err == nil {
			exited <- cmd.Wait()
		}
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	return exited, nil
}

// environment is what the server's programs get to see: nothing of the
// portal's secrets, none of the PG variables that would change their minds, no
// NOTIFY_SOCKET (a postgres built for systemd would speak in our name), and
// messages in English, so that we recognise them.
func environment() []string {
	env := []string{"LC_ALL=C.UTF-8"}
	for _, name := range []string{"PATH", "TZ", "LD_LIBRARY_PATH", "ICU_DATA"} {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env
}

// tail passes on what a program says and remembers the end of it for the
// error message.
type tail struct {
	mu   sync.Mutex
	end  []byte
	next io.Writer
}

// tailSize is enough for the last few lines.
const tailSize = 2000

// Write never fails: a program whose pipe nobody empties would stand still.
func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.end = append(t.end, p...)
	if over := len(t.end) - tailSize; over > 0 {
		t.end = append(t.end[:0], t.end[over:]...)
	}
	if t.next != nil {
		if _, err := t.next.Write(p); err != nil {
			t.next = nil
		}
	}
	return len(p), nil
}

// String is the end of what was said.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.TrimSpace(string(t.end))
}
