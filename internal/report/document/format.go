package document

import "time"

// Format is the measures of a document: lengths in millimetres, sizes of type and line spacing in points.
type Format struct {
	Name          string // "HD05-2026"
	Basis         string // the guidance that lays the measures down
	From          time.Time
	Font          string
	Width, Height int // of the paper
	Margin        Margin
	PageNumber    int  // from the top edge of the paper to the foot of the page number
	Indent        int  // of a paragraph's first line
	Line          int  // from line to line in the body, in points
	LineExact     bool // Line is kept even where taller type stands in it; otherwise it is the least
	Gap           int  // above a paragraph, in points
	LeftColumn    int  // width of the left column at the head and at the foot
	SubjectRule   int  // length of the rule below the subject
	SignatureRoom int  // left blank between post and name
	Faces         Faces
}

// Margin is the white around the text, in millimetres.
type Margin struct{ Top, Right, Bottom, Left int }

// Face is how a piece of text is set.
type Face struct {
	Size         int // in points
	Bold, Italic bool
	Capitals     bool
}

// Faces is the face of each piece of a document.
type Faces struct {
	Superior, Organisation, Number, Mark, Party, Place Face
	Kind, Subject                                      Face
	Body                                               Face
	Headings                                           [LevelItem]Face // by Level - 1
	Caption, TableHead, Cell, Note                     Face
	RecipientsLabel, Recipient                         Face
	Authority, Post, Name                              Face
	PageNumber                                         Face
	Addendum, AddendumTitle, AddendumNote              Face
}

// hd36 is what offices followed until 2026. The sizes are those of its third annex; the smaller one is taken where it
// allows two.
var hd36 = Format{
	Name:  "HD36-2018",
	Basis: "Hướng dẫn số 36-HD/VPTW, ngày 03/4/2018 của Văn phòng Trung ương Đảng",
	From:  time.Date(2018, time.April, 3, 0, 0, 0, 0, time.UTC),
	Font:  "Times New Roman",
	Width: 210, Height: 297, Margin: Margin{Top: 20, Right: 15, Bottom: 20, Left: 30},
	PageNumber: 13, Indent: 10, Line: 18, Gap: 6,
	LeftColumn: 72, SubjectRule: 25, SignatureRoom: 27,
	Faces: faces(14),
}

// hd05 has carried Regulation 399-QĐ/TW since it was issued.
var hd05 = Format{
	Name:  "HD05-2026",
	Basis: "Hướng dẫn số 05-HD/VPTW, ngày 27/5/2026 của Văn phòng Trung ương Đảng",
	From:  time.Date(2026, time.May, 27, 0, 0, 0, 0, time.UTC),
	Font:  "Times New Roman",
	Width: 210, Height: 297, Margin: Margin{Top: 20, Right: 15, Bottom: 20, Left: 30},
	PageNumber: 13, Indent: 10, Line: 18, LineExact: true, Gap: 6,
	LeftColumn: 72, SubjectRule: 25, SignatureRoom: 27,
	Faces: faces(13),
}

// faces differ between the two guidances only in the size of the names and of the number at the head.
func faces(names int) Faces {
	bold, plain := Face{Size: 14, Bold: true}, Face{Size: 14}
	return Faces{
		Superior:        Face{Size: names, Capitals: true},
		Organisation:    Face{Size: names, Bold: true, Capitals: true},
		Number:          Face{Size: names},
		Mark:            Face{Size: 12, Italic: true},
		Party:           Face{Size: 15, Bold: true},
		Place:           Face{Size: 14, Italic: true},
		Kind:            Face{Size: 16, Bold: true, Capitals: true},
		Subject:         bold,
		Body:            plain,
		Headings:        [LevelItem]Face{bold, bold, bold, {Size: 14, Bold: true, Italic: true}},
		Caption:         bold,
		TableHead:       Face{Size: 12, Bold: true},
		Cell:            Face{Size: 12},
		Note:            Face{Size: 12, Italic: true},
		RecipientsLabel: Face{Size: 12},
		Recipient:       Face{Size: 12},
		Authority:       Face{Size: 14, Bold: true, Capitals: true},
		Post:            Face{Size: 14, Capitals: true},
		Name:            bold,
		PageNumber:      plain,
		Addendum:        bold,
		AddendumTitle:   bold,
		AddendumNote:    Face{Size: 14, Italic: true},
	}
}

// Formats is every format, the oldest first.
func Formats() []Format { return []Format{hd36, hd05} }

// FormatOn is the format in force on a day; before the first of them, the first.
func FormatOn(date time.Time) Format {
	in := hd36
	for _, f := range Formats() {
		if !date.Before(f.From) {
			in = f
		}
	}
	return in
}

// TextWidth is the width of a line of text.
func (f Format) TextWidth() int { return f.Width - f.Margin.Left - f.Margin.Right }

// Landscape is the same format on a turned page. The edge that is bound stays bound: it becomes the upper one.
func (f Format) Landscape() Format {
	m := f.Margin
	f.Width, f.Height = f.Height, f.Width
	f.Margin = Margin{Top: m.Left, Right: m.Top, Bottom: m.Right, Left: m.Bottom}
	f.PageNumber += m.Left - m.Top
	return f
}
