package portal_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/deadline"
	"tusoi/internal/period"
	"tusoi/internal/portal"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/review"
	"tusoi/internal/vi"
	"tusoi/internal/worldtest"
	"tusoi/internal/yearend"
)

// chance makes a year in which everything happens that decides who is asked for what.
type chance struct {
	t  *testing.T
	tx pgx.Tx
	w  worldtest.World
	r  *rand.Rand

	calendar deadline.Calendar
}

func (c chance) exec(sql string, args pgx.StrictNamedArgs) {
	c.t.Helper()
	args["c"] = c.w.Committee
	worldtest.Exec(c.t, c.tx, sql, args)
}

// one picks one of a list; the first as often as all others together.
func one[T any](r *rand.Rand, list ...T) T {
	if r.IntN(2) == 0 {
		return list[0]
	}
	return list[r.IntN(len(list))]
}

func (c chance) month() time.Time {
	return c.calendar.Period(worldtest.Date(2026, time.Month(1+c.r.IntN(11)), 1)).Start()
}

// periods are the months or quarters of the year that have begun.
func (c chance) periods() []period.Period {
	return c.calendar.Periods(period.Month(2026, time.January), period.Month(2026, time.November))
}

// rhythm lets the committee review itself by months, by quarters, or by quarters for half a year.
func (c *chance) rhythm(seed uint64) {
	c.t.Helper()
	for from, rhythm := range []map[string]string{{}, {"2026-01-01": "quarterly"}, {"2026-03-01": "quarterly", "2026-09-01": "monthly"}}[seed%3] {
		c.exec(`INSERT INTO period_rules (committee_id, from_month, due_day, rhythm) VALUES (@c, @from, 25, @rhythm)`, pgx.StrictNamedArgs{"from": from, "rhythm": rhythm})
	}
	var err error
	if c.calendar, err = deadline.Of(context.Background(), c.tx, c.w.Committee); err != nil {
		c.t.Fatal(err)
	}
	if n := len(c.periods()); n != []int{11, 4, 7}[seed%3] {
		c.t.Fatalf("the year has %d months and quarters: %v", n, c.periods())
	}
}

// day is in the year, often the first or the last of a month.
func (c chance) day() time.Time {
	m := c.month()
	return m.AddDate(0, one(c.r, 0, 1), one(c.r, 0, -1, 1, 14))
}

// places moves half of the members once, into a cell and a state of chance.
func (c chance) places(cells []worldtest.Unit, members []int64) {
	for _, m := range members {
		c.exec(`UPDATE memberships SET state = @s WHERE committee_id = @c AND member_id = @m`, pgx.StrictNamedArgs{"m": m, "s": one(c.r, "active", "exempt", "away")})
		if c.r.IntN(2) == 0 {
			continue
		}
		on := c.day()
		c.exec(`UPDATE memberships SET valid_to = @on WHERE committee_id = @c AND member_id = @m`, pgx.StrictNamedArgs{"m": m, "on": on})
		c.exec(`INSERT INTO memberships (committee_id, member_id, unit_id, kind, state, valid_from) VALUES (@c, @m, @u, 'work', @s, @on)`,
			pgx.StrictNamedArgs{"m": m, "on": on, "u": cells[c.r.IntN(len(cells))].ID, "s": one(c.r, "active", "exempt", "suspended")})
	}
}

// outside puts people outside the Party into two cells; one of them is admitted in the year.
func (c chance) outside(cells []worldtest.Unit) []int64 {
	var list []int64
	for n, u := range cells[:2] {
		id := c.w.Outsider(c.t, c.tx, u)
		if n == 0 {
			c.exec(`UPDATE memberships SET state = @s WHERE committee_id = @c AND member_id = @m`, pgx.StrictNamedArgs{"m": id, "s": one(c.r, "active", "away")})
			on := c.day()
			c.exec(`UPDATE members SET standing = 'probationary' WHERE committee_id = @c AND id = @m`, pgx.StrictNamedArgs{"m": id})
			c.exec(`UPDATE memberships SET valid_to = @on WHERE committee_id = @c AND member_id = @m`, pgx.StrictNamedArgs{"m": id, "on": on})
			c.exec(`INSERT INTO memberships (committee_id, member_id, unit_id, kind, state, valid_from) VALUES (@c, @m, @u, 'work', 'active', @on)`,
				pgx.StrictNamedArgs{"m": id, "on": on, "u": u.ID})
		}
		list = append(list, id)
	}
	return list
}

