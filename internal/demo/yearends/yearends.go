// Package yearends makes the demonstration's year-end self-reviews: last year's are decided in the cells of one commune, this
// year's are under way. It owns no table. What the members say is drafted from the figures that the demonstration has, with a few
// invented words; no text is anybody's.
package yearends

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/vi"
	"tusoi/internal/yearend"
	"tusoi/internal/yearend/form"
)

// grassroots is the commune whose cells have forms.
const grassroots = "Đảng ủy xã An Thới"

const cellsLoadSQL = `
SELECT u.id, u.name, u.type, p.name AS above,
    coalesce((SELECT m.full_name FROM memberships s JOIN members m ON m.committee_id = s.committee_id AND m.id = s.member_id
        WHERE s.committee_id = u.committee_id AND s.unit_id = u.id AND s.valid_to IS NULL AND m.party_post = 'Bí thư' LIMIT 1), '') AS secretary
FROM units u
JOIN units p ON p.committee_id = u.committee_id AND p.id = u.parent_id
WHERE u.committee_id = @committee AND p.name = @above AND u.kind = 'cell' AND u.valid_to IS NULL
ORDER BY u.id`

type cell struct {
	ID                           int64
	Name, Type, Above, Secretary string
}

// FillTx writes the forms of last year and, from November, some of this one. It is for the demonstration: no page may reach it.
func FillTx(ctx context.Context, tx pgx.Tx, committee int64, now time.Time) error {
	rows, _ := tx.Query(ctx, cellsLoadSQL, pgx.StrictNamedArgs{"committee": committee, "above": grassroots})
	cells, err := pgx.CollectRows(rows, pgx.RowToStructByName[cell])
	if err != nil {
		return fmt.Errorf("list the cells: %w", err)
	}
	m := maker{r: rand.New(rand.NewPCG(2025, 12)), now: now, today: vi.Today(now), service: &yearend.Service{DB: tx, Now: func() time.Time { return now }},
		office: authz.System(committee, "1", "Dữ liệu minh họa")}
	for i, c := range cells {
		if err := m.cell(ctx, tx, c, m.today.Year()-1, allDecided); err != nil {
			return err
		}
		if m.today.Month() >= time.November && i < 3 {
			if err := m.cell(ctx, tx, c, m.today.Year(), underWay); err != nil {
				return err
			}
		}
	}
	return yearend.LoadTx(ctx, tx, committee, m.list)
}

type maker struct {
	r       *rand.Rand
	now     time.Time
	today   time.Time
	service *yearend.Service
	office  authz.Actor
	list    []yearend.Loaded
}

// How far the forms of a cell are.
const (
	allDecided = iota
	underWay
)

func (m *maker) cell(ctx context.Context, tx pgx.Tx, c cell, year, how int) error {
	people, err := m.service.Blanks(ctx, tx, m.office, c.ID, year)
	if err != nil {
		return err
	}
	for i, p := range people {
		state := yearend.Decided
		if how == underWay {
			state = []yearend.State{yearend.Draft, yearend.None, yearend.Submitted, yearend.Draft, yearend.None, yearend.Commented}[i%6]
		}
		if state != yearend.None {
			m.form(c, p, state, len(people))
		}
	}
	return nil
}

// form writes one as far as its state.
func (m *maker) form(c cell, p yearend.Review, state yearend.State, present int) {
	written := period.Year(p.Year).End().AddDate(0, 0, -26).Add(12 * time.Hour)
	if written.After(m.now) {
		written = m.now.Add(-30 * time.Hour)
	}
	level := m.level()
	if p.Facts.Expected < 6 {
		p.Facts = form.Facts{Until: p.Facts.Until} // hardly a month of that year is on the portal: the form was entered from paper
	}
	l := yearend.Loaded{ID: int64(len(m.list) + 1), MemberID: p.MemberID, CellID: c.ID, Year: p.Year, Form: p.Form.Key, State: state,
		Answers: m.answers(p, level), UpdatedAt: written, UpdatedBy: p.MemberName}
	if state != yearend.Draft {
		l.SelfLevel, l.SubmittedAt, l.SubmittedBy = level, &written, p.MemberName
		p.Facts.Until = vi.Today(written)
		l.Frozen = &yearend.Frozen{Person: p.Person, Facts: p.Facts}
	}
	if state == yearend.Commented || state == yearend.Decided {
		met := m.notAfter(written.AddDate(0, 0, 6))
		on := vi.Today(met)
		l.CellLevel, l.CellOn, l.CommentedAt, l.CommentedBy = level, &on, &met, c.Secretary
		l.CellComment = comments[m.r.IntN(len(comments))]
		l.Votes = m.votes(level, present)
		if p.MemberName == c.Secretary {
			l.CommentedBy = "Phó bí thư chi bộ"
		}
		l.UpdatedAt, l.UpdatedBy = met, l.CommentedBy
	}
	if state == yearend.Decided {
		met := m.notAfter(written.AddDate(0, 0, 17))
		on := vi.Today(met)
		l.DecidedLevel, l.DecidedOn, l.DecidedAt, l.DecidedBy = level, &on, &met, "Lê Minh Trí"
		if level == form.Excellent && m.r.IntN(4) == 0 {
			l.DecidedLevel = form.Good
		}
		l.UpdatedAt, l.UpdatedBy = met, l.DecidedBy
	}
	m.list = append(m.list, l)
}

func (m *maker) notAfter(t time.Time) time.Time {
	if t.After(m.now) {
		return m.now.Add(-2 * time.Hour)
	}
	return t
}

// level draws one: most do well, some excellently, very few fail.
func (m *maker) level() form.Level {
	switch n := m.r.IntN(100); {
	case n < 14:
		return form.Excellent
	case n < 84:
		return form.Good
	case n < 99:
		return form.Done
	}
	return form.Failed
}

func (m *maker) answers(p yearend.Review, level form.Level) form.Answers {
	said := form.Prefill(p.Form, p.Facts)
	if len(p.Facts.Remedies) == 0 {
		delete(said, "faults") // the draft asks to look again; who handed the form in has
	}
	grade := map[form.Level]form.Grade{form.Excellent: form.GradeExcellent, form.Good: form.GradeGood, form.Done: form.GradeFair, form.Failed: form.GradePoor}[level]
	for _, h := range p.Form.Fields() {
		a := said[h.Key]
		if own := words[h.Key]; len(own) > 0 {
			a.Text = own[m.r.IntN(len(own))] + "\n" + a.Text
		}
		if h.Grade && a.Text != "" {
			a.Grade = grade
		}
		if a != (form.Answer{}) {
			said[h.Key] = a
		}
	}
	return said
}

// votes let most of those present vote for the level that is proposed.
func (m *maker) votes(level form.Level, present int) form.Votes {
	v := form.Votes{Present: present, Issued: present, Returned: present, Valid: present}
	other := m.r.IntN(present/4 + 1)
	into := map[form.Level]*int{form.Excellent: &v.Excellent, form.Good: &v.Good, form.Done: &v.Done, form.Failed: &v.Failed}
	*into[level] = present - other
	next := form.Good
	if level == form.Good {
		next = form.Done
	}
	*into[next] += other
	return v
}
