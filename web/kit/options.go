package kit

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"tusoi/internal/org"
	"tusoi/web/ui"
)

// UnitOptions are the organisations in the reader's scope; the cells of one are listed once it, or one of them, is chosen, or
// when there is nothing else to choose.
func UnitOptions(tree *org.Tree, chosen int64, today time.Time) []ui.Option {
	list := []ui.Option{{Value: "", Label: "Tất cả"}}
	in, _ := tree.Grassroots(chosen)
	var tops int
	for _, u := range tree.Under(tree.Root().ID) {
		if u.Kind.IsGrassroots() && u.StandsOn(today) {
			tops++
		}
	}
	for _, u := range tree.Under(tree.Root().ID) {
		if !u.Kind.IsGrassroots() || !u.StandsOn(today) {
			continue
		}
		list = append(list, ui.Option{Value: fmt.Sprint(u.ID), Label: u.Name})
		if u.Kind == org.KindGrassroots && (u.ID == in.ID || tops == 1) {
			for _, c := range tree.CellsOn(u.ID, today) {
				list = append(list, ui.Option{Value: fmt.Sprint(c.ID), Label: "– " + c.Name})
			}
		}
	}
	if tops == 0 {
		for _, c := range tree.CellsOn(tree.Root().ID, today) {
			list = append(list, ui.Option{Value: fmt.Sprint(c.ID), Label: c.Name})
		}
	}
	value := fmt.Sprint(chosen)
	if chosen != 0 && !slices.ContainsFunc(list, func(o ui.Option) bool { return o.Value == value }) { // what the address chose must not look as if everything was chosen
		list = append(list, ui.Option{Value: value, Label: tree.Name(chosen)})
	}
	return list
}

// Labelled are values with their labels, to choose from; first stands for none of them.
func Labelled[T interface {
	~string
	Label() string
}](first string, values []T) []ui.Option {
	list := []ui.Option{{Label: first}}
	for _, v := range values {
		list = append(list, ui.Option{Value: string(v), Label: v.Label()})
	}
	return list
}

// Number is a whole number of a form's hidden field or choice; 0 when it is none.
func Number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
