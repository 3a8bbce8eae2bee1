// Package study keeps which documents are to be studied, by whom and until when, and the sessions in which they were.
//
// It alone writes documents and study_sessions. A document is known by its number, issuer and day together, since
// Party numbers start anew each term. That a document must be studied is said of a branch of the tree; whoever must and has held no
// session is counted as missing, never left out.
package study

import (
	"cmp"
	"context"
	"slices"
	"time"

	"tusoi/internal/authz"
	"tusoi/internal/postgres"
	"tusoi/internal/record"
	"tusoi/internal/vi"
)

// Level says which units of a branch must study a document.
type Level string

// The levels. Nobody is a document that is in the register without being asked for.
const (
	Nobody     Level = ""
	Grassroots Level = "grassroots"
	Cells      Level = "cell"
)

// Levels lists the levels in the order of a form.
func Levels() []Level { return []Level{Grassroots, Cells} }

// Label is the level's name on the screen.
func (l Level) Label() string {
	switch l {
	case Grassroots:
		return "Mọi tổ chức cơ sở đảng"
	case Cells:
		return "Mọi chi bộ"
	}
	return "Không giao"
}

// Form is how a session was held.
type Form string

// The forms of a session.
const (
	Meeting  Form = "meeting"
	Online   Form = "online"
	Thematic Form = "thematic"
	Self     Form = "self"
)

// Forms lists the forms in the order of a form.
func Forms() []Form { return []Form{Meeting, Online, Thematic, Self} }

// Label is the form's name on the screen.
func (f Form) Label() string {
	switch f {
	case Meeting:
		return "Hội nghị trực tiếp"
	case Online:
		return "Hội nghị trực tuyến"
	case Thematic:
		return "Trong sinh hoạt chi bộ"
	case Self:
		return "Tự nghiên cứu, có kiểm tra"
	}
	return string(f)
}

// Document is a document as it is written into the register. UnitID is the branch in which it must be studied; DueOn is zero
// when nobody must; Supersedes is the document that it takes the place of, 0 for none.
type Document struct {
	UnitID         int64
	Number, Issuer string
	IssuedOn       time.Time
	Subject        string
	Level          Level
	DueOn          time.Time
	Supersedes     int64
}

// DocumentRow is a document as it stands in the register, with how many units of the reader's scope must study it, have done
// so, and are late.
type DocumentRow struct {
	ID      int64
	Version int
	Document
	UnitName       string
	SupersedesName string
	SupersededBy   int64
	SupersededName string
	Asked, Studied int
	record.Counted
}

// Late reports whether somebody who must study it has not, and the day has passed.
func (r DocumentRow) Late(today time.Time) bool { return r.Studied < r.Asked && r.DueOn.Before(today) }

// Absence is a member who missed a session. MadeUpOn is "" while it was not made up for.
type Absence struct {
	MemberID int64  `json:"member"`
	MadeUpOn string `json:"on,omitempty"` // 2026-11-20
}

// Session is a session as it is written into the book. Missing names those who were away, as far as they are known.
type Session struct {
	UnitID, DocumentID int64
	HeldOn             time.Time
	Form               Form
	Presenter          string
	Expected, Attended int
	Missing            []Absence
}

// same reports whether two sessions say the same.
func (s Session) same(o Session) bool {
	return s.UnitID == o.UnitID && s.DocumentID == o.DocumentID && s.HeldOn.Equal(o.HeldOn) && s.Form == o.Form && s.Presenter == o.Presenter &&
		s.Expected == o.Expected && s.Attended == o.Attended && slices.EqualFunc(s.Missing, o.Missing, func(a, b Absence) bool {
		return a == b
	})
}

// Day is when it was made up for, as people write it; "" while it was not.
func (a Absence) Day() string {
	day, err := time.Parse(time.DateOnly, a.MadeUpOn)
	if err != nil {
		return ""
	}
	return vi.Date(day)
}

// Sorted is the same session with those who were missing in a fixed order.
func (s Session) Sorted() Session {
	slices.SortFunc(s.Missing, func(a, b Absence) int { return cmp.Compare(a.MemberID, b.MemberID) })
	return s
}

// SessionRow is a session as it stands in the book.
type SessionRow struct {
	ID      int64
	Version int
	Session
	UnitName       string
	DocumentNumber string
	DocumentIssuer string
	DocumentOn     time.Time
	Subject        string
	record.Counted
}

// Service reads and writes documents and their study.
type Service struct {
	DB  postgres.DB
	Now func() time.Time
}

// Register is the book of documents.
func (s *Service) Register() *record.Book[Document] {
	return &record.Book[Document]{
		DB: s.DB, Now: s.Now, Kind: "document", Write: authz.StudyWrite, Read: authz.RecordRead,
		Check: s.checkDocuments, Insert: insertDocuments, Update: updateDocument, Delete: deleteDocuments, Hold: holdDocuments,
		Reads: func(ctx context.Context, actor authz.Actor, id int64) (int64, error) {
			r, err := s.Document(ctx, actor, id)
			return r.UnitID, err
		},
		Unit:  func(d Document) int64 { return d.UnitID },
		Title: func(d Document) string { return d.Number + " của " + d.Issuer },
	}
}

// Book is the book of sessions.
func (s *Service) Book() *record.Book[Session] {
	return &record.Book[Session]{
		DB: s.DB, Now: s.Now, Kind: "study", Write: authz.StudyWrite, Read: authz.RecordRead,
		Check: s.checkSessions, Insert: insertSessions, Update: updateSession, Delete: deleteSessions, Hold: holdSessions,
		Reads: func(ctx context.Context, actor authz.Actor, id int64) (int64, error) {
			r, err := s.Session(ctx, actor, id)
			return r.UnitID, err
		},
		Unit:  func(d Session) int64 { return d.UnitID },
		Title: func(d Session) string { return "buổi học tập" },
	}
}
