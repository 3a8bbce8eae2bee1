// Package conducts shows the lists of the conduct check, takes which of their signs a member found, and counts them for the
// committees above, who see how many and never in whom.
package conducts

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/conduct"
	"tusoi/internal/period"
	"tusoi/internal/review"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/sheetform"
	"tusoi/web/ui"
)

// Pages shows the lists and takes what was found.
type Pages struct {
	Review *review.Service
	Now    func() time.Time
}

type indexView struct {
	day    time.Time
	year   int
	lists  []conduct.List
	counts map[string]int // nil for who reads no figures
}

// Index is the lists in force, each with its source; who reads figures sees how often each sign was found this year.
func (p *Pages) Index(w http.ResponseWriter, r *http.Request) error {
	v := indexView{day: vi.Today(p.Now())}
	v.year, v.lists = v.day.Year(), conduct.On(v.day)
	if kit.Actor(r).May(authz.FigureRead) {
		var err error
		if v.counts, err = p.Review.SignCounts(r.Context(), kit.Actor(r), period.Year(v.year)); err != nil {
			return err
		}
	}
	return kit.Render(w, r, http.StatusOK, index(kit.Chrome(r), v))
}

// formView is one member's findings of a month, as the database holds them or as they were typed.
type formView struct {
	cell, member string
	month        period.Period
	lists        []conduct.List
	chosen       []string
	words        string
	baseSigns    string // what the page was made with
	baseWords    string
	baseConduct  string
	back         string // the sheet
	action       string
	problems     []ui.Problem
}

func (v formView) ticked(ref string) bool { return slices.Contains(v.chosen, ref) }

// place is whose findings an address means.
type place struct {
	cell   int64 // 0 for one's own
	member int64
	month  period.Period
}

// Form is a member's findings, for the cell's committee.
func (p *Pages) Form(w http.ResponseWriter, r *http.Request) error {
	return p.answer(w, r, placeOf, false)
}

// Save takes them.
func (p *Pages) Save(w http.ResponseWriter, r *http.Request) error {
	return p.answer(w, r, placeOf, true)
}

// OwnForm is one's own.
func (p *Pages) OwnForm(w http.ResponseWriter, r *http.Request) error {
	return p.answer(w, r, ownPlace, false)
}

// SaveOwn takes one's own.
func (p *Pages) SaveOwn(w http.ResponseWriter, r *http.Request) error {
	return p.answer(w, r, ownPlace, true)
}

func placeOf(r *http.Request) (at place, err error) {
	if at.cell, err = kit.PathID(r, "unit"); err != nil {
		return at, err
	}
	if at.member, err = kit.PathID(r, "member"); err != nil {
		return at, err
	}
	at.month, err = kit.PathReview(r, "month")
	return at, err
}

func ownPlace(r *http.Request) (at place, err error) {
	at.member = kit.Actor(r).MemberID
	at.month, err = kit.PathReview(r, "month")
	return at, err
}

func (p *Pages) answer(w http.ResponseWriter, r *http.Request, whose func(*http.Request) (place, error), save bool) error {
	at, err := whose(r)
	if err != nil {
		return err
	}
	v, cell, err := p.read(r, at)
	if err != nil {
		return err
	}
	if !save {
		return kit.Render(w, r, http.StatusOK, form(kit.Chrome(r), v))
	}
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	v.chosen, v.words = r.PostForm["bh"], vi.CleanText(f.Values["words"])
	v.baseSigns, v.baseWords, v.baseConduct = f.Values["b.bh"], vi.CleanText(f.Values["b.words"]), f.Values["b.conduct"]
	if err := p.store(r, f, at, cell, v); err != nil {
		return err
	}
	if f.OK() {
		return kit.SeeOther(w, r, v.back, "Đã ghi biểu hiện.")
	}
	v.problems = f.Problems
	return kit.Render(w, r, http.StatusUnprocessableEntity, form(kit.Chrome(r), v))
}

// read finds the member on the month's sheet.
func (p *Pages) read(r *http.Request, at place) (formView, int64, error) {
	actor := kit.Actor(r)
	var s review.Sheet
	var err error
	if at.cell == 0 {
		s, err = p.Review.Own(r.Context(), actor, at.month)
	} else {
		s, err = p.Review.Sheet(r.Context(), actor, at.cell, at.month)
	}
	if err != nil {
		return formView{}, 0, err
	}
	for _, m := range s.Members {
		if m.ID != at.member || !m.Expected() || !m.AskedConduct() {
			continue
		}
		v := formView{
			cell: s.Packet.CellName, member: m.FullName, month: at.month, lists: conduct.On(at.month.End()), chosen: m.Answers.SignList(), words: m.Answers.ConductNote,
			baseSigns: m.Answers.Signs, baseWords: m.Answers.ConductNote, baseConduct: m.Answers.Conduct,
		}
		v.back, v.action = kit.OwnSheetPath(at.month), kit.OwnFindingsPath(at.month)
		if at.cell != 0 {
			v.back = sheetform.Unfolded(sheetform.Place{Cell: at.cell, Month: at.month}, m.ID)
			v.action = kit.FindingsPath(at.cell, at.month, m.ID)
		}
		return v, s.Packet.CellID, nil
	}
	return formView{}, 0, apperr.NotFound("Đảng viên này không phải tự soi ở chi bộ trong kỳ đã chọn.")
}

// store writes what was found, together; what cannot be taken becomes a problem of the form.
func (p *Pages) store(r *http.Request, f *kit.Form, at place, cell int64, v formView) error {
	if len(v.chosen) == 0 {
		f.Fail("bh", "Chọn ít nhất một biểu hiện. Nếu không có biểu hiện nào, quay lại phiếu tự soi và chọn “Không có”.")
	}
	if v.words == "" {
		f.Fail("words", "Nêu rõ việc gì, ở đâu, khi nào.")
	}
	if !f.OK() {
		return nil
	}
	change := func(field review.Field, value, base string) review.FieldChange {
		return review.FieldChange{Cell: cell, Month: at.month, Member: at.member, Field: field, Value: value, Base: base}
	}
	conflicts, err := p.Review.SaveAll(r.Context(), kit.Actor(r), cell, at.month, []review.FieldChange{
		change(review.FieldConduct, review.Found, v.baseConduct),
		change(review.FieldSigns, strings.Join(v.chosen, " "), v.baseSigns),
		change(review.FieldConductNote, v.words, v.baseWords),
	})
	for range conflicts[:min(len(conflicts), 1)] {
		f.Fail("", "Có người vừa ghi khác ở mục này. Nội dung đồng chí gõ vẫn còn ở đây: mở phiếu tự soi ở trang khác, đối chiếu rồi ghi lại.")
	}
	if err != nil && !f.Take(err) {
		return err
	}
	return nil
}
