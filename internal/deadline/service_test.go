package deadline_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/deadline"
	"tusoi/internal/period"
	"tusoi/internal/portal"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/review"
	"tusoi/internal/worldtest"
)

var october, november = period.Month(2026, 10), period.Month(2026, 11)

type bundle struct {
	*portal.Portal
	w   worldtest.World
	tx  pgx.Tx
	now *time.Time
}

func setup(t *testing.T) bundle {
	t.Helper()
	tx := pgtest.Tx(t)
	now := worldtest.Now
	return bundle{portal.New(tx, func() time.Time { return now }), worldtest.New(t, tx), tx, &now}
}

// sent puts a packet that was sent at noon of a day, and counts its month.
func (b bundle) sent(t *testing.T, cell int64, m period.Period, day time.Time) {
	t.Helper()
	worldtest.Exec(t, b.tx, `INSERT INTO packets (committee_id, cell_id, month, state, first_sent_at, sent_at) VALUES (@committee, @cell, @month, 'sent', @at, @at)`,
		pgx.StrictNamedArgs{"committee": b.w.Committee, "cell": cell, "month": m.Start(), "at": day.Add(5 * time.Hour)})
	if err := b.Indicator.CellsChangedTx(context.Background(), b.tx, b.w.Committee, []int64{cell}, m); err != nil {
		t.Fatal(err)
	}
}

// onTime asks the counted figure, and holds the list of packets to the same answer.
func (b bundle) onTime(t *testing.T, cell int64, m period.Period) bool {
	t.Helper()
	ctx := context.Background()
	var counted bool
	if err := b.tx.QueryRow(ctx, `SELECT sent_on_time FROM cell_month_facts WHERE cell_id = $1 AND month = $2`, cell, m.Start()).Scan(&counted); err != nil {
		t.Fatal(err)
	}
	lines, err := b.Packet.List(ctx, b.w.Office, m)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lines {
		if l.CellID == cell && (l.DaysLate == 0) != counted {
			t.Errorf("%s: the figure says on time %t, the list %d days late", m, counted, l.DaysLate)
		}
	}
	return counted
}

func (b bundle) rule(t *testing.T, next bool, day, grace, open int) deadline.RuleDraft {
	t.Helper()
	rules, err := b.Deadline.Rules(context.Background(), b.w.Admin)
	if err != nil {
		t.Fatal(err)
	}
	return deadline.RuleDraft{
		Rule: deadline.Rule{From: b.Deadline.From(next), DueDay: day, GraceDays: grace, OpenMonths: open, Rhythm: deadline.Monthly}, Seen: deadline.Newest(rules).Key(),
	}
}

func (b bundle) mustSet(t *testing.T, d deadline.RuleDraft) {
	t.Helper()
	if err := b.Deadline.SetRule(context.Background(), b.w.Admin, d); err != nil {
		t.Fatal(err)
	}
}

func TestANewDeadlineMovesNoMonthThatIsOver(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	b.sent(t, b.w.Cell.ID, october, worldtest.Date(2026, 10, 24))
	b.sent(t, b.w.Cell.ID, november, worldtest.Date(2026, 11, 19))
	b.mustSet(t, b.rule(t, false, 15, 0, 0))
	if b.onTime(t, b.w.Cell.ID, november) {
		t.Error("the rule begins with this month, and this month is not counted by it")
	}
	if err := b.Indicator.CellsChangedTx(ctx, b.tx, b.w.Committee, []int64{b.w.Cell.ID}, october); err != nil {
		t.Fatal(err)
	}
	if !b.onTime(t, b.w.Cell.ID, october) {
		t.Error("October was on time, and is late since the rule of November, however it is counted again")
	}
	b.mustSet(t, b.rule(t, true, 28, 0, 0))
	if b.onTime(t, b.w.Cell.ID, november) {
		t.Error("the rule of December moved November")
	}
	b.mustSet(t, b.rule(t, false, 15, 6, 0)) // takes back what was to hold from December
	rules, err := b.Deadline.Rules(ctx, b.w.Admin)
	if err != nil || len(rules) != 2 || rules[0].DueDay != 15 || rules[0].GraceDays != 6 || !b.onTime(t, b.w.Cell.ID, november) {
		t.Errorf("rules: %+v, %v; want one from November with six days of grace, and one before", rules, err)
	}
	var entries int
	err = b.tx.QueryRow(ctx, `SELECT count(*) FROM audit_entries WHERE committee_id = $1 AND object_kind = 'committee'
		AND before IS NOT NULL AND after IS NOT NULL AND summary LIKE 'Đổi thời hạn%'`, b.w.Committee).Scan(&entries)
	if err != nil || entries != 3 {
		t.Errorf("%d entries of three changes with before and after, %v", entries, err)
	}
}

