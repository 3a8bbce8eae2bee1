// Package form is what a year-end self-review consists of: the forms by the years in which they are used, with their headings,
// boxes and levels, and the draft that a year's figures make for them. It is pure and owns no table.
package form

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
)

// Form is the paper of one kind of member in the years in which it is used.
type Form struct {
	Key, Title, Who string
	Sample          bool   // its inner headings are taken over from the form before: the official ones are not known
	Basis           string // the regulation and the guidance
	Parts           []Part
}

// Part is one part of a form, "I" to "VI".
type Part struct {
	Number, Title string
	Headings      []Heading
}

// Heading is one heading under which the member writes. Number is "" where a part has only one.
type Heading struct {
	Key, Number, Title string
	Grade              bool   // asks for one of the four boxes
	Optional           bool   // may stay empty
	Draft              string // what the figures can say here: months, tasks, pledges, faults, causes, remedies, plan
}

// Name is the heading as it is spoken of: "I.2. Về thực hiện chức trách".
func (p Part) Name(h Heading) string {
	if h.Title == "" {
		return p.Number + ". " + p.Title
	}
	return p.Number + "." + h.Number + ". " + h.Title
}

// Fields are the headings of all parts, in their order.
func (f Form) Fields() []Heading {
	var list []Heading
	for _, p := range f.Parts {
		list = append(list, p.Headings...)
	}
	return list
}

// Label is the form's name with what is not sure of it: "Mẫu 2C (mẫu tạm)".
func (f Form) Label() string {
	if f.Sample {
		return f.Title + " (mẫu tạm)"
	}
	return f.Title
}

//go:embed shipped/kiem-diem-ca-nhan.json
var files embed.FS

type file struct {
	Sets      []set             `json:"sets"`
	Skeletons map[string][]part `json:"skeletons"`
}

// set is the forms used from a year to another; To 0 is open.
type set struct {
	From       int    `json:"from"`
	To         int    `json:"to"`
	Sample     bool   `json:"sample"`
	Basis      string `json:"basis"`
	NewMembers string `json:"new_members"` // admitted less than six months ago: outside the review, or not rated
	Forms      []struct {
		Key      string `json:"key"`
		Title    string `json:"title"`
		Who      string `json:"who"`
		For      string `json:"for"` // plain, post, outside
		Skeleton string `json:"skeleton"`
	} `json:"forms"`
}

type part struct {
	Number   string `json:"number"`
	Title    string `json:"title"`
	Headings []struct {
		Key      string `json:"key"`
		Title    string `json:"title"`
		Grade    bool   `json:"grade"`
		Optional bool   `json:"optional"`
		Post     bool   `json:"post"` // only on the form of who holds a post
		Draft    string `json:"draft"`
	} `json:"headings"`
}

// read reads the file that the portal ships; a fault in it is one of ours, and stops the tests.
var read = sync.OnceValue(func() file {
	data, err := files.ReadFile("shipped/kiem-diem-ca-nhan.json")
	if err != nil {
		panic(fmt.Sprintf("form: the shipped forms: %v", err))
	}
	var f file
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		panic(fmt.Sprintf("form: the shipped forms: %v", err))
	}
	return f
})

// FirstYear is the first year whose forms the portal knows.
func FirstYear() int { return read().Sets[0].From }

// setIn is the set in force in a year; before the first one, the first.
func setIn(year int) set {
	sets := read().Sets
	in := sets[0]
	for _, s := range sets {
		if s.From <= year {
			in = s
		}
	}
	return in
}

// In are the forms in force in a year.
func In(year int) []Form {
	s := setIn(year)
	list := make([]Form, len(s.Forms))
	for i, f := range s.Forms {
		list[i] = Form{Key: f.Key, Title: f.Title, Who: f.Who, Sample: s.Sample, Basis: s.Basis, Parts: parts(read().Skeletons[f.Skeleton], f.For == "post")}
	}
	return list
}

func parts(skeleton []part, post bool) []Part {
	list := make([]Part, len(skeleton))
	for i, p := range skeleton {
		list[i] = Part{Number: p.Number, Title: p.Title}
		for _, h := range p.Headings {
			if h.Post && !post {
				continue
			}
			number := fmt.Sprint(len(list[i].Headings) + 1)
			if h.Title == "" {
				number = ""
			}
			list[i].Headings = append(list[i].Headings, Heading{h.Key, number, h.Title, h.Grade, h.Optional, h.Draft})
		}
	}
	return list
}

// Named is a form of a year by its key.
func Named(year int, key string) (Form, bool) {
	for _, f := range In(year) {
		if f.Key == key {
			return f, true
		}
	}
	return Form{}, false
}

// Suggest is the form that a member of a kind of cell ("rural", "office", …) gets in a year, by the lines of their posts; whoever
// writes it may choose another.
func Suggest(year int, p Person, cellType string) Form {
	want := "plain"
	switch {
	case strings.TrimSpace(p.PartyPost+p.StatePost) != "":
		want = "post"
	case cellType == "rural" || cellType == "enterprise":
		want = "outside"
	}
	all, at := setIn(year).Forms, 0
	for i, f := range all {
		if f.For == want {
			at = i
		}
	}
	return In(year)[at]
}
