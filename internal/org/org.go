// Package org knows a committee's tree of Party organisations.
//
// It alone writes units and unit_events. The tree has any depth and its units are dated: what a unit was
// on a day is asked with that day. Level names are labels of the committee, never constants (the district level was
// closed across the country on 1 July 2025). A unit is never deleted: its history stays with it. The one
// way back is to undo the import that brought it, while nothing else is written about it.
package org

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// Kind says what a unit is in the tree.
type Kind string

// The kinds. A grassroots cell (chi bộ cơ sở) is a grassroots organisation and a cell at once.
const (
	KindCommittee      Kind = "committee"
	KindGrassroots     Kind = "grassroots"
	KindGrassrootsCell Kind = "grassroots_cell"
	KindSubcommittee   Kind = "subcommittee"
	KindCell           Kind = "cell"
	KindGroup          Kind = "group"
)

// IsCell reports whether units of the kind hold members and send a packet each month.
func (k Kind) IsCell() bool { return k == KindCell || k == KindGrassrootsCell }

// IsGrassroots reports whether units of the kind are grassroots organisations (TCCSĐ).
func (k Kind) IsGrassroots() bool { return k == KindGrassroots || k == KindGrassrootsCell }

// above says under which kinds a kind may stand.
var above = map[Kind][]Kind{
	KindGrassroots:     {KindCommittee},
	KindGrassrootsCell: {KindCommittee},
	KindSubcommittee:   {KindGrassroots},
	KindCell:           {KindGrassroots, KindSubcommittee},
	KindGroup:          {KindCell, KindGrassrootsCell},
}

// Above lists the kinds under which units of the kind may stand; none for a committee.
func (k Kind) Above() []Kind { return above[k] }

// StandsUnder reports whether units of the kind may stand directly under one of the other kind.
func (k Kind) StandsUnder(parent Kind) bool { return slices.Contains(above[k], parent) }

// Kinds lists the kinds that may stand directly under one of the kind, organisations first.
func (k Kind) Kinds() []Kind {
	var list []Kind
	for _, below := range []Kind{KindGrassroots, KindGrassrootsCell, KindSubcommittee, KindCell, KindGroup} {
		if below.StandsUnder(k) {
			list = append(list, below)
		}
	}
	return list
}

// Label is the kind's name on the screen.
func (k Kind) Label() string {
	switch k {
	case KindCommittee:
		return "Cấp ủy"
	case KindGrassroots:
		return "Đảng bộ cơ sở"
	case KindGrassrootsCell:
		return "Chi bộ cơ sở"
	case KindSubcommittee:
		return "Đảng bộ bộ phận"
	case KindCell:
		return "Chi bộ trực thuộc"
	case KindGroup:
		return "Tổ đảng"
	}
	return string(k)
}

// Type groups units that can fairly be compared.
type Type string

// The types of units (loại hình).
const (
	TypeRural      Type = "rural"
	TypeOffice     Type = "office"
	TypeSchool     Type = "school"
	TypeEnterprise Type = "enterprise"
	TypeArmed      Type = "armed"
)

// Types lists the types in the order in which a form shows them.
func Types() []Type { return []Type{TypeRural, TypeOffice, TypeSchool, TypeEnterprise, TypeArmed} }

// Label is the type's name on the screen.
func (t Type) Label() string {
	switch t {
	case TypeRural:
		return "Ấp, khu phố"
	case TypeOffice:
		return "Cơ quan"
	case TypeSchool:
		return "Trường học, y tế"
	case TypeEnterprise:
		return "Doanh nghiệp, hợp tác xã"
	case TypeArmed:
		return "Công an, quân sự"
	}
	return string(t)
}

func (t Type) known() bool { return slices.Contains(Types(), t) }

var (
	officialCode = regexp.MustCompile(`^(\d{2})\.?(\d{3})\.?(\d{3})\.?(\d{3})\.?(\d{3})$`)
	digitsOnly   = regexp.MustCompile(`^[0-9. ]+$`)
)

// OfficialCode reads a unit's code. One of digits has the official form of 2026, 2.3.3.3.3: province, committee directly above
// the grassroots, grassroots organisation, organisation below it, cell; 14 digits get their dots. Any other text of at most 40
// letters is a code of the committee's own. problem is "" when nothing is wrong.
func OfficialCode(text string) (code, problem string) {
	code = strings.ToUpper(vi.Clean(text))
	if !digitsOnly.MatchString(code) {
		if utf8.RuneCountInString(code) > 40 {
			return "", "Mã tổ chức dài nhiều nhất 40 ký tự."
		}
		return code, ""
	}
	m := officialCode.FindStringSubmatch(strings.ReplaceAll(code, " ", ""))
	if m == nil {
		return "", fmt.Sprintf("Mã “%s” chưa đủ 14 chữ số theo dạng 2.3.3.3.3, ví dụ 87.012.003.000.001.", code)
	}
	return strings.Join(m[1:], "."), ""
}

// Unit is a node of the tree.
type Unit struct {
	ID        int64
	ParentID  int64 // 0 for the root
	Kind      Kind
	Type      Type
	Name      string
	Code      string
	Path      string
	ValidFrom time.Time
	ValidTo   *time.Time // the first day on which it no longer stands
	Beyond    bool       // a cell in which people outside the Party review themselves too
	Version   int
}

// StandsOn reports whether the unit stands on the day.
func (u Unit) StandsOn(day time.Time) bool {
	return !u.ValidFrom.After(day) && (u.ValidTo == nil || u.ValidTo.After(day))
}

// Service answers for the tree and changes it.
type Service struct {
	DB  postgres.DB
	Now func() time.Time
}