func TestARuleIsRefusedInWords(t *testing.T) {
	t.Parallel()
	b := setup(t)
	good := b.rule(t, true, 20, 2, 3)
	for name, tc := range map[string]struct {
		actor  authz.Actor
		change func(*deadline.RuleDraft)
		kind   apperr.Kind
		word   string
	}{
		"a day that February lacks": {b.w.Admin, func(d *deadline.RuleDraft) { d.DueDay = 29 }, apperr.KindInvalid, "ngày cuối tháng"},
		"too much grace":            {b.w.Admin, func(d *deadline.RuleDraft) { d.GraceDays = 11 }, apperr.KindInvalid, "gia hạn"},
		"open for too long":         {b.w.Admin, func(d *deadline.RuleDraft) { d.OpenMonths = 25 }, apperr.KindInvalid, "ghi lùi"},
		"from a month that is over": {b.w.Admin, func(d *deadline.RuleDraft) { d.From = october.Start() }, apperr.KindInvalid, "giữ hạn cũ"},
		"somebody was faster":       {b.w.Admin, func(d *deadline.RuleDraft) { d.Seen = "2020-01.1.0.0" }, apperr.KindConflict, "người khác đổi"},
		"a leader":                  {b.w.Leader, nil, apperr.KindForbidden, ""},
		"a grassroots committee":    {b.w.Grassroots, nil, apperr.KindForbidden, ""},
		"the office of a branch":    {branch(b.w), nil, apperr.KindForbidden, ""},
	} {
		d := good
		if tc.change != nil {
			tc.change(&d)
		}
		err := b.Deadline.SetRule(context.Background(), tc.actor, d)
		text := apperr.Message(err)
		for _, f := range apperr.FieldsOf(err) {
			text += f.Msg
		}
		if apperr.KindOf(err) != tc.kind || !strings.Contains(text, tc.word) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := b.Deadline.SetRule(context.Background(), b.w.Office, good); err != nil {
		t.Errorf("the office of the committee: %v", err)
	}
}

// branch is an actor with the right in one organisation only.
func branch(w worldtest.World) authz.Actor {
	a := w.Office
	a.Posts = []authz.Post{{Role: authz.Office, UnitID: w.Org.ID, Path: w.Org.Path}}
	return a
}

func (b bundle) opening(unit worldtest.Unit, m period.Period, due, until time.Time, key string) deadline.Opening {
	return deadline.Opening{UnitID: unit.ID, Month: m, Reason: "Lũ lớn, ấp bị chia cắt", DueOn: due, OpenUntil: until, FormKey: "7b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a" + key}
}

func TestAClosedMonthIsOpenedForOneUnitAndClosesByItself(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	june := period.Month(2026, 6)
	member := b.w.Members[b.w.Cell.ID][1]
	write := func(who authz.Actor, cell int64, member int64, base, value string) error {
		_, err := b.Review.SaveField(ctx, who, review.FieldChange{Cell: cell, Month: june, Member: member, Field: review.FieldConduct, Base: base, Value: value})
		return err
	}
	if err := write(b.w.Secretary, b.w.Cell.ID, member, "", "clear"); err != nil {
		t.Fatalf("before any month closes: %v", err)
	}
	b.mustSet(t, b.rule(t, false, 25, 0, 3))
	for name, err := range map[string]error{
		"writing": write(b.w.Secretary, b.w.Cell.ID, member, "clear", ""),
		"sending": func() error { _, err := b.Review.Send(ctx, b.w.Secretary, b.w.Cell.ID, june); return err }(),
	} {
		if apperr.KindOf(err) != apperr.KindConflict || !strings.Contains(apperr.Message(err), "đã đóng") {
			t.Errorf("%s in a closed month: %v", name, err)
		}
	}
	o := b.opening(b.w.Org, june, worldtest.Date(2026, 11, 24), worldtest.Date(2026, 11, 25), "01")
	for range 2 { // the same form sent twice opens once
		if err := b.Deadline.Open(ctx, b.w.Office, o); err != nil {
			t.Fatal(err)
		}
	}
	if list, err := b.Deadline.Running(ctx, b.w.Secretary, b.w.Cell.Path); err != nil || len(list) != 1 || list[0].GivenBy != b.w.Office.Name {
		t.Errorf("the cell sees %+v, %v", list, err)
	}
	if list, err := b.Deadline.Running(ctx, b.w.FarSecretary, b.w.Far.Path); err != nil || len(list) != 0 {
		t.Errorf("another organisation's cell sees %+v, %v", list, err)
	}
	if err := write(b.w.Secretary, b.w.Cell.ID, member, "clear", ""); err != nil {
		t.Errorf("while it is open: %v", err)
	}
	if err := write(b.w.FarSecretary, b.w.Far.ID, b.w.Members[b.w.Far.ID][1], "", "clear"); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("in a cell that it was not opened for: %v", err)
	}
	b.sent(t, b.w.Sister.ID, june, worldtest.Date(2026, 11, 24))
	if !b.onTime(t, b.w.Sister.ID, june) {
		t.Error("sent by the exception's day, and late")
	}
	*b.now = worldtest.Date(2026, 11, 26)
	if err := write(b.w.Secretary, b.w.Cell.ID, member, "", "clear"); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("the day after it ended: %v", err)
	}
	if !b.onTime(t, b.w.Sister.ID, june) {
		t.Error("what was sent in time is late since the exception ended")
	}
}

