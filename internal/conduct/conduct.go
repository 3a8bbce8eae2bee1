// Package conduct holds the lists against which members look at their conduct: the 27 signs of decline of Nghị quyết
// 04-NQ/TW (2016) and the 19 things that a Party member may not do.
//
// It owns no table: the lists are files with the days between which they are in force, because the rules are replaced every
// few years and a review keeps the list that it was made under. Nothing of a list is ever changed once a review names it;
// a new wording is a new list.
package conduct

import (
	"bufio"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"
)

// List is one list in one wording.
type List struct {
	Key   string // of the wording; with a sign's code it names the sign for ever
	Title string
	Short string // on the sheet: "27 biểu hiện"
	Basis string // the document that lays it down
	Note  string // what the wording is not
	From  time.Time
	Until time.Time // the first day no longer; zero while it is in force
	Signs []Sign
}

// Sign is one line of a list.
type Sign struct {
	Code  string // within the list: "A5", "14"
	Group string // the heading it stands under, "" where the list has none
	Text  string
}

// Ref names a sign for ever: "nqtw4-2016/A5".
func (l List) Ref(s Sign) string { return l.Key + "/" + s.Code }

//go:embed lists/*.txt
var files embed.FS

var all = mustLoad()

// On is the lists in force on a day, in the order of their beginning.
func On(day time.Time) []List {
	var lists []List
	for _, l := range all {
		if !l.From.After(day) && (l.Until.IsZero() || l.Until.After(day)) {
			lists = append(lists, l)
		}
	}
	return lists
}

// Find is the sign that a reference names, with its list, of whatever time; false for a reference that names none.
func Find(ref string) (List, Sign, bool) {
	key, code, _ := strings.Cut(ref, "/")
	for _, l := range all {
		if l.Key != key {
			continue
		}
		for _, s := range l.Signs {
			if s.Code == code {
				return l, s, true
			}
		}
	}
	return List{}, Sign{}, false
}

// Chosen puts references in the order of the lists in force on a day, each once; false when one names no sign of them.
func Chosen(refs []string, day time.Time) ([]string, bool) {
	var known []string
	for _, l := range On(day) {
		for _, s := range l.Signs {
			if slices.Contains(refs, l.Ref(s)) {
				known = append(known, l.Ref(s))
			}
		}
	}
	for _, r := range refs {
		if !slices.Contains(known, r) {
			return nil, false
		}
	}
	return known, true
}

// Words says a reference for people: "A5 · Tự phê bình thì …", "Điều 14 · Tặng, nhận quà …".
func Words(ref string) string {
	l, s, ok := Find(ref)
	if !ok {
		return ref
	}
	return l.Name(s) + " · " + s.Text
}

// Name is how a sign is called: by its code, or as an article of a list that numbers them.
func (l List) Name(s Sign) string {
	if s.Code[0] >= '0' && s.Code[0] <= '9' {
		return "Điều " + s.Code
	}
	return s.Code
}

func mustLoad() []List {
	names, err := fs.Glob(files, "lists/*.txt")
	if err != nil {
		panic(err)
	}
	var lists []List
	for _, name := range names {
		data, err := files.ReadFile(name)
		if err != nil {
			panic(err)
		}
		l, err := parse(string(data))
		if err != nil {
			panic(fmt.Sprintf("%s: %v", name, err))
		}
		lists = append(lists, l)
	}
	slices.SortFunc(lists, func(a, b List) int { return a.From.Compare(b.From) })
	return lists
}

// parse reads a list: lines "name: value" up to the first empty one, then "# heading" and "code text".
func parse(text string) (List, error) {
	var l List
	var group string
	head := true
	lines := bufio.NewScanner(strings.NewReader(text))
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		var err error
		switch {
		case line == "":
			head = false
		case head:
			err = l.set(line)
		case strings.HasPrefix(line, "# "):
			group = line[2:]
		default:
			code, words, ok := strings.Cut(line, " ")
			if !ok {
				err = fmt.Errorf("a sign without words")
			}
			l.Signs = append(l.Signs, Sign{code, group, words})
		}
		if err != nil {
			return l, fmt.Errorf("line %d: %w", n, err)
		}
	}
	if l.Key == "" || l.Title == "" || l.Short == "" || l.Basis == "" || l.From.IsZero() || len(l.Signs) == 0 {
		return l, fmt.Errorf("key, title, short, basis, from or the signs are missing")
	}
	return l, lines.Err()
}

func (l *List) set(line string) (err error) {
	name, value, _ := strings.Cut(line, ": ")
	switch name {
	case "key":
		l.Key = value
	case "title":
		l.Title = value
	case "short":
		l.Short = value
	case "basis":
		l.Basis = value
	case "note":
		l.Note = value
	case "from":
		l.From, err = time.Parse(time.DateOnly, value)
	case "until":
		l.Until, err = time.Parse(time.DateOnly, value)
	default:
		err = fmt.Errorf("%q is no line of the head", name)
	}
	return err
}
