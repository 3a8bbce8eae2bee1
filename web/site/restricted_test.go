package site

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tusoi/internal/authz"
	"tusoi/internal/discipline"
	"tusoi/internal/portal"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/vi"
	"tusoi/internal/worldtest"
	"tusoi/web/kit"
)

// restricted are words that stand in the book of discipline and nowhere else: in a decision, in why it was amended, and in why another
// one was taken out again.
var restricted = []string{"7731-QĐ/UBKT", "Bòn rút quỹ Rạch Dừa", "Thủ quỹ hợp tác Cái Mít", "Đối chiếu sổ gốc Vàm Xáng", "Ghi nhầm người Bến Lở"}

// disciplined writes the words into the book, by the hand that may.
func disciplined(t *testing.T, w world, s *Site) int64 {
	t.Helper()
	ctx := context.Background()
	book := s.Discipline.Book()
	draft := discipline.Draft{UnitID: w.Cell.ID, MemberID: w.Members[w.Cell.ID][1], Form: discipline.Warning, Contents: []string{"duty"}, Level: discipline.Grassroots,
		Post: restricted[2], DecisionNumber: restricted[0], DecidedOn: worldtest.Date(2026, 5, 19), Summary: restricted[1]}
	id, err := book.Add(ctx, w.Inspector, "7b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a51", draft)
	if err != nil {
		t.Fatal(err)
	}
	draft.InForceFrom = worldtest.Date(2026, 5, 20)
	if err := book.Amend(ctx, w.Inspector, id, 1, draft, restricted[3]); err != nil {
		t.Fatal(err)
	}
	draft.MemberID, draft.DecidedOn, draft.InForceFrom = w.Members[w.Cell.ID][0], worldtest.Date(2026, 6, 2), worldtest.Date(2026, 6, 2)
	draft.DecisionNumber = "88-QĐ/UBKT"
	wrong, err := book.Add(ctx, w.Inspector, "7b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a52", draft)
	if err == nil {
		err = book.Drop(ctx, w.Inspector, wrong, 1, restricted[4])
	}
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// TestNoWordOfADisciplineReachesWhoMayNotReadIt asks every address as everybody: page, printed page, workbook, document, refusal and log hold
// no word of the book of discipline but for the committee directly above the cell and the inspection board.
func TestNoWordOfADisciplineReachesWhoMayNotReadIt(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	w := build(t, tx)
	site := &Site{Portal: portal.New(tx, worldtest.Clock)}
	one := w.records[kit.DisciplinesWord]
	one.record = disciplined(t, w, site)
	w.records[kit.DisciplinesWord] = one
	told := map[string]int{}
	for _, route := range site.Routes() {
		name := route.Method + " " + route.Pattern
		to, ok := targets[name]
		if route.May == Public || !ok {
			continue
		}
		for _, who := range askers(w) {
			var log bytes.Buffer
			res := askLogged(t, tx, w, who.actor, route.Method, to, &log)
			body, err := io.ReadAll(res.Body)
			if err != nil {
				t.Fatal(err)
			}
			text := readable(t, body)
			for _, word := range restricted {
				if mayRead(who.actor, w.Cell.Path) && strings.Contains(text, word) {
					told[word]++
				} else if strings.Contains(text, word) {
					t.Errorf("%s as %s tells %q", name, who.name, word)
				}
				if strings.Contains(log.String(), word) {
					t.Errorf("%s as %s logs %q", name, who.name, word)
				}
			}
		}
	}
	for _, word := range restricted[:4] { // what was taken out again has no page any more
		if told[word] == 0 {
			t.Errorf("nobody at all is told %q: the test proves nothing of it", word)
		}
	}
}

func mayRead(a authz.Actor, cell string) bool {
	scope, err := a.Scope(authz.DisciplineRead)
	return err == nil && scope.Covers(cell)
}

// readable is the text of an answer, whatever kind of file it is.
func readable(t *testing.T, body []byte) string {
	t.Helper()
	switch {
	case bytes.HasPrefix(body, []byte("PK\x03\x04")):
		book, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
		if err != nil {
			t.Fatal(err)
		}
		var all strings.Builder
		for _, f := range book.File {
			part, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(&all, part); err != nil {
				t.Fatal(err)
			}
		}
		return all.String()
	case bytes.HasPrefix(body, []byte("%PDF-")):
		file := filepath.Join(t.TempDir(), "a.pdf")
		if err := os.WriteFile(file, body, 0o600); err != nil {
			t.Fatal(err)
		}
		text, err := exec.Command("pdftotext", file, "-").CombinedOutput()
		if err != nil {
			t.Fatalf("pdftotext (“make test” installs it): %v\n%s", err, text)
		}
		return vi.Clean(string(text))
	}
	return string(body)
}
