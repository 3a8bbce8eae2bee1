// Package ui is what every page is made of: the frame around it and the pieces inside, as components over typed structs.
//
// It knows no service and asks nothing; it has no inline script or style, because the policy of the site forbids both.
package ui

import "strings"

// Chrome is what surrounds every page: whose portal it is, who is there, where one can go.
type Chrome struct {
	Committee string
	Demo      bool // a demonstration says so on every page
	Person    string
	PostTitle string // "Chi ủy · Chi bộ ấp Tân Lộc"
	SignedIn  bool
	Nav       []NavItem
	Flash     *Flash
	HelpHref  string
}

// NavItem is one place to go.
type NavItem struct {
	Label, Href string
	Active      bool
}

// Flash is a sentence carried over from the action before. Kind is ok, warn or bad.
type Flash struct{ Kind, Text string }

// Page is one page's title and what leads to it.
type Page struct {
	Title       string
	Heading     string // the title, when empty
	Lead        string
	Crumbs      []Crumb
	Scripts     []string // names of files under js/
	Problem     bool     // something must be corrected: the title says so first
	Wide        bool
	HideHeading bool
}

// Crumb is one step of the way here; the last one has no Href.
type Crumb struct{ Label, Href string }

func (p Page) title() string {
	t := p.Title + " · Tự Soi"
	if p.Problem {
		return "Lỗi: " + t
	}
	return t
}

func (p Page) heading() string {
	if p.Heading != "" {
		return p.Heading
	}
	return p.Title
}

// PaperPage is a document to be printed, with a bar of links that only the screen shows.
type PaperPage struct {
	Title    string
	BackHref string
	PDFHref  string // "" when there is no file
}

// Problem is what is wrong with one field of a form; Field "" is the form as a whole.
type Problem struct{ Field, Text string }

// Problems are the texts for one field.
func problemFor(list []Problem, field string) string {
	for _, p := range list {
		if p.Field == field {
			return p.Text
		}
	}
	return ""
}

// Input is one field of a form. Name is also its id.
type Input struct {
	Name, Label, Hint, Value string
	Type                     string // text when empty
	Autocomplete             string
	Required                 bool
	Rows                     int // of a text area
	MaxLength                int
	Problems                 []Problem // those of the whole form; the field shows its own
	Options                  []Option  // of a select or of radios
}

// Option is one value of a select or of radios.
type Option struct{ Value, Label string }

func (in Input) problem() string { return problemFor(in.Problems, in.Name) }

func (in Input) described() string {
	var ids []string
	if in.Hint != "" {
		ids = append(ids, in.Name+"-goi-y")
	}
	if in.problem() != "" {
		ids = append(ids, in.Name+"-loi")
	}
	return strings.Join(ids, " ")
}

func (in Input) kind() string {
	if in.Type == "" {
		return "text"
	}
	return in.Type
}

// Tile is one figure that leads to its rows. Tone is "", good, warn or bad.
type Tile struct{ Label, Value, Note, Href, Tone string }

// Pages is where one is in a long list.
type Pages struct {
	Page, Last         int
	PrevHref, NextHref string // "" at the ends
}
