package discipline

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Content is what a violation was about.
type Content struct{ Key, Name string }

// list is the contents as reports break them down from a day on.
type list struct {
	from   time.Time
	source string
	items  []Content
}

//go:embed contents.txt
var contentsText string

var lists = mustParse(contentsText)

// ContentsOn are the contents of the list of a day; none for a day before the first list.
func ContentsOn(day time.Time) []Content {
	l, _ := listOn(lists, day)
	return l.items
}

// SourceOn is where the list of a day comes from.
func SourceOn(day time.Time) string {
	l, _ := listOn(lists, day)
	return l.source
}

// ContentName is a content's name on the screen, in the newest list that has it.
func ContentName(key string) string {
	for _, l := range slices.Backward(lists) {
		if at := slices.IndexFunc(l.items, func(c Content) bool { return c.Key == key }); at >= 0 {
			return l.items[at].Name
		}
	}
	return key
}

// ContentNames are several, as a sentence lists them.
func ContentNames(keys []string) string {
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = ContentName(k)
	}
	return strings.Join(names, "; ")
}

func listOn(all []list, day time.Time) (list, bool) {
	for _, l := range slices.Backward(all) {
		if !l.from.After(day) {
			return l, true
		}
	}
	return list{}, false
}

// parse reads lists in the order of their days.
func parse(text string) ([]list, error) {
	var all []list
	for n, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		head, starts := strings.CutPrefix(line, "=")
		key, name, ok := strings.Cut(head, "|")
		key, name = strings.TrimSpace(key), strings.TrimSpace(name)
		if !ok || key == "" || name == "" || !starts && len(all) == 0 {
			return nil, fmt.Errorf("line %d is neither a list nor a content", n+1)
		}
		if !starts {
			at := &all[len(all)-1]
			at.items = append(at.items, Content{key, name})
			continue
		}
		from, err := time.Parse(time.DateOnly, key)
		if err != nil || len(all) > 0 && !all[len(all)-1].from.Before(from) {
			return nil, fmt.Errorf("line %d: the list of %s does not follow the one before it", n+1, key)
		}
		all = append(all, list{from: from, source: name})
	}
	return all, nil
}

func mustParse(text string) []list {
	all, err := parse(text)
	if err != nil {
		panic("discipline: contents.txt: " + err.Error())
	}
	return all
}

// NewestContents are those of the newest list.
func NewestContents() []Content { return lists[len(lists)-1].items }
