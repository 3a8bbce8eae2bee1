package pledge

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/deadline"
	"tusoi/internal/period"
	"tusoi/internal/pledgeform"
	"tusoi/internal/vi"
)

// What an amendment does to an item.
type What string

// An item of an approved sheet is changed, added, or dropped; nothing else happens to it.
const (
	Changed What = "changed"
	Added   What = "added"
	Dropped What = "dropped"
)

// Label is the word on the screen and on paper.
func (w What) Label() string {
	switch w {
	case Changed:
		return "sửa"
	case Added:
		return "thêm"
	}
	return "bỏ"
}

// Words is what people wrote in an item, as an amendment keeps it.
type Words struct {
	Heading  string `json:"heading,omitempty"`
	Content  string `json:"content,omitempty"`
	Target   string `json:"target,omitempty"`
	Measure  string `json:"measure,omitempty"`
	Evidence string `json:"evidence,omitempty"`
	Weight   int    `json:"weight,omitempty"`
	Due      string `json:"due,omitempty"` // dd/mm/yyyy
}

func (i Item) words() Words {
	return Words{i.Heading, i.Content, i.Target, i.Measure, i.Evidence, i.Weight, vi.Date(i.DueOn)}
}

// Amendment is one change of a sheet after the cell approved it.
type Amendment struct {
	ID, ItemID    int64
	What          What
	Before, After Words
	Reason        string
	DecidedOn     time.Time
	MadeAt        time.Time
	MadeBy        string
}

// Change is an amendment as it was typed. Item.ID is the item, 0 for one that is added.
type Change struct {
	What    What
	Item    Item
	Reason  string
	On      time.Time // the day of the meeting that decided it
	Version int       // of the sheet that the page was based on
	FormKey string    // the same key amends once
}

func (c *Change) clean(form pledgeform.Form, today time.Time) error {
	var p apperr.Problems
	if c.What != Dropped {
		c.Item.clean(&p, form, 0)
	}
	c.Reason = vi.CleanText(c.Reason)
	for _, f := range apperr.FieldsOf(checkReason(c.Reason, "ly-do")) {
		p.Add(f.Name, f.Msg)
	}
	switch {
	case c.On.IsZero():
		p.Add("ngay", "Ghi ngày chi bộ quyết định điều chỉnh.")
	case c.On.After(today):
		p.Add("ngay", "Ngày chi bộ quyết định không thể ở sau hôm nay.")
	case c.On.Year() < form.Year-1 || c.On.Year() > form.Year:
		p.Add("ngay", fmt.Sprintf("Ngày chi bộ quyết định phải ở trong năm %d.", form.Year))
	}
	return p.Err("")
}

const amendedSQL = `
SELECT EXISTS (
    SELECT FROM pledge_amendments a
    JOIN units u ON u.committee_id = a.committee_id AND u.id = a.cell_id
    WHERE a.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND a.form_key = @key::uuid)`

// sentSQL locks the months of the cell from a day on that were sent: they count what they counted.
const sentSQL = `
SELECT k.month
FROM packets k
JOIN units u ON u.committee_id = k.committee_id AND u.id = k.cell_id
WHERE k.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = @cell
    AND k.month >= @from AND k.state IN ('sent', 'taken', 'approved')
ORDER BY k.month
FOR SHARE OF k`

const standingSQL = `
SELECT i.member_id, i.id, i.heading, i.content, i.target, i.measure, i.evidence, i.weight, i.due_on,
    coalesce(i.continues_id, 0) AS continues, coalesce(i.first_year, i.year) AS first_year, i.times, i.live_from, i.live_to
FROM pledge_items i
JOIN units u ON u.committee_id = i.committee_id AND u.id = i.cell_id
WHERE i.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND i.pledge_id = @pledge
ORDER BY i.position`

