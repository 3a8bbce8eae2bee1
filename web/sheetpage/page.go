package sheetpage

import (
	"tusoi/internal/packet"
	"tusoi/internal/review"
	"tusoi/web/packetnews"
	"tusoi/web/ui"
)

// sheetPage has the shape of the month sheet.
type sheetPage struct {
	Page     ui.Page
	Problems []ui.Problem
	News     *packetnews.News // what became of the packet; nil while it is simply open
	Head     head
	Paths    paths
	User     int64  // who the page was made for: a field saved under another name is refused
	Month    string // "2026-11", for the steps of remedies, whose addresses name none
	Running  string // "Tháng này", or "Quý này"
	StoreKey string // of the browser's storage for what is unsent
	Write    bool
	Own      bool // one's own line: nothing of the cell is counted or sent from it
	Steps    bool // some remedy can be taken a step further, so the form is needed
	Members  []member
	Whole    []mending // of the cell as a whole, and those that the reader may only count
	Far      bool      // the reader stands too high for the words of remedies
	Sentence string
	Lost     []ui.Fact // what was typed where nothing can be written any more: to be copied, not to be lost
}

// paths are the addresses that the page leads to.
type paths struct{ Sheet, Field, Remedy, Send, Print, Blank, Cards, Prev, Next, SignIn string }

// head is how far the month has come.
type head struct {
	Done, Of  int
	Beyond    review.Apart // who is outside the Party
	Due, Left string
	Late      bool
	PrevLabel string
	NextLabel string
	Verb      string // on the button: "Xem lại và gửi tháng 11"
}

// member is one person's part of the sheet.
type member struct {
	ID          int64
	Name, About string
	State, Tone string // in words; ok, warn or none
	Open        bool
	Expected    bool
	Beyond      bool // takes part outside the Party: the questions of the Party's own are left out
	Heading     bool // the first of those
	Items       []item
	Substantive choice
	Responsible choice
	Conduct     choice
	Why         text
	Signs       []string // what the conduct check found, in words
	SignsHref   string   // where it is chosen; "" for who only reads
	Own         bool     // the member wrote some of it in person
	Remedies    []mending
	Add         *addForm
	NextHref    string
	NextName    string
}

// item is one thing promised or asked.
type item struct {
	ID      string // of its words, which name its fields
	Content string
	Source  string
	Late    string
	Alike   string
	Last    string // last month's line
	Mark    choice
	Note    text
	Own     bool
}

// choice is a question with a few answers, none chosen beforehand.
type choice struct {
	Name    string
	Labels  string // ids of the words that name it
	Value   string
	Base    string // what the page was made with
	Options []ui.Option
	Read    bool
	Problem string
	Clash   *clash
}

// word is the label of the chosen answer.
func (c choice) word() string { return wordOf(c.Options, c.Value) }

func wordOf(options []ui.Option, value string) string {
	for _, o := range options {
		if o.Value == value {
			return o.Label
		}
	}
	return ""
}

// text is a field of several lines.
type text struct {
	Name    string
	Labels  string
	Value   string
	Base    string
	Read    bool
	Problem string
	Clash   *clash
}

// clash is a field that two people wrote: both texts, to choose from.
type clash struct {
	Name         string // of the field; the choice is x.<name>
	Mine, Theirs string // in words
	Seen         string // the other's value as the database holds it
	Who          string // "(do … lưu lúc …)"
}

// mending is a shortcoming with its mending, and the steps open to the reader.
type mending struct {
	ID                  int64
	Shortcoming, Cause  string // or its number, for whom the words are not
	Hidden              bool
	Action              string
	Due                 string
	Tone, State         string
	Rolls               string
	Result              string
	About               string // the theme, where it was found, why it was sent back
	Href                string // its own page
	ReportPath          string
	Report, Verify, Put bool
	ReportText          string // as typed, when the page comes back
	PutText, PutReason  string
	Problems            []ui.Problem
}

// addForm is a remedy being typed.
type addForm struct {
	Member                          int64
	Key                             string
	Open                            bool
	Shortcoming, Cause, Action, Due string
	Theme                           string
	Themes                          []ui.Option
	Problems                        []ui.Problem
}

// paperPage is the month sheet on paper.
type paperPage struct {
	Page           ui.PaperPage
	Superior, Cell string
	PlaceDate      string
	Month          string
	Sentence       string
	Members        []member
	Whole          []mending
	Blank          bool
	Code           string // opens the same sheet for typing in
	Addenda        []packet.Addendum
}
