package sheetpage

import (
	"cmp"
	"slices"
	"strings"

	"tusoi/web/sheetform"
	"tusoi/web/ui"
)

// hasProblem reports whether something in a member's part must be put right.
func (l Look) hasProblem(m member) bool {
	for _, p := range l.Posted.Problems {
		if l.owner(p.Field) == m.ID {
			return true
		}
	}
	return m.Add != nil && m.Add.Open
}

// owner is the member to whose part a field belongs; 0 for none.
func (l Look) owner(field string) int64 {
	if c, ok := sheetform.ParseCell(strings.TrimPrefix(field, "x.")); ok {
		return c.Member
	}
	letters, id, _ := strings.Cut(field, ".")
	switch letters {
	case "hc", "nn", "vs", "th", "cd":
		return sheetform.Number(id)
	case "q", "h", "l":
		for _, m := range l.Sheet.Members {
			for _, r := range m.Remedies {
				if r.ID == sheetform.Number(id) {
					return m.ID
				}
			}
		}
	}
	return 0
}

// explain puts the problems of a failed form into the page, each with the name of whose part it is in, and what was typed
// where nothing can be typed any more.
func (l Look) explain(page *sheetPage) {
	if l.Posted == nil {
		return
	}
	names, place := map[int64]string{}, map[int64]int{}
	shown := map[string]bool{}
	for n, m := range page.Members {
		names[m.ID], place[m.ID] = m.Name, n+1
		for _, i := range m.Items {
			shown[i.Mark.Name], shown[i.Note.Name] = !i.Mark.Read, !i.Note.Read
		}
		for _, name := range []string{m.Substantive.Name, m.Responsible.Name, m.Conduct.Name, m.Why.Name} {
			shown[name] = !m.Why.Read
		}
	}
	for _, p := range l.Posted.Problems {
		if name := names[l.owner(p.Field)]; name != "" {
			p.Text = name + ": " + p.Text
		}
		page.Problems = append(page.Problems, p)
	}
	slices.SortStableFunc(page.Problems, func(a, b ui.Problem) int { return cmp.Compare(place[l.owner(a.Field)], place[l.owner(b.Field)]) })
	page.Page.Problem = len(page.Problems) > 0
	for _, change := range l.Posted.Changes {
		if c := sheetform.CellOf(change); !shown[c.Name()] {
			page.Lost = append(page.Lost, ui.Fact{Label: names[c.Member], Value: said(c, change.Value)})
		}
	}
}
