package wording_test

import (
	"context"
	"embed"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/substance/wording"
)

var update = flag.Bool("update", false, "write testdata/copies.tsv anew")

//go:embed testdata
var testdata embed.FS

// linesOf are the lines of a file of the corpus, without its comments.
func linesOf(t testing.TB, name string) []string {
	t.Helper()
	data, err := testdata.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			list = append(list, line)
		}
	}
	return list
}

// originalsOf are all honest texts: everybody's own words, and those in the even words of an office.
func originalsOf(t testing.TB) []string {
	return append(linesOf(t, "originals.txt"), linesOf(t, "officialese.txt")...)
}

// copied is a text made from an original, and how.
type copied struct {
	kind string
	of   int // the number of the original
	text string
}

func copies(t testing.TB) []copied {
	t.Helper()
	var list []copied
	for _, line := range linesOf(t, "copies.tsv") {
		f := strings.Split(line, "\t")
		of, err := strconv.Atoi(f[1])
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, copied{f[0], of, f[2]})
	}
	return list
}

// forge makes copies.tsv from the originals with -update: every kind of copy of 40 originals drawn from a fixed seed.
func forge(t *testing.T) {
	t.Helper()
	originals, fillers, swaps := originalsOf(t), linesOf(t, "fillers.txt"), linesOf(t, "swaps.txt")
	r := rand.New(rand.NewPCG(7, 2026))
	word := func(s string) string {
		words := strings.Fields(s)
		for _, i := range r.Perm(len(swaps)) {
			from, to, _ := strings.Cut(swaps[i], "\t")
			if strings.Contains(" "+s+" ", " "+from+" ") {
				return strings.TrimSpace(strings.Replace(" "+s+" ", " "+from+" ", " "+to+" ", 1))
			}
		}
		words[len(words)/2] = "rồi"
		return strings.Join(words, " ")
	}
	kinds := []struct {
		name string
		make func(string) string
	}{
		{"verbatim", func(s string) string { return s }},
		{"dressed", func(s string) string {
			return strings.ToUpper(strings.NewReplacer(",", "", ".", "!", ";", " -").Replace(s))
		}},
		{"month", func(s string) string { return fmt.Sprintf("Trong tháng %d, %s", 1+r.IntN(12), s) }},
		{"word", word},
		{"reordered", func(s string) string {
			parts := strings.FieldsFunc(s, func(c rune) bool { return strings.ContainsRune(",.;:", c) })
			slices.Reverse(parts)
			return strings.Join(parts, ", ")
		}},
		{"filler", func(s string) string {
			for range 1 + r.IntN(2) {
				s += " " + fillers[r.IntN(len(fillers))]
			}
			return s
		}},
		{"word and filler", func(s string) string { return word(s) + " " + fillers[r.IntN(len(fillers))] }},
	}
	var b strings.Builder
	b.WriteString("# Made by TestCopiesAreToldFromOriginals -update: the kind of copy, the number of its original, the text.\n")
	for _, k := range kinds {
		for _, i := range r.Perm(len(originals))[:40] {
			fmt.Fprintf(&b, "%s\t%d\t%s\n", k.name, i, strings.Join(strings.Fields(k.make(originals[i])), " "))
		}
	}
	if err := os.WriteFile("testdata/copies.tsv", []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// measured is how the corpus comes out at one threshold.
type measured struct {
	precision, recall int // in percent
	missed            map[string]int
}

// TestCopiesAreToldFromOriginals compares every text with every original: hundreds at once, as a whole commune's month is.
// An original is pointed out wrongly when any other original is alike; a copy is found when any original is.
func TestCopiesAreToldFromOriginals(t *testing.T) {
	t.Parallel()
	if *update {
		forge(t)
		return // the next run reads what was written
	}
	originals, forged := originalsOf(t), copies(t)
	if len(originals) < 300 || len(forged) < 200 {
		t.Fatalf("%d originals and %d copies: too few to prove anything", len(originals), len(forged))
	}
	sets := make([]wording.Set, len(originals))
	for i, s := range originals {
		sets[i] = wording.SetOf(wording.Said(s))
	}
	best := func(s wording.Set, but int) (share, of int) {
		for i, o := range sets {
			if n := s.Share(o); i != but && n > share {
				share, of = n, i
			}
		}
		return share, of
	}
	closest := make([]int, len(originals))
	for i := range originals {
		var of int
		if closest[i], of = best(sets[i], i); closest[i] >= wording.Alike {
			t.Logf("wrongly pointed out, %d: %q and %q", closest[i], originals[i], originals[of])
		}
	}
	shares := make([]int, len(forged))
	for i, c := range forged {
		shares[i], _ = best(wording.SetOf(wording.Said(c.text)), -1)
	}
	at := func(threshold int) measured {
		m := measured{missed: map[string]int{}}
		found, wrong := 0, 0
		for _, n := range closest {
			if n >= threshold {
				wrong++
			}
		}
		for i, n := range shares {
			if n >= threshold {
				found++
			} else {
				m.missed[forged[i].kind]++
			}
		}
		m.precision, m.recall = found*100/max(found+wrong, 1), found*100/len(forged)
		return m
	}
	for threshold := 3000; threshold <= 9500; threshold += 500 {
		m := at(threshold)
		t.Logf("from %d: precision %d %%, recall %d %%, missed %v", threshold, m.precision, m.recall, m.missed)
	}
	if m := at(wording.Alike); m.precision < 90 || m.recall < 80 {
		t.Errorf("precision %d %%, recall %d %%, want at least 90 and 80", m.precision, m.recall)
	}
}

func TestShortHonestAnswersAreNeverPointedOut(t *testing.T) {
	t.Parallel()
	repeats := linesOf(t, "repeats.txt")
	for _, s := range repeats {
		if wording.Said(s) != "" || wording.Hollow(s) {
			t.Errorf("%q is compared as %q, hollow %t", s, wording.Said(s), wording.Hollow(s))
		}
	}
	if wording.Said(repeats...) != "" || wording.Hollow(repeats...) {
		t.Error("a month of short answers is held against its member")
	}
}

// TestEmptyPhrasesAreToldFromThings: hardly anybody who wrote something of their own may be told that it names nothing, and
// most of what names nothing is found.
func TestEmptyPhrasesAreToldFromThings(t *testing.T) {
	t.Parallel()
	originals := originalsOf(t)
	hollow := 0
	for _, s := range originals {
		if wording.Hollow(s) {
			hollow++
			t.Logf("hollow: %s", s)
		}
	}
	if hollow*100 > len(originals)*5 {
		t.Errorf("%d of %d originals are told to name nothing", hollow, len(originals))
	}
	empty, found := linesOf(t, "hollow.txt"), 0
	for _, s := range empty {
		if wording.Hollow(s) {
			found++
		} else {
			t.Logf("not found: %s", s)
		}
	}
	if found*100 < len(empty)*80 {
		t.Errorf("%d of %d empty texts found", found, len(empty))
	}
}

// TestTheDatabaseCountsTheSame holds the share to PostgreSQL's, on every pair that the corpus knows.
func TestTheDatabaseCountsTheSame(t *testing.T) {
	t.Parallel()
	originals := originalsOf(t)
	var a, b []string
	for _, c := range copies(t) {
		a, b = append(a, wording.Said(c.text)), append(b, wording.Said(originals[c.of]))
	}
	for i, s := range originals {
		a, b = append(a, wording.Said(s)), append(b, wording.Said(originals[(i*7+1)%len(originals)]))
	}
	rows, err := pgtest.Tx(t).Query(context.Background(), `SELECT floor(similarity(a, b)::float8 * 10000 + 0.5)::int, array_length(show_trgm(a), 1)
		FROM unnest($1::text[], $2::text[]) AS t (a, b)`, a, b)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	n := 0
	for ; rows.Next(); n++ {
		var want int
		var groups *int
		if err := rows.Scan(&want, &groups); err != nil {
			t.Fatal(err)
		}
		set := wording.SetOf(a[n])
		if got := set.Share(wording.SetOf(b[n])); got != want || groups != nil && *groups != len(set) {
			t.Errorf("%q and %q: %d of %d groups, the database says %d", a[n], b[n], got, len(set), want)
		}
	}
	if n != len(a) {
		t.Errorf("%d of %d pairs compared: %v", n, len(a), rows.Err())
	}
}
