package demo

import (
	"fmt"
	"strings"
	"time"

	"tusoi/internal/demo/places"
	"tusoi/internal/org"
)

// The source's figures of the tree: 58 grassroots organisations, of which we assume 24 with cells below and 34 that are
// cells themselves, and 263 cells under grassroots committees.
const cellsUnderGrassroots = 263

// founded is before every date that the demonstration speaks of.
var founded = day(2015, 1, 1)

// tree builds the units. Ids start at 1; the root is unit 1.
type tree struct {
	units  []org.Unit
	events []org.Event
	cells  []org.Unit // that stand today, in the order of the tree
	byName map[string]org.Unit
}

func (t *tree) add(parent *org.Unit, kind org.Kind, typ org.Type, name string, from time.Time) org.Unit {
	u := org.Unit{ID: int64(len(t.units) + 1), Kind: kind, Type: typ, Name: name, ValidFrom: from}
	u.Path = fmt.Sprint(u.ID)
	if parent != nil {
		u.ParentID, u.Path = parent.ID, parent.Path+"."+u.Path
	}
	t.units = append(t.units, u)
	t.byName[name] = u
	if kind.IsCell() {
		t.cells = append(t.cells, u)
	}
	return u
}

func buildTree() *tree {
	t := &tree{byName: map[string]org.Unit{}}
	root := t.add(nil, org.KindCommittee, org.TypeOffice, "Huyện ủy Mỏ Cày Nam", founded)
	below := 0
	for _, c := range places.Communes {
		g := t.add(&root, org.KindGrassroots, org.TypeRural, "Đảng ủy "+c.Name, founded)
		for _, h := range c.Hamlets {
			name := "Chi bộ ấp " + h
			if strings.HasPrefix(h, "Khu phố") {
				name = "Chi bộ k" + strings.TrimPrefix(h, "K")
			}
			t.add(&g, org.KindCell, org.TypeRural, name+", "+c.Name, founded)
			below++
		}
		for _, o := range places.CommuneOffices {
			t.add(&g, org.KindCell, o.Kind, o.Name+" "+c.Name, founded)
			below++
		}
	}
	for _, o := range places.Offices {
		g := t.add(&root, org.KindGrassroots, o.Kind, o.Name, founded)
		short := strings.TrimPrefix(o.Name, "Đảng ủy ")
		for _, c := range o.Cells {
			t.add(&g, org.KindCell, o.Kind, c+", "+short, founded)
			below++
		}
	}
	// What is still missing to the source's number are the cells of the communes' health stations.
	for i := 0; below < cellsUnderGrassroots; i, below = i+1, below+1 {
		g := t.byName["Đảng ủy "+places.Communes[i].Name]
		t.add(&g, org.KindCell, org.TypeSchool, "Chi bộ Trạm Y tế "+places.Communes[i].Name, founded)
	}
	for _, s := range places.StandAlone {
		t.add(&root, org.KindGrassrootsCell, s.Kind, s.Name, founded)
	}
	t.merge()
	return t
}

// merge closes two cells that became one on 1 February 2020, when two communes had become Bình Khánh. Their history stays
// with them.
func (t *tree) merge() {
	into := t.byName["Chi bộ ấp Phước An, xã Bình Khánh"]
	g := t.byName["Đảng ủy xã Bình Khánh"]
	on := day(2020, 2, 1)
	for i := range t.units {
		if t.units[i].ID == into.ID {
			t.units[i].ValidFrom = on
		}
	}
	for i := range t.cells {
		if t.cells[i].ID == into.ID {
			t.cells[i].ValidFrom = on
		}
	}
	standing := t.cells
	for _, name := range []string{"Chi bộ ấp Phước An 1, xã Bình Khánh Đông", "Chi bộ ấp Phước An 2, xã Bình Khánh Tây"} {
		t.add(&g, org.KindCell, org.TypeRural, name, founded)
		old := &t.units[len(t.units)-1]
		old.ValidTo = &on
		t.events = append(t.events, org.Event{
			ID: int64(len(t.events) + 1), UnitID: old.ID, HappenedOn: on, Kind: "merged", OtherUnitID: &into.ID,
			Note: "Sáp nhập thành chi bộ ấp Phước An khi lập xã Bình Khánh",
		})
	}
	t.cells = standing
	t.events = append(t.events, org.Event{
		ID: int64(len(t.events) + 1), UnitID: into.ID, HappenedOn: on, Kind: "founded", Note: "Thành lập từ hai chi bộ ấp Phước An 1 và 2",
	})
}