// asked gives a member promises that come, go and are kept, and work that is done, rests or is dropped.
func (c chance) asked(cells []worldtest.Unit, member int64) {
	c.t.Helper()
	for n := range 1 + c.r.IntN(3) {
		id := c.w.PledgeItem(c.t, c.tx, cells[0], member, 2026, fmt.Sprintf("Lời hứa %d", n))
		var from, to *time.Time
		if one(c.r, false, true) {
			m := c.month()
			from = &m
		}
		if c.r.IntN(2) == 0 {
			m := worldtest.Date(2026, 12, 1)
			if from == nil || c.r.IntN(2) == 0 {
				m = c.month()
			}
			to = &m
		}
		c.exec(`UPDATE pledge_items SET live_from = @from, live_to = @to WHERE committee_id = @c AND id = @id`, pgx.StrictNamedArgs{"id": id, "from": from, "to": to})
	}
	c.exec(`UPDATE pledges SET state = @s WHERE committee_id = @c AND member_id = @m AND year = 2026`, pgx.StrictNamedArgs{"m": member, "s": one(c.r, "approved", "submitted", "draft")})
	for n := range 1 + c.r.IntN(2) {
		given := c.day()
		id := c.w.Task(c.t, c.tx, cells[c.r.IntN(len(cells))], member, fmt.Sprintf("Việc %d", n), given, given.AddDate(0, 2, 0))
		if c.r.IntN(2) == 0 {
			c.exec(`UPDATE assignments SET state = 'done', done_on = greatest(given_on, @on::date) WHERE committee_id = @c AND id = @id`, pgx.StrictNamedArgs{"id": id, "on": c.day()})
		}
		if c.r.IntN(2) == 0 {
			c.exec(`UPDATE assignments SET rest = @r::datemultirange WHERE committee_id = @c AND id = @id`,
				pgx.StrictNamedArgs{"id": id, "r": one(c.r, "{[2026-05-01,2026-07-01)}", "{[2026-04-01,2026-05-01),[2026-09-01,)}")})
		}
	}
}

// standing is one thing asked of a member, and a cell in which they stood at some time of the year.
type standing struct {
	MemberID, UnitID int64
	Kind             string
	ID               int64
}

const standingSQL = `
SELECT DISTINCT i.id, i.kind, s.member_id, s.unit_id
FROM memberships s
JOIN (SELECT member_id, 'pledge' AS kind, id FROM pledge_items WHERE committee_id = $1
    UNION ALL SELECT member_id, 'task', id FROM assignments WHERE committee_id = $1 AND member_id IS NOT NULL
    UNION ALL SELECT id, 'month', 0 FROM members WHERE committee_id = $1) i ON i.member_id = s.member_id
WHERE s.committee_id = $1
ORDER BY s.member_id, i.kind, i.id, s.unit_id`

// said writes most marks and most answers, in every cell in which a member stood in the year.
func (c chance) said() {
	c.t.Helper()
	rows, _ := c.tx.Query(context.Background(), standingSQL, c.w.Committee)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[standing])
	if err != nil {
		c.t.Fatal(err)
	}
	for _, s := range list {
		for _, m := range c.periods() {
			args := pgx.StrictNamedArgs{"u": s.UnitID, "m": s.MemberID, "month": m.Start()}
			switch {
			case c.r.IntN(16) == 0 || s.Kind == "task" && c.r.IntN(2) == 0:
			case s.Kind == "month":
				args["a"], args["b"], args["d"] = one(c.r, "yes", "no"), one(c.r, "yes", "partly"), one(c.r, "clear", "found")
				args["note"], args["signs"] = one(c.r, "Việc cụ thể", ""), one(c.r, "a1", "")
				c.exec(`INSERT INTO reviews (committee_id, cell_id, month, member_id, substantive, responsible, conduct, conduct_note, conduct_signs, updated_at, updated_by)
					VALUES (@c, @u, @month, @m, @a, @b, @d, @note, string_to_array(@signs, ' '), now(), 'thử')`, args)
			default:
				args["kind"], args["id"] = s.Kind, s.ID
				args["mark"] = one(c.r, "on_track", "on_track", "not_done", "not_due", "done", "")
				c.exec(`INSERT INTO marks (committee_id, cell_id, month, member_id, item_kind, item_id, mark, updated_at, updated_by)
					VALUES (@c, @u, @month, @m, @kind, @id, nullif(@mark, ''), now(), 'thử')`, args)
			}
		}
	}
}

// tally is what one reader of the rule says of a cell's month, or of a member's year.
type tally struct{ Expected, Reviewed, Live, Apart, ApartReviewed int }

// add counts one person of a sheet: whoever is outside the Party apart, and not what they promised.
func (n *tally) add(who review.Member) {
	if !who.Expected() {
		return
	}
	expected, reviewed := &n.Expected, &n.Reviewed
	if who.Beyond {
		expected, reviewed = &n.Apart, &n.ApartReviewed
	} else {
		n.Live += len(who.Items)
	}
	*expected++
	if who.Reviewed() {
		*reviewed++
	}
}

