package value

import (
	"fmt"
	"slices"
	"strings"

	"tusoi/internal/vi"
)

// Named is an organisation that a cell can name. One that the file itself makes has no id yet, but the number of its row
// and its position among the added.
type Named struct {
	ID    int64
	Row   int
	Added int
	Kind  string
	Name  string
	Code  string
	Above []string // the names of the organisations above, the nearest first
}

// Names finds organisations by code or by name, whatever way the name was typed.
type Names struct {
	list   []Named
	byCode map[string][]int
	exact  map[string][]int // by name, and by name with one above
	loose  map[string][]int // the same without "Chi bộ" and the like at the beginning
	near   map[string]string
	found  map[string][]Named // what was looked for since the last was added: a list names each cell many times
}

// NewNames knows nobody yet.
func NewNames() *Names {
	return &Names{byCode: map[string][]int{}, exact: map[string][]int{}, loose: map[string][]int{}, near: map[string]string{}}
}

// Add makes an organisation known.
func (n *Names) Add(p Named) {
	i := len(n.list)
	n.list, n.found = append(n.list, p), nil
	if p.Code != "" {
		key := strings.ToUpper(p.Code)
		n.byCode[key] = append(n.byCode[key], i)
	}
	name := nameKey(p.Name)
	for _, own := range spoken(name) {
		note(n.exact, own, i)
	}
	note(n.loose, bare(name), i)
	for _, above := range p.Above {
		key := nameKey(above)
		for _, form := range append(spoken(key), bare(key)) {
			note(n.exact, name+" "+form, i)
			note(n.loose, bare(name)+" "+form, i)
		}
	}
}

// spoken are the ways in which people write a key: the committee of an organisation stands for the organisation.
func spoken(key string) []string {
	for _, pair := range [][2]string{{"dang bo ", "dang uy "}, {"dang uy ", "dang bo "}} {
		if rest, ok := strings.CutPrefix(key, pair[0]); ok {
			return []string{key, pair[1] + rest}
		}
	}
	return []string{key}
}

func note(m map[string][]int, key string, i int) {
	if list := m[key]; len(list) == 0 || list[len(list)-1] != i {
		m[key] = append(list, i)
	}
}

// nameKey folds a name and drops its marks, so that "Chi bộ ấp 1 - Đảng ủy xã A" and "Chi bộ ấp 1, Đảng ủy xã A" agree.
func nameKey(s string) string {
	return strings.Join(strings.FieldsFunc(vi.Fold(s), func(r rune) bool {
		return strings.ContainsRune(" ,.;:-–—_/\\()[]\"'“”", r)
	}), " ")
}

// bare is a name without the words that say what kind of organisation it is.
func bare(key string) string {
	for _, prefix := range []string{"chi bo ", "dang bo bo phan ", "dang uy bo phan ", "dang uy ", "dang bo ", "to dang "} {
		if rest, ok := strings.CutPrefix(key, prefix); ok {
			return rest
		}
	}
	return key
}

// Find lists the organisations that a text can mean: none, one, or several of the same name. The words that say what
// kind an organisation is may be left out, but not be others.
func (n *Names) Find(text string) []Named {
	found, known := n.found[text]
	if !known {
		if found = n.find(text); n.found == nil {
			n.found = map[string][]Named{}
		}
		n.found[text] = found
	}
	return found
}

func (n *Names) find(text string) []Named {
	key := nameKey(text)
	for _, list := range [][]int{n.byCode[strings.ToUpper(text)], n.exact[key], n.loose[key]} {
		if len(list) > 0 {
			found := make([]Named, len(list))
			for i, at := range list {
				found[i] = n.list[at]
			}
			return found
		}
	}
	return nil
}

// Label names an organisation so that it is found again: with the one above when others have the same name.
func (n *Names) Label(p Named) string {
	if len(n.exact[nameKey(p.Name)]) > 1 && len(p.Above) > 0 {
		return p.Name + ", " + p.Above[0]
	}
	return p.Name
}

// Nearest suggests at most three organisations whose names are close to a text: " Có phải: …?", "" for none. Only the
// first few hundred different texts are looked at: a file full of foreign names needs no more.
func (n *Names) Nearest(text string) string {
	key := nameKey(text)
	if got, ok := n.near[key]; ok || len(n.near) > 300 || len(key) > 120 {
		return got
	}
	type candidate struct {
		label    string
		distance int
	}
	var list []candidate
	for _, p := range n.list {
		own := nameKey(p.Name)
		d := min(distance(bare(key), bare(own)), distance(key, own))
		if d <= max(2, len(bare(key))/3) {
			list = append(list, candidate{n.Label(p), d})
		}
	}
	slices.SortStableFunc(list, func(a, b candidate) int { return a.distance - b.distance })
	var labels []string
	for _, c := range list {
		if quoted := "“" + c.label + "”"; len(labels) < 3 && !slices.Contains(labels, quoted) {
			labels = append(labels, quoted)
		}
	}
	answer := ""
	if len(labels) > 0 {
		answer = " Có phải " + strings.Join(labels, " hoặc ") + "?"
	}
	n.near[key] = answer
	return answer
}

// distance is how many letters must be put in, taken out or changed to make one folded name into another.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// Several says that a name means more than one organisation, and how to tell them apart.
func (n *Names) Several(text string, found []Named) string {
	return fmt.Sprintf("Có %d tổ chức tên “%s”. Ghi mã, hoặc ghi thêm cấp trên, ví dụ “%s”.", len(found), text, n.Label(found[0]))
}
