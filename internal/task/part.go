package task

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/postgres"
	"tusoi/internal/task/office"
	"tusoi/internal/vi"
)

// Part is one assignment: the share of a task that one member, or one grassroots committee, was asked for.
type Part struct {
	ID, TaskID            int64
	Title, Product, Basis string
	GiverID, AcceptorID   int64
	Giver, Acceptor       string
	GiverAt, AcceptorAt   string // the paths of those that no longer stand, else ""
	UnitID                int64
	UnitName, UnitPath    string
	Above                 string // the unit right above
	MemberID              *int64 // nil: the committee itself
	Member                string
	GivenOn               time.Time
	FirstDueOn, DueOn     time.Time // as it was given, and in force
	Extensions            int
	State                 State
	DoneOn                *time.Time
	Note, Evidence        string
	UpdatedAt             *time.Time
	UpdatedBy             string
	Returns               int
	DecidedOn             *time.Time
	DecidedBy             string
	Reason                string // why it was sent back last, or dropped
	Version               int
	AskedFor              *time.Time // the later day that is asked for and not yet answered
	BelowTaskID           int64      // of the last task that passed it on, 0 for none
	// How many parts were passed down, and how far they are.
	Below, BelowDone, BelowLate int
}

// Whom is the member's name, or the committee's.
func (p Part) Whom() string {
	if p.MemberID == nil {
		return p.UnitName
	}
	return p.Member
}

// Late reports whether the part is done too late, or not done and past its date. Only the date in force counts.
func (p Part) Late(today time.Time) bool {
	on := today
	if p.DoneOn != nil {
		on = *p.DoneOn
	}
	return p.State != Dropped && on.After(p.DueOn)
}

// MayAnswer reports whether the actor may say how far the part has come: whom it asks, the secretary for the cell's
// members, and a grassroots committee for itself.
func (p Part) MayAnswer(actor authz.Actor) bool {
	if p.MemberID == nil {
		return slices.Contains(actor.UnitsIn(authz.Grassroots), p.UnitID)
	}
	return *p.MemberID == actor.MemberID && actor.May(authz.OwnWrite) || slices.Contains(actor.UnitsIn(authz.Secretary), p.UnitID)
}

// MayPass reports whether the actor may pass the part on to others below its unit.
func (p Part) MayPass(actor authz.Actor) bool {
	return slices.Contains(office.Desks(actor), p.UnitID) && slices.Contains(office.Of(actor), p.UnitID)
}

// MayAccept reports whether the actor may accept the part or send it back: for the unit that is to judge, and never one's
// own work.
func (p Part) MayAccept(actor authz.Actor) bool {
	own := p.MemberID != nil && *p.MemberID == actor.MemberID
	return !own && office.Held(actor, p.AcceptorID, p.AcceptorAt)
}

// MayDrop reports whether the actor may end the part undone, and answer for its dates: for the unit that gave it.
func (p Part) MayDrop(actor authz.Actor) bool { return office.Held(actor, p.GiverID, p.GiverAt) }

// Show narrows parts by how they stand.
type Show string

// What can be asked of a list of parts.
const (
	ShowAll      Show = ""
	ShowOpen     Show = "open"
	ShowOverdue  Show = "overdue"
	ShowReported Show = "reported" // done, and waiting for a word
	ShowAccepted Show = "accepted"
	ShowLate     Show = "late" // done too late, or overdue
	ShowDropped  Show = "dropped"
)

// Filter narrows a list of parts. Zero values narrow nothing. From and To are about the date in force, both within.
type Filter struct {
	Task, Unit int64
	Show       Show
	Mine       bool // what the actor answers for
	Given      bool // what the actor's offices gave
	From, To   time.Time
	Page       int
	Whole      bool // all pages at once: for a workbook and for paper
}

// PageSize is how many parts a page shows: every cell of a district.
const PageSize = 300