func TestALaterDayForWhoHasSentAlready(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	b.sent(t, b.w.Cell.ID, october, worldtest.Date(2026, 11, 3))
	b.sent(t, b.w.Far.ID, october, worldtest.Date(2026, 11, 3))
	if b.onTime(t, b.w.Cell.ID, october) {
		t.Fatal("a week late, and on time")
	}
	o := b.opening(b.w.Cell, october, worldtest.Date(2026, 11, 25), worldtest.Date(2026, 11, 27), "01")
	if err := b.Deadline.Open(ctx, b.w.Admin, o); err != nil {
		t.Fatal(err)
	}
	if !b.onTime(t, b.w.Cell.ID, october) || b.onTime(t, b.w.Far.ID, october) {
		t.Error("the later day is not counted for the one unit, or for others too")
	}
	list, err := b.Deadline.Exceptions(ctx, b.w.Admin)
	if err != nil || len(list) != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	if err := b.Deadline.End(ctx, b.w.Stranger, list[0].ID); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("another committee ends it: %v", err)
	}
	for range 2 {
		if err := b.Deadline.End(ctx, b.w.Admin, list[0].ID); err != nil {
			t.Fatal(err)
		}
	}
	if list, err := b.Deadline.Exceptions(ctx, b.w.Admin); err != nil || !list[0].OpenUntil.Equal(worldtest.Date(2026, 11, 20)) || !b.onTime(t, b.w.Cell.ID, october) {
		t.Errorf("after it was ended: %+v, %v; want it to last for today, and who sent in time still in time", list, err)
	}
	var entries int
	if err := b.tx.QueryRow(ctx, `SELECT count(*) FROM audit_entries WHERE object_kind = 'unit' AND object_id = $1`, b.w.Cell.ID).Scan(&entries); err != nil || entries != 2 {
		t.Errorf("%d entries of opening and ending, %v", entries, err)
	}
}

