package compare

import (
	"time"

	"tusoi/internal/intake/value"
	"tusoi/internal/intake/workbook"
	"tusoi/internal/member"
	"tusoi/internal/org"
	"tusoi/internal/vi"
)

// LayoutOf is the columns of a kind of list.
func LayoutOf(k Kind) workbook.Layout {
	if k == Units {
		return layouts[1]
	}
	return layouts[0]
}

// MemberRow is a member as the list has one: read again, it says nothing new. Cell and home are named as by [CellNames].
func MemberRow(m member.Member, state member.State, cell, home string) []string {
	row := make([]string, len(LayoutOf(Members).Columns))
	row[memberName], row[memberCard], row[memberIdentity] = m.FullName, m.CardNumber, m.IdentityNumber
	row[memberBirth], row[memberAdmitted], row[memberOfficial] = m.Born(), dateOf(m.AdmittedOn), dateOf(m.OfficialOn)
	row[memberCell], row[memberHome], row[memberDecided] = cell, home, dateOf(m.DecidedOn)
	row[memberPost], row[memberStatePost], row[memberMassPost] = m.PartyPost, m.StatePost, m.MassPost
	row[memberStatus] = state.Label()
	if state == member.Active && m.Standing == member.Probationary && m.OfficialOn == nil {
		row[memberStatus] = m.Standing.Label()
	}
	return row
}

// UnitRow is an organisation as the list has one. Parent is named as by [UnitNames], "" directly below the committee.
func UnitRow(u org.Unit, parent string) []string {
	row := make([]string, len(LayoutOf(Units).Columns))
	row[unitCode], row[unitName], row[unitKind], row[unitParent] = u.Code, u.Name, u.Kind.Label(), parent
	row[unitType], row[unitFounded] = u.Type.Label(), vi.Date(u.ValidFrom)
	return row
}

// CellNames name the cells of a day so that a list finds each again.
func CellNames(tree *org.Tree, day time.Time) map[int64]string {
	return namesOf(tree, func(u org.Unit) bool { return u.Kind.IsCell() && u.StandsOn(day) })
}

// UnitNames name the organisations below the committee's own so that a list finds each again.
func UnitNames(tree *org.Tree, day time.Time) map[int64]string {
	return namesOf(tree, func(u org.Unit) bool { return u.ID != tree.Root().ID && u.StandsOn(day) })
}

func namesOf(tree *org.Tree, takes func(org.Unit) bool) map[int64]string {
	finder := value.NewNames()
	var list []value.Named
	for _, u := range tree.Under(tree.Root().ID) {
		if takes(u) {
			p := value.Named{ID: u.ID, Kind: string(u.Kind), Name: u.Name, Code: u.Code, Above: aboveOf(tree, u.ID)}
			finder.Add(p)
			list = append(list, p)
		}
	}
	names := make(map[int64]string, len(list))
	for _, p := range list {
		names[p.ID] = finder.Label(p)
		if len(finder.Find(names[p.ID])) > 1 && p.Code != "" {
			names[p.ID] = p.Code
		}
	}
	return names
}
