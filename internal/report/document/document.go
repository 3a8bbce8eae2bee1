// Package document is the paper the portal prints: one value, already worded in Vietnamese, that every writer (page,
// PDF, Word) shows in the same way. It also holds the measures of the Party's document format as dated data. It is pure
// and owns no table. What must never happen: a figure computed here, or two writers that word or number a thing
// differently because the rule was left to them.
package document

import (
	"time"
)

// Party stands on the first line of every document of the Party, at the right.
const Party = "ĐẢNG CỘNG SẢN VIỆT NAM"

// RecipientsLabel stands above the recipients.
const RecipientsLabel = "Nơi nhận:"

// Document is one paper, from the names at its head to its addenda. Names are given as they are spoken of ("Chi bộ
// Ấp 1"); writers put them in capitals with Capitals where the format wants capitals.
type Document struct {
	Format     Format
	Head       Head
	Kind       string   // "Báo cáo", printed in capitals
	Subject    []string // one or two lines below the kind
	Blocks     []Block  // print Body() instead
	Recipients []string // without dash and without punctuation; print RecipientLines() instead
	Signature  Signature
	Confirming Signature // who confirms the paper of another: at the left, where there are no recipients
	Addenda    []Addendum
	Outline    string // in the list of several documents of one file; the organisation, when empty
}

// Head is what stands above the title.
type Head struct {
	Superior     string // the organisation above; may be empty
	Organisation string
	Number       string    // "05-BC/CB"; "-BC/CB" leaves room for the number to be written in by hand
	Place        string    // "Long Hồ"
	Date         time.Time // UTC midnight; zero leaves room for the date to be written in by hand
	Mark         string    // "Dự thảo", "Dữ liệu minh họa"; empty on an ordinary paper
}

// Signature is who answers for the paper, with room to sign. The zero value prints no signature. Inside the text it stands at the
// right, on the page of the text before it: a form that goes from hand to hand is signed at each step.
type Signature struct {
	Day       string // "Ngày 05 tháng 12 năm 2026"; empty where the paper's head has it
	Authority string // "T/M Chi bộ", printed in capitals
	Post      string // "Bí thư", printed in capitals; empty for none
	Hint      string // "(Ký, ghi rõ họ tên)"; empty for none
	Name      string
}

// Addendum is an annex: it begins a page of its own after the signature.
type Addendum struct {
	Number    string   // "I", "II"; empty when there is only one
	Title     []string // below "PHỤ LỤC"
	Landscape bool     // the page is turned, for wide tables
	Blocks    []Block
}

// Block is a piece of the text: Heading, Paragraph, Table, Note, Signature or PageBreak.
type Block interface{ block() }

// Level is the rank of a heading.
type Level int

// The levels and how they are usually numbered; the number is part of the heading's text.
const (
	LevelPart    Level = iota + 1 // "A. KẾT QUẢ…", given in capitals
	LevelSection                  // "I. …"
	LevelPoint                    // "1. …"
	LevelItem                     // "a) …"
)

// Heading opens a part of the text.
type Heading struct {
	Level Level
	Text  string
}

// Paragraph is justified text with an indented first line. A whole one is never parted by the end of a page: boxes to choose from.
type Paragraph struct {
	Runs  []Run
	Whole bool
}

// Note is a small remark below a table or between paragraphs.
type Note struct{ Runs []Run }

// PageBreak makes the next block begin a page.
type PageBreak struct{}

// Run is text of one face.
type Run struct {
	Text         string
	Bold, Italic bool
	Href         string // where the rows behind a figure are; a path of the portal or an absolute http(s) address
}

func (Heading) block()   {}
func (Paragraph) block() {}
func (Table) block()     {}
func (Note) block()      {}
func (Signature) block() {}
func (PageBreak) block() {}

// Plain is a run of ordinary text.
func Plain(text string) Run { return Run{Text: text} }

// Bold is a run of bold text.
func Bold(text string) Run { return Run{Text: text, Bold: true} }

// Italic is a run of slanted text.
func Italic(text string) Run { return Run{Text: text, Italic: true} }

// Link is a run that leads to the rows behind it.
func Link(text, href string) Run { return Run{Text: text, Href: href} }

// P is a paragraph of runs.
func P(runs ...Run) Paragraph { return Paragraph{Runs: runs} }
