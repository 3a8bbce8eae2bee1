package org

import "tusoi/internal/vi"

// Labels are what a committee calls its levels, as they stand inside a sentence. An empty one is the common name.
type Labels struct {
	GrassrootsLabel     string // all directly below the committee: with cells below them, or cells themselves
	CommitteeLabel      string
	OrganisationLabel   string // a grassroots organisation with cells below it
	GrassrootsCellLabel string
	SubcommitteeLabel   string
	CellLabel           string
}

// Word is the name of a kind inside a sentence: "chi bộ trực thuộc".
func (l Labels) Word(k Kind) string { return vi.LowerFirst(l.Label(k)) }

// Label is the name of a kind at the beginning of a line.
func (l Labels) Label(k Kind) string {
	own := map[Kind]string{
		KindCommittee: l.CommitteeLabel, KindGrassroots: l.OrganisationLabel, KindGrassrootsCell: l.GrassrootsCellLabel,
		KindSubcommittee: l.SubcommitteeLabel, KindCell: l.CellLabel,
	}[k]
	if own == "" {
		return k.Label()
	}
	return vi.UpperFirst(own)
}

// Grassroots is what all directly below the committee are called together, inside a sentence.
func (l Labels) Grassroots() string {
	if l.GrassrootsLabel == "" {
		return "tổ chức cơ sở đảng"
	}
	return vi.LowerFirst(l.GrassrootsLabel)
}

// Preset is how a committee of one shape begins: the mark of its documents and the names of its levels. Everything in it
// can be changed in the settings.
type Preset struct {
	Key    string // on the command line
	Name   string
	Mark   string
	Labels Labels
}

// presets are the two shapes. Before July 2025 there were four levels, with the district committee above the grassroots
// organisations (Party statutes, article 21). Since then the committee of a commune or ward does the district's work
// (QĐ 298-QĐ/TW of 9 June 2025), and since July 2026 it is a grassroots organisation itself, with organisations attached
// to it and one name for every cell (QĐ 208-QĐ/TW). A commune that still goes by the names of 2025 sets them back.
var presets = []Preset{
	{Key: "xa", Name: "đảng ủy xã/phường, 2025–26", Mark: "ĐU", Labels: Labels{
		GrassrootsLabel: "tổ chức đảng trực thuộc", CommitteeLabel: "đảng ủy xã, phường", OrganisationLabel: "đảng bộ trực thuộc",
		GrassrootsCellLabel: "chi bộ", SubcommitteeLabel: "đảng bộ bộ phận", CellLabel: "chi bộ",
	}},
	{Key: "huyen", Name: "huyện ủy, 4 cấp", Mark: "HU", Labels: Labels{
		GrassrootsLabel: "tổ chức cơ sở đảng", CommitteeLabel: "huyện ủy", OrganisationLabel: "đảng bộ cơ sở",
		GrassrootsCellLabel: "chi bộ cơ sở", SubcommitteeLabel: "đảng bộ bộ phận", CellLabel: "chi bộ trực thuộc",
	}},
}

// Presets lists the shapes, the one of new committees first.
func Presets() []Preset { return append([]Preset(nil), presets...) }

// PresetNamed finds a shape by its key.
func PresetNamed(key string) (Preset, bool) {
	for _, p := range presets {
		if p.Key == key {
			return p, true
		}
	}
	return Preset{}, false
}