// Amend changes, adds or drops one item of an approved sheet. It holds from the month of its day on, but for months that the
// cell has sent already: those stay as they were sent.
func (s *Service) Amend(ctx context.Context, actor authz.Actor, member int64, year int, c Change) error {
	if _, err := actor.Scope(authz.PledgeWrite); err != nil {
		return err
	}
	form, err := pledgeform.On(ctx, s.DB, actor.Committee, year)
	if err != nil {
		return err
	}
	if err := c.clean(form, vi.Today(s.Now())); err != nil {
		return err
	}
	return s.step(ctx, actor, cellHand, member, year, func(ctx context.Context, tx pgx.Tx, scope authz.Scope, l locked, now time.Time) error {
		a := amending{s: s, tx: tx, scope: scope, actor: actor, sheet: l, member: member, year: year, now: now, Change: c}
		return a.run(ctx)
	})
}

// amending is one amendment under way.
type amending struct {
	s      *Service
	tx     pgx.Tx
	scope  authz.Scope
	actor  authz.Actor
	sheet  locked
	member int64
	year   int
	now    time.Time
	Change
	calendar deadline.Calendar
	from     time.Time // of the first month or quarter that it touches
	before   Item
}

func (a *amending) run(ctx context.Context) error {
	var twice bool
	if err := a.tx.QueryRow(ctx, amendedSQL, a.scope.Args(pgx.StrictNamedArgs{"key": a.FormKey})).Scan(&twice); err != nil {
		return fmt.Errorf("look for the amendment: %w", err)
	}
	if twice {
		return nil
	}
	if a.sheet.State != Approved {
		return apperr.Conflict("Bản cam kết chưa được chi bộ duyệt nên sửa thẳng trong bản, không cần điều chỉnh.")
	}
	if a.Version != a.sheet.Version {
		return apperr.Conflict("Có người vừa điều chỉnh bản cam kết này. Nội dung đồng chí gõ vẫn còn ở đây: mở bản mới ở trang khác, đối chiếu rồi lưu lại.")
	}
	if err := a.since(ctx); err != nil {
		return err
	}
	if err := a.write(ctx); err != nil {
		return err
	}
	if err := a.trace(ctx); err != nil {
		return err
	}
	for _, m := range a.calendar.Periods(period.MonthOf(a.from), period.MonthOf(vi.Today(a.now))) {
		if m.Year() != a.year {
			break
		}
		if err := a.s.CellsChanged(ctx, a.tx, a.actor.Committee, []int64{a.sheet.CellID}, m); err != nil {
			return err
		}
	}
	return nil
}

// since finds the first month or quarter that the amendment touches: after every month from its day on that was sent.
func (a *amending) since(ctx context.Context) error {
	var err error
	if a.calendar, err = deadline.Of(ctx, a.tx, a.actor.Committee); err != nil {
		return err
	}
	a.from = a.calendar.Period(a.On).Start()
	if start := period.Year(a.year).Start(); a.from.Before(start) {
		a.from = start
	}
	rows, _ := a.tx.Query(ctx, sentSQL, a.scope.Args(pgx.StrictNamedArgs{"cell": a.sheet.CellID, "from": a.from}))
	sent, err := pgx.CollectRows(rows, pgx.RowTo[time.Time])
	if err != nil {
		return fmt.Errorf("look for months that were sent: %w", err)
	}
	if n := len(sent); n > 0 {
		a.from = a.calendar.After(a.calendar.Period(sent[n-1])).Start()
	}
	return nil
}

const dropSQL = `
UPDATE pledge_items i SET live_to = greatest(@from::date, i.live_from)
WHERE i.committee_id = @committee AND i.pledge_id = @pledge AND i.id = @item
    AND EXISTS (SELECT FROM units u WHERE u.committee_id = i.committee_id AND u.id = i.cell_id AND u.path <@ ANY (@scope::text[]::ltree[]))`