func TestAnOpeningIsRefusedInWords(t *testing.T) {
	t.Parallel()
	b := setup(t)
	good := b.opening(b.w.Cell, october, time.Time{}, worldtest.Date(2026, 11, 25), "01")
	for name, tc := range map[string]struct {
		actor  authz.Actor
		change func(*deadline.Opening)
		kind   apperr.Kind
	}{
		"no unit":                         {b.w.Admin, func(o *deadline.Opening) { o.UnitID = 0 }, apperr.KindInvalid},
		"another committee's unit":        {b.w.Admin, func(o *deadline.Opening) { o.UnitID = b.w.StrangerCell.ID }, apperr.KindNotFound},
		"a month to come":                 {b.w.Admin, func(o *deadline.Opening) { o.Month = november.Next() }, apperr.KindInvalid},
		"a month before the unit":         {b.w.Admin, func(o *deadline.Opening) { o.Month = period.Month(2014, 1) }, apperr.KindNotFound},
		"until yesterday":                 {b.w.Admin, func(o *deadline.Opening) { o.OpenUntil = worldtest.Date(2026, 11, 19) }, apperr.KindInvalid},
		"without an end":                  {b.w.Admin, func(o *deadline.Opening) { o.OpenUntil = time.Time{} }, apperr.KindInvalid},
		"for a year":                      {b.w.Admin, func(o *deadline.Opening) { o.OpenUntil = worldtest.Date(2027, 11, 19) }, apperr.KindInvalid},
		"due after its end":               {b.w.Admin, func(o *deadline.Opening) { o.DueOn = worldtest.Date(2026, 11, 26) }, apperr.KindInvalid},
		"due before the committee's day":  {b.w.Admin, func(o *deadline.Opening) { o.DueOn = worldtest.Date(2026, 10, 20) }, apperr.KindInvalid},
		"no reason":                       {b.w.Admin, func(o *deadline.Opening) { o.Reason = " " }, apperr.KindInvalid},
		"no key":                          {b.w.Admin, func(o *deadline.Opening) { o.FormKey = "" }, apperr.KindInvalid},
		"a secretary":                     {b.w.Secretary, nil, apperr.KindForbidden},
		"the office of a branch":          {branch(b.w), nil, apperr.KindForbidden},
		"the office of another committee": {b.w.Stranger, nil, apperr.KindNotFound},
	} {
		o := good
		if tc.change != nil {
			tc.change(&o)
		}
		if err := b.Deadline.Open(context.Background(), tc.actor, o); apperr.KindOf(err) != tc.kind {
			t.Errorf("%s: %v, want %v", name, err, tc.kind)
		}
	}
	if list, err := b.Deadline.Exceptions(context.Background(), b.w.Admin); err != nil || len(list) != 0 {
		t.Errorf("refused, and yet %+v, %v", list, err)
	}
}

func TestAClosedMonthIsNoWorkForTheCellAnyMore(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	b.sent(t, b.w.Sister.ID, period.Month(2026, 6), worldtest.Date(2026, 6, 20))
	months := func() (list string) {
		t.Helper()
		work, err := b.Packet.Work(ctx, b.w.Secretary)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range work.Months {
			list += m.Month.String() + " "
		}
		return list
	}
	b.mustSet(t, b.rule(t, false, 25, 0, 1))
	if got := months(); got != "2026-10 2026-11 " {
		t.Errorf("two months are open, the work is %s", got)
	}
	if err := b.Deadline.Open(ctx, b.w.Admin, b.opening(b.w.Cell, period.Month(2026, 7), time.Time{}, worldtest.Date(2026, 11, 25), "01")); err != nil {
		t.Fatal(err)
	}
	if got := months(); got != "2026-07 2026-10 2026-11 " {
		t.Errorf("July was opened once more, the work is %s", got)
	}
}
