// Package ui is what every page is made of: the frame around it and the pieces inside, as components over typed structs.
//
// It knows no service and asks nothing; it has no inline script or style, because the policy of the site forbids both.
// Whatever it is given is text: names and sentences are escaped, never trusted.
package ui

import (
	"slices"

	"github.com/a-h/templ"
)

// Chrome is what surrounds every page: whose portal it is, who is there, where one can go.
type Chrome struct {
	Committee  string
	Demo       bool // a demonstration says so on every page
	Person     string
	PersonHref string // their own account
	PostTitle  string // "Chi ủy · Chi bộ ấp Tân Lộc"
	SignedIn   bool
	Nav        []NavGroup
	Flash      *Flash
	HelpHref   string
}

// NavGroup is a few places under one word, folded until they are asked for; without a word they stand in the open.
type NavGroup struct {
	Label string
	Items []NavItem
}

// Here reports whether the page is one of them.
func (g NavGroup) Here() bool {
	return slices.ContainsFunc(g.Items, func(i NavItem) bool { return i.Active })
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
	Scripts     []string        // names of files under js/
	Problem     bool            // something must be corrected: the title says so first
	Wide        bool            // a table of many columns
	HideHeading bool            // the page brings its own h1
	Actions     templ.Component // buttons beside the heading: print, Excel, add
	Updated     string          // "Cập nhật 19:42 ngày 23/11/2026, Trần Thị Hạnh"
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
	WordHref string // "" when there is no file
}

// Tile is one figure that leads to its rows. Tone is "", good, warn or bad.
type Tile struct{ Label, Value, Note, Href, Tone string }

// State is how something stands, always with a word. Kind is ok, warn, bad or none; Note says since when or by whom.
type State struct{ Kind, Text, Note string }

// Fact is one line of a summary: what, and what it is. With Href the value leads on; Action then says what the link does,
// apart from the value ("Sửa"), or the value itself is the link when Action is empty.
type Fact struct{ Label, Value, Href, Action string }

// Pages is where one is in a long list.
type Pages struct {
	Page, Last         int
	PrevHref, NextHref string // "" at the ends
}

// Step is one line of an object's history: when, who, what, and why when there is a reason.
type Step struct{ At, Who, What, Why string }