const rewordSQL = `
UPDATE pledge_items i
SET heading = @heading, content = @content, target = @target, measure = @measure, evidence = @evidence, weight = @weight, due_on = @due
WHERE i.committee_id = @committee AND i.pledge_id = @pledge AND i.id = @item
    AND EXISTS (SELECT FROM units u WHERE u.committee_id = i.committee_id AND u.id = i.cell_id AND u.path <@ ANY (@scope::text[]::ltree[]))`

// write finds the item among those that stand and does what was decided.
func (a *amending) write(ctx context.Context) error {
	rows, _ := a.tx.Query(ctx, standingSQL, a.scope.Args(pgx.StrictNamedArgs{"pledge": a.sheet.ID}))
	items, err := pgx.CollectRows(rows, pgx.RowToStructByName[memberItem])
	if err != nil {
		return fmt.Errorf("read the sheet: %w", err)
	}
	if a.What == Added {
		a.Item.ID, a.Item.Continues = 0, 0
		a.Item.ID, err = a.s.addTx(ctx, a.tx, a.scope, a.sheet, a.member, a.year, []Item{a.Item}, len(items)+1, &a.from)
		return err
	}
	for _, item := range items {
		if item.ID == a.Item.ID && item.LiveTo == nil {
			a.before = item.Item
		}
	}
	if a.before.ID == 0 {
		return apperr.NotFound("Không tìm thấy nội dung này trong bản cam kết.")
	}
	if a.What == Dropped {
		_, err = a.tx.Exec(ctx, dropSQL, a.scope.Args(pgx.StrictNamedArgs{"pledge": a.sheet.ID, "item": a.Item.ID, "from": a.from}))
		return err
	}
	if a.Item.same(a.before) {
		return apperr.Invalid("Chưa có chữ nào thay đổi. Sửa nội dung rồi lưu, hoặc quay lại.")
	}
	n := a.Item
	_, err = a.tx.Exec(ctx, rewordSQL, a.scope.Args(pgx.StrictNamedArgs{"pledge": a.sheet.ID, "item": n.ID, "heading": n.Heading,
		"content": n.Content, "target": n.Target, "measure": n.Measure, "evidence": n.Evidence, "weight": n.Weight, "due": n.DueOn}))
	return err
}

const amendSQL = `
INSERT INTO pledge_amendments (committee_id, pledge_id, item_id, cell_id, what, before, after, reason, decided_on, made_at, made_by, form_key)
SELECT @committee, @pledge, @item, u.id, @what, @before, @after, @reason, @on, @now, @by, @key::uuid
FROM units u
WHERE u.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.id = @cell`

// trace keeps what was and what is now, on the sheet and in the trail.
func (a *amending) trace(ctx context.Context) error {
	var before, after Words
	if a.What != Added {
		before = a.before.words()
	}
	if a.What != Dropped {
		after = a.Item.words()
	}
	by, err := audit.SignTx(ctx, a.tx, a.actor, authz.PledgeWrite, a.sheet.CellID)
	if err != nil {
		return err
	}
	_, err = a.tx.Exec(ctx, amendSQL, a.scope.Args(pgx.StrictNamedArgs{"pledge": a.sheet.ID, "item": a.Item.ID, "cell": a.sheet.CellID,
		"what": string(a.What), "before": before, "after": after, "reason": a.Reason, "on": a.On, "now": a.now, "by": by, "key": a.FormKey}))
	if err != nil {
		return fmt.Errorf("keep the amendment: %w", err)
	}
	if err := a.s.touch(ctx, a.tx, a.scope, a.actor, cellHand, a.sheet, Approved, false, a.now); err != nil {
		return err
	}
	return audit.RecordTx(ctx, a.tx, a.actor, a.now, audit.Entry{
		UnitID: a.sheet.CellID, Action: authz.PledgeWrite, ObjectKind: "pledge", ObjectID: a.sheet.ID, Reason: a.Reason,
		Summary: fmt.Sprintf("Điều chỉnh bản cam kết năm %d: %s một nội dung, chi bộ quyết định ngày %s", a.year, a.What.Label(), vi.Date(a.On)),
		Before:  before, After: after,
	})
}
