package sheetform

import "testing"

func TestEveryNameReadsBackAndNothingElseDoes(t *testing.T) {
	t.Parallel()
	for _, c := range []Cell{
		{Field: MarkField, Member: 34, ItemKind: "p", Item: 12}, {Field: NoteField, Member: 34, ItemKind: "t", Item: 12},
		{Field: SubstantiveField, Member: 34}, {Field: ResponsibleField, Member: 34}, {Field: ConductField, Member: 34}, {Field: WhyField, Member: 34},
	} {
		if got, ok := ParseCell(c.Name()); !ok || got != c {
			t.Errorf("%q reads back as %+v, %t", c.Name(), got, ok)
		}
		if got := CellOf(c.Change(Place{}, "", "")); got != c {
			t.Errorf("the change of %q is found again as %+v", c.Name(), got)
		}
	}
	for _, name := range []string{"", "m", "m.34", "m.p.34", "m.x12.34", "m.p012.34", "m.p12.0", "m.p12.34.5", "s.p12.34", "s.-1", "srcd.34", "k.34", "b.s.34"} {
		if c, ok := ParseCell(name); ok {
			t.Errorf("%q is no field, read as %+v", name, c)
		}
	}
}
