package sheetpage

import (
	"fmt"
	"strings"
	"time"

	"tusoi/internal/authz"
	"tusoi/internal/remedy"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/sheetform"
)

func (l Look) mendings(list []remedy.Remedy) []mending {
	var filled []mending
	for _, r := range list {
		filled = append(filled, l.mending(r))
	}
	return filled
}

// mending fills one remedy, with the steps that the reader may take.
func (l Look) mending(r remedy.Remedy) mending {
	mends := r.State.Mending()
	v := mending{
		ID: r.ID, Shortcoming: r.Title(), Hidden: r.Hidden, Cause: r.Cause, Action: r.Action, Due: vi.Date(r.DueOn), State: r.State.Label(),
		Tone: remedyTone(r, l.Today), Result: r.Result, ReportPath: l.place().Step(r.ID, stepReport),
		Report: mends && (l.Own || l.may(authz.ReviewWrite)), Put: mends && !l.Own && l.may(authz.ReviewWrite),
		Verify: r.State == remedy.Reported && !l.Own && r.Judged(l.Actor),
		About:  aboutRemedy(r), Href: kit.RemedyPagePath(r.ID),
	}
	if l.Own {
		v.Href = kit.OwnRemedyPagePath(r.ID)
	}
	if r.Rolls > 0 {
		v.Rolls = fmt.Sprintf("đã dời %d lần, hạn đầu %s", r.Rolls, vi.Date(r.FirstDueOn))
	}
	if mends && r.DueOn.Before(l.Today) {
		v.State += ", " + vi.DaysLeft(l.Today, r.DueOn)
	}
	if l.Posted != nil {
		v.ReportText, v.PutText, v.PutReason = l.Posted.Values[sheetform.StepField("q", r.ID)], l.Posted.Values[sheetform.StepField("h", r.ID)], l.Posted.Values[sheetform.StepField("l", r.ID)]
		v.Problems = l.Posted.Problems
	}
	return v
}

// aboutRemedy is its theme, where it was found when not on a sheet, and why it was sent back.
func aboutRemedy(r remedy.Remedy) string {
	var parts []string
	if r.ThemeName != "" {
		parts = append(parts, r.ThemeName)
	}
	if r.Source != remedy.Review && r.SourceOn != nil {
		parts = append(parts, r.Source.Label()+" ngày "+vi.Date(*r.SourceOn))
	}
	if r.Returns > 0 && r.State.Mending() {
		parts = append(parts, "chưa đạt: "+r.ReturnReason)
	}
	return strings.Join(parts, " · ")
}

// remedyTone: after three times put off a remedy is red whatever its date.
func remedyTone(r remedy.Remedy, today time.Time) string {
	switch {
	case r.State == remedy.Verified:
		return "ok"
	case r.State != remedy.Reported && (r.DueOn.Before(today) || r.Rolls >= 3):
		return "bad"
	case r.State == remedy.Reported:
		return "warn"
	}
	return "none"
}

// addForm is a new remedy, empty or as it was typed.
func (l Look) addForm(member int64) *addForm {
	a := &addForm{Member: member, Key: l.NewKey(), Themes: l.Themes}
	if l.Posted == nil {
		return a
	}
	typed := func(letters string) string { return l.Posted.Values[sheetform.DraftField(letters, member)] }
	if l.Posted.Opened[member] { // it stands in the list already: an empty form takes its place
		return a
	}
	a.Shortcoming, a.Cause, a.Action, a.Due = typed("hc"), typed("nn"), typed("vs"), typed("th")
	a.Theme, a.Problems = typed("cd"), l.Posted.Problems
	if key := typed("k"); key != "" {
		a.Key = key
	}
	a.Open = a.Shortcoming+a.Cause+a.Action+a.Due != "" || l.Posted.Them == member
	return a
}