// Who is expected, what is live and when a review is whole stands in three statements: the sheet's, that of a cell's figures and
// that of a member's year. In years of chance all three say the same.
func TestSheetFiguresAndYearEndAskForTheSame(t *testing.T) {
	t.Parallel()
	for seed := range uint64(10) {
		t.Run(fmt.Sprintf("year %d", seed), func(t *testing.T) {
			t.Parallel()
			tx := pgtest.Tx(t)
			c := chance{t: t, tx: tx, w: worldtest.New(t, tx), r: rand.New(rand.NewPCG(seed, 26))}
			c.rhythm(seed)
			cells := []worldtest.Unit{c.w.Cell, c.w.Sister, c.w.Far, c.w.GrassCell}
			var members []int64
			for _, u := range cells {
				members = append(members, c.w.Members[u.ID]...)
			}
			c.places(cells, members)
			for _, m := range append(members, c.outside(cells)...) {
				c.asked(cells, m)
			}
			c.said()
			p := portal.New(tx, worldtest.Clock)
			sheets := figuresLikeSheets(t, c, p, cells)
			for _, today := range []time.Time{worldtest.Date(2026, 3, 31), worldtest.Date(2026, 7, 1), worldtest.Date(2026, 11, 20)} {
				yearsLikeSheets(t, c, today, cells, sheets)
			}
		})
	}
}

// figuresLikeSheets holds each cell's figures against its sheets, and gives the months of each member as the sheets have them.
func figuresLikeSheets(t *testing.T, c chance, p *portal.Portal, cells []worldtest.Unit) map[int64]map[period.Period]bool {
	t.Helper()
	ctx := context.Background()
	system := authz.System(c.w.Committee, c.w.Root.Path, "thử")
	months := map[int64]map[period.Period]bool{}
	all := tally{}
	for _, m := range c.periods() {
		if err := p.Indicator.RefreshTx(ctx, c.tx, c.w.Committee, []period.Period{m}); err != nil {
			t.Fatal(err)
		}
		for _, u := range cells {
			sheet, err := p.Review.Sheet(ctx, system, u.ID, m)
			if err != nil {
				t.Fatal(err)
			}
			var asked, counted tally
			for _, who := range sheet.Members {
				asked.add(who)
				if who.Expected() && !who.Beyond {
					if months[who.ID] == nil {
						months[who.ID] = map[period.Period]bool{}
					}
					months[who.ID][m] = who.Reviewed()
				}
			}
			err = c.tx.QueryRow(ctx, `SELECT members_expected, members_reviewed, items_live, beyond_expected, beyond_reviewed
				FROM cell_month_facts WHERE committee_id = $1 AND cell_id = $2 AND month = $3`,
				c.w.Committee, u.ID, m.Start()).Scan(&counted.Expected, &counted.Reviewed, &counted.Live, &counted.Apart, &counted.ApartReviewed)
			if err != nil || asked != counted {
				t.Errorf("%s, %s: the sheet asks %+v, the figures count %+v, %v", u.Name, m, asked, counted, err)
			}
			all = tally{all.Expected + asked.Expected, all.Reviewed + asked.Reviewed, all.Live + asked.Live, all.Apart + asked.Apart, all.ApartReviewed + asked.ApartReviewed}
		}
	}
	if n := len(c.periods()); all.Reviewed < n || all.Reviewed > all.Expected-n || all.Live < 3*n || all.Apart < 3 {
		t.Errorf("the year is too plain to prove anything: %+v", all)
	}
	return months
}

// yearsLikeSheets holds each member's year as it stands on a day against the months of the sheets.
func yearsLikeSheets(t *testing.T, c chance, today time.Time, cells []worldtest.Unit, sheets map[int64]map[period.Period]bool) {
	t.Helper()
	system := authz.System(c.w.Committee, c.w.Root.Path, "thử")
	service := &yearend.Service{DB: c.tx, Now: func() time.Time { return today }}
	seen := 0
	for _, u := range cells {
		forms, err := service.Blanks(context.Background(), c.tx, system, u.ID, 2026)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range forms {
			var want tally
			for m, reviewed := range sheets[f.MemberID] {
				switch {
				case m.Start().After(today):
				case reviewed:
					want.Expected++
					want.Reviewed++
				case m.End().Before(today):
					want.Expected++
				}
			}
			seen++
			if got := (tally{Expected: f.Facts.Expected, Reviewed: f.Facts.Reviewed}); got != want {
				t.Errorf("on %s the year of member %d in %s says %+v, the sheets %+v", vi.Date(today), f.MemberID, u.Name, got, want)
			}
		}
	}
	if seen < 5 {
		t.Errorf("on %s only %d members have a form", vi.Date(today), seen)
	}
}