const partsSQL = `
SELECT a.id, a.task_id, t.title, t.product, t.basis, g.id AS giver_id, g.name AS giver, j.id AS acceptor_id, j.name AS acceptor,
    CASE WHEN g.valid_to <= @today THEN g.path::text ELSE '' END AS giver_at, CASE WHEN j.valid_to <= @today THEN j.path::text ELSE '' END AS acceptor_at,
    u.id AS unit_id, u.name AS unit_name, u.path::text AS unit_path, coalesce(p.name, '') AS above, a.member_id, coalesce(m.full_name, '') AS member,
    a.given_on, coalesce(a.first_due_on, a.due_on) AS first_due_on, a.due_on, a.extensions, a.state, a.done_on, a.note, a.evidence,
    a.updated_at, a.updated_by, a.returns, a.decided_on, a.decided_by, a.reason, a.version, x.to_on AS asked_for,
    coalesce(b.task_id, 0) AS below_task_id, b.parts AS below, b.done AS below_done, b.late AS below_late, count(*) OVER () AS total
FROM assignments a
JOIN tasks t ON t.committee_id = a.committee_id AND t.id = a.task_id
JOIN units g ON g.committee_id = t.committee_id AND g.id = t.giver_unit_id
JOIN units j ON j.committee_id = a.committee_id AND j.id = coalesce(a.acceptor_id, t.giver_unit_id)
JOIN units u ON u.committee_id = a.committee_id AND u.id = a.cell_id
LEFT JOIN units p ON p.committee_id = u.committee_id AND p.id = u.parent_id
LEFT JOIN members m ON m.committee_id = a.committee_id AND m.id = a.member_id
LEFT JOIN extension_requests x ON x.committee_id = a.committee_id AND x.assignment_id = a.id AND x.state = 'asked'
JOIN LATERAL (
    SELECT max(k.id) AS task_id, count(*) AS parts, count(c.done_on) AS done,
        count(*) FILTER (WHERE coalesce(c.done_on, @today) > c.due_on) AS late
    FROM tasks k
    JOIN assignments c ON c.committee_id = k.committee_id AND c.task_id = k.id AND c.state <> 'dropped'
    WHERE k.committee_id = a.committee_id AND k.parent_id = a.id) AS b ON true
WHERE a.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[])
    AND (a.member_id = @self OR u.path <@ ANY (@wide::text[]::ltree[]))
    AND (@part::bigint = 0 OR a.id = @part) AND (@task::bigint = 0 OR a.task_id = @task)
    AND (@unit::bigint = 0 OR u.path <@ (SELECT o.path FROM units o WHERE o.committee_id = @committee AND o.id = @unit))
    AND (NOT @mine OR a.member_id = @self OR a.cell_id = ANY (@desks)) AND (NOT @given OR t.giver_unit_id = ANY (@offices))
    AND (@from::date IS NULL OR a.due_on >= @from) AND (@to::date IS NULL OR a.due_on <= @to)
    AND CASE @show
        WHEN 'open' THEN a.state = 'open'
        WHEN 'overdue' THEN a.state = 'open' AND a.due_on < @today
        WHEN 'reported' THEN a.state = 'done'
        WHEN 'accepted' THEN a.state = 'accepted'
        WHEN 'dropped' THEN a.state = 'dropped'
        WHEN 'late' THEN a.state <> 'dropped' AND coalesce(a.done_on, @today) > a.due_on
        ELSE true
    END
ORDER BY CASE WHEN @task::bigint = 0 THEN a.due_on END, u.path,
    m.given_name COLLATE "vi-x-icu", m.middle_name COLLATE "vi-x-icu", m.family_name COLLATE "vi-x-icu", a.id
LIMIT @limit OFFSET @offset`

type partRow struct {
	Part
	Total int
}

// Parts lists one page of the parts that the actor may see, and how many there are in all. Those of one task come in the
// order of the tree, others by their date.
func (s *Service) Parts(ctx context.Context, actor authz.Actor, f Filter) (list []Part, total int, err error) {
	size := PageSize
	if f.Whole {
		size, f.Page = 1_000_000, 1
	}
	return s.parts(ctx, s.DB, actor, f, 0, size)
}

func (s *Service) parts(ctx context.Context, db postgres.DB, actor authz.Actor, f Filter, part int64, size int) ([]Part, int, error) {
	bind, err := office.Reach(actor, authz.TaskRead)
	if err != nil {
		return nil, 0, err
	}
	rows, _ := db.Query(ctx, partsSQL, bind(pgx.StrictNamedArgs{
		"part": part, "task": f.Task, "unit": f.Unit, "show": string(f.Show), "mine": f.Mine, "given": f.Given, "desks": office.Desks(actor), "offices": office.Of(actor),
		"from": day(f.From), "to": day(f.To), "today": vi.Today(s.Now()), "limit": size, "offset": (max(f.Page, 1) - 1) * size,
	}))
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[partRow])
	if err != nil {
		return nil, 0, fmt.Errorf("list the parts: %w", err)
	}
	var list []Part
	total := 0
	for _, r := range found {
		list, total = append(list, r.Part), r.Total
	}
	return list, total, nil
}

// day is a date that may be open.
func day(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// Part is one part; NotFound when the actor may not see it.
func (s *Service) Part(ctx context.Context, actor authz.Actor, id int64) (Part, error) {
	return s.part(ctx, s.DB, actor, id)
}

func (s *Service) part(ctx context.Context, db postgres.DB, actor authz.Actor, id int64) (Part, error) {
	list, _, err := s.parts(ctx, db, actor, Filter{}, id, 1)
	if err == nil && len(list) == 0 {
		err = apperr.NotFound("Không tìm thấy phần việc này, hoặc việc không thuộc phạm vi của đồng chí.")
	}
	return append(list, Part{})[0], err
}
