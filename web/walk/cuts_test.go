package walk

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"tusoi/web/kit"
)

// cut says at which moment a connection breaks.
type cut int

const (
	none   cut = iota
	before     // the request never reaches the portal
	after      // the portal has done it, and its answer is lost
	within     // half of the answer arrives
	refuse     // and for a while nobody answers
	cuts
)

// line is the way between a browser and the portal, which breaks when it is told to.
type line struct {
	net.Listener
	to string

	mu   sync.Mutex
	next cut
	down int // connections that are refused
	cut  int // how often it broke
	now  chan struct{}
}

func newLine(t *testing.T, to string) *line {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	way := &line{Listener: l, to: to, now: make(chan struct{}, manyCuts)}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go way.carry(c)
		}
	}()
	return way
}

// breaks tells the line to break at the next request.
func (l *line) breaks(c cut) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.next = c
}

func (l *line) take() cut {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.next
	if l.next = none; c != none {
		l.cut++
		l.now <- struct{}{}
	}
	if c == refuse {
		l.down = 3
	}
	return c
}

func (l *line) refused() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.down > 0 {
		l.down--
		return true
	}
	return false
}

// broke waits until the line breaks, and asks again and again for a request that it can break.
func (l *line) broke(ask func()) bool {
	again, end := time.NewTicker(patience/300), time.After(patience)
	defer again.Stop()
	for {
		ask()
		select {
		case <-l.now:
			return true
		case <-again.C:
		case <-end:
			return false
		}
	}
}

// broken is how often the line broke.
func (l *line) broken() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.cut
}

// carry takes bytes both ways until one side ends, or the line breaks.
func (l *line) carry(c net.Conn) {
	defer c.Close()
	if l.refused() {
		return
	}
	s, err := net.Dial("tcp", l.to)
	if err != nil {
		return
	}
	defer s.Close()
	var mu sync.Mutex
	lost := none
	go func() {
		defer c.Close()
		buf := make([]byte, 64<<10)
		for {
			n, err := s.Read(buf)
			mu.Lock()
			how := lost
			mu.Unlock()
			if err != nil || how == after {
				return
			}
			if how == within {
				n /= 2
			}
			if _, err := c.Write(buf[:n]); err != nil || how == within {
				return
			}
		}
	}()
	buf := make([]byte, 64<<10)
	for {
		n, err := c.Read(buf)
		if err != nil {
			return
		}
		how := l.take()
		if how == before || how == refuse {
			return
		}
		mu.Lock()
		lost = how
		mu.Unlock()
		if _, err := s.Write(buf[:n]); err != nil {
			return
		}
		if how != none {
			_, _ = io.Copy(s, c) // the rest of the request, until the answer, or half of it, went its way
			return
		}
	}
}

// online tells the page that the network is back: it tries again at once.
const online = `(() => { dispatchEvent(new Event("online")); })()`

// manyCuts is how often the line breaks while one sheet is written.
const manyCuts = 50

// Whatever moment the connection breaks at, what the page showed as saved is in the database, what it did not is sent again, and nothing is
// there twice.
func TestFiftyBrokenConnectionsLoseAndDoubleNothing(t *testing.T) {
	t.Parallel()
	w := theWorld(t)
	cell, login := w.fullCell(t, 1)
	w.empty(t, cell)
	way := newLine(t, strings.TrimPrefix(w.url, "http://"))
	far := *w
	far.url = "http://" + way.Addr().String()
	seed, _ := strconv.ParseUint(os.Getenv("TUSOI_SEED"), 10, 64)
	t.Logf("TUSOI_SEED=%d", seed)
	r := rand.New(rand.NewPCG(seed, 5))

	b := far.open(t, 1280)
	b.signIn(login)
	b.visit(kit.SheetPath(cell, thisMonth))
	fields := eval[[]string](b, `[...document.querySelectorAll("details.member")].map((m) => m.querySelector(".said textarea:enabled")?.name).filter(Boolean)`)
	typed := map[string]string{}
	for i := range manyCuts {
		name := fields[r.IntN(len(fields))]
		text := fmt.Sprintf("Lần %02d: đã đến %d hộ.", i+1, r.IntN(90)+10)
		typed[name] = text
		way.breaks(cut(r.IntN(int(cuts)-1) + 1))
		eval[chromedp.Void](b, fmt.Sprintf(`(() => { const f = document.getElementsByName(%q)[0]; f.closest("details.member").open = true; f.value = ""; f.focus(); })()`, name))
		if _, err := chromedp.Call(b.ctx, input.InsertText, input.InsertTextParams{Text: text}); err != nil {
			t.Fatal(err)
		}
		b.do("leave the field", chromedp.KeyEvent(kb.Tab))
		if !way.broke(func() { eval[chromedp.Void](b, online) }) {
			t.Fatalf("the line did not break at “%s”\n%s", text, b.whereabouts())
		}
		b.honest(t, cell, name)
	}
	b.until("everything goes out in the end", `(dispatchEvent(new Event("online")), true) && document.querySelector(".bar [data-state]").textContent.startsWith("Đã lưu")
		&& Object.keys(localStorage).every((k) => !k.startsWith("tusoi."))`)
	if n := way.broken(); n < manyCuts*8/10 {
		t.Errorf("the line broke %d times: the walk proves little", n)
	}
	for name, text := range typed {
		if got := w.noted(t, cell, name); got != text {
			t.Errorf("%s: “%s” is kept, want “%s”", name, got, text)
		}
	}
	w.onceEach(t, cell)
	b.complaints() // connections that broke are complained of
}

// honest compares a field that the page shows as saved with the database.
func (b *tab) honest(t *testing.T, cell int64, name string) {
	t.Helper()
	shown := eval[string](b, fmt.Sprintf(`document.getElementById("tt-%s")?.classList.contains("ok") ? document.getElementsByName(%q)[0].value : ""`, name, name))
	if shown == "" {
		return
	}
	if got := b.w.noted(t, cell, name); got != shown {
		t.Errorf("%s is shown as saved with “%s”, and “%s” is kept", name, shown, got)
	}
}

// noted is what the database has of a field: n.p12.345 is the note of member 345 on pledge item 12.
func (w *world) noted(t *testing.T, cell int64, field string) (text string) {
	t.Helper()
	var kind string
	var item, member int64
	if _, err := fmt.Sscanf(field, "n.%1s%d.%d", &kind, &item, &member); err != nil {
		t.Fatal(field, err)
	}
	_ = w.db.QueryRow(context.Background(), `SELECT note FROM marks WHERE cell_id = $1 AND month = $2 AND member_id = $3 AND item_id = $4 AND item_kind = $5`,
		cell, thisMonth.Start(), member, item, map[string]string{"p": "pledge", "t": "task"}[kind]).Scan(&text) // no row is no text
	return text
}

// onceEach tells that the trail speaks of each text once.
func (w *world) onceEach(t *testing.T, cell int64) {
	t.Helper()
	for i := range manyCuts {
		mark := fmt.Sprintf("%%Lần %02d:%%", i+1)
		if n := w.id(t, `SELECT count(*) FROM audit_entries WHERE unit_id = $1 AND object_kind = 'review' AND after::text LIKE $2`, cell, mark); n > 1 {
			t.Errorf("the trail says %d times that text %d was written", n, i+1)
		}
	}
}
