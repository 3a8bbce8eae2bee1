// Package complaint keeps how many complaints and denunciations organisations received, settled and still have, month by month.
//
// It alone writes complaint_counts. What must never happen: a name or a word of a complaint; more settled than was received.
package complaint

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/postgres"
	"tusoi/internal/record"
	"tusoi/internal/vi"
)

// Draft is how many complaints and denunciations an organisation received and settled in a month, by its first day. What was received before
// the first month that is written down counts in that month.
type Draft struct {
	UnitID   int64     `json:"unit_id"`
	Month    time.Time `json:"month"`
	Received int       `json:"received"`
	Settled  int       `json:"settled"`
}

// Row is a month of an organisation as the book has it. Pending is how many waited at its end.
type Row struct {
	ID      int64
	Version int
	Draft
	record.Counted
	Pending  int
	UnitName string
}

// Service reads and writes counts.
type Service struct {
	DB  postgres.DB
	Now func() time.Time
}

// MonthText is a month as people write it.
func MonthText(month time.Time) string { return month.Format("01/2006") }

// Book is the book of counts with its rules.
func (s *Service) Book() *record.Book[Draft] {
	return &record.Book[Draft]{
		DB: s.DB, Now: s.Now, Kind: "complaints", Write: authz.InspectionWrite, Read: authz.RecordRead,
		Check: s.check, Insert: insert, Update: update, Delete: remove, Hold: hold,
		Reads: func(ctx context.Context, actor authz.Actor, id int64) (int64, error) {
			r, err := s.Get(ctx, actor, id)
			return r.UnitID, err
		},
		Unit:  func(c Draft) int64 { return c.UnitID },
		Title: func(c Draft) string { return "Số lượng đơn thư tháng " + MonthText(c.Month) },
	}
}

// most is more than any organisation receives in a month: above it a number is a slip.
const most = 10_000

func (s *Service) check(ctx context.Context, tx pgx.Tx, _ authz.Actor, scope authz.Scope, skip int64, drafts []Draft) ([]record.Verdict, error) {
	today := vi.Today(s.Now())
	places := make([]record.Placing, len(drafts))
	for i, d := range drafts {
		places[i] = record.Placing{UnitID: d.UnitID, On: d.Month}
		if end := d.Month.AddDate(0, 1, -1); !d.Month.IsZero() && end.Before(today) { // a unit of the middle of a month has it as well
			places[i].On = end
		}
	}
	stands, err := record.Stands(ctx, tx, scope, places)
	if err != nil {
		return nil, err
	}
	months, err := monthsOf(ctx, tx, scope, skip, drafts)
	if err != nil {
		return nil, err
	}
	verdicts := make([]record.Verdict, len(drafts))
	for i, d := range drafts {
		var p apperr.Problems
		stands[i].Check(&p, places[i], today)
		p.Check(d.Received >= 0 && d.Received <= most, "received", "Ghi số đơn thư nhận trong tháng, từ 0.")
		p.Check(d.Settled >= 0 && d.Settled <= most, "settled", "Ghi số đơn thư giải quyết xong trong tháng, từ 0.")
		p.Check(d.Received+d.Settled > 0, "received", "Tháng không nhận, không giải quyết đơn nào thì không cần ghi.")
		verdicts[i].Same = p.Len() == 0 && slices.Contains(months[d.UnitID], d)
		if !verdicts[i].Same && p.Len() == 0 {
			p.Check(!slices.ContainsFunc(months[d.UnitID], d.sameMonth), "on", "Tháng này của tổ chức đã có trong sổ. Mở dòng đã ghi để sửa.")
		}
		verdicts[i].Err = p.Err("")
	}
	balance(drafts, verdicts, months)
	return verdicts, nil
}

func (c Draft) sameMonth(o Draft) bool { return c.Month.Equal(o.Month) }

// balance refuses drafts with which more would be settled than was received by the end of some month, and those of a month that another draft
// has already. The earliest months come first, so that what they received is there to be settled.
func balance(drafts []Draft, verdicts []record.Verdict, months map[int64][]Draft) {
	order := make([]int, len(drafts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return drafts[a].Month.Compare(drafts[b].Month) })
	for _, i := range order {
		d := drafts[i]
		if verdicts[i].Err != nil || verdicts[i].Same {
			continue
		}
		var p apperr.Problems
		with := append(slices.Clone(months[d.UnitID]), d)
		if month, over := overdrawn(with); over > 0 {
			p.Addf("settled", "Đến hết tháng %s, số đã giải quyết nhiều hơn số đã nhận %s đơn. Kiểm tra lại hai số của tháng này và các tháng trước.", MonthText(month), vi.Int(over))
		}
		if p.Check(!slices.ContainsFunc(months[d.UnitID], d.sameMonth), "on", "Tháng này của tổ chức có ở hai dòng. Mỗi tháng ghi một dòng.") && p.Len() == 0 {
			months[d.UnitID] = with
		}
		verdicts[i].Err = p.Err("")
	}
}

// overdrawn is the first month by the end of which more was settled than received, and by how many.
func overdrawn(list []Draft) (month time.Time, over int) {
	slices.SortStableFunc(list, func(a, b Draft) int { return a.Month.Compare(b.Month) })
	pending := 0
	for _, m := range list {
		if pending += m.Received - m.Settled; pending < 0 {
			return m.Month, -pending
		}
	}
	return time.Time{}, 0
}

const monthsSQL = `
SELECT c.unit_id, c.month, c.received, c.settled
FROM complaint_counts c
JOIN units u ON u.committee_id = c.committee_id AND u.id = c.unit_id
WHERE c.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND c.unit_id = ANY (@units) AND c.id <> @skip`

// monthsOf are the months that the book has of the organisations of drafts.
func monthsOf(ctx context.Context, tx pgx.Tx, scope authz.Scope, skip int64, drafts []Draft) (map[int64][]Draft, error) {
	units := make([]int64, len(drafts))
	for i, d := range drafts {
		units[i] = d.UnitID
	}
	rows, _ := tx.Query(ctx, monthsSQL, scope.Args(pgx.StrictNamedArgs{"units": units, "skip": skip}))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Draft])
	if err != nil {
		return nil, fmt.Errorf("look months of complaints up: %w", err)
	}
	months := map[int64][]Draft{}
	for _, m := range list {
		months[m.UnitID] = append(months[m.UnitID], m)
	}
	return months, nil
}

const insertSQL = `
INSERT INTO complaint_counts (committee_id, unit_id, month, received, settled, updated_at)
SELECT u.committee_id, u.id, d.month, d.received, d.settled, @now
FROM ROWS FROM (jsonb_to_recordset(@drafts::jsonb) AS (unit_id bigint, month date, received int, settled int))
    WITH ORDINALITY AS d (unit_id, month, received, settled, position)
JOIN units u ON u.committee_id = @committee AND u.id = d.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])
ORDER BY d.position
RETURNING id`

func insert(ctx context.Context, tx pgx.Tx, scope authz.Scope, now time.Time, drafts []Draft) ([]int64, error) {
	rows, _ := tx.Query(ctx, insertSQL, scope.Args(pgx.StrictNamedArgs{"drafts": drafts, "now": now}))
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}

const updateSQL = `
UPDATE complaint_counts c
SET month = @month, received = @received, settled = @settled, version = c.version + 1, updated_at = @now
FROM units u
WHERE c.committee_id = @committee AND c.id = @id AND c.unit_id = @unit
    AND u.committee_id = @committee AND u.id = @unit AND u.path <@ ANY (@scope::text[]::ltree[])`

func update(ctx context.Context, tx pgx.Tx, scope authz.Scope, now time.Time, id int64, d Draft) error {
	tag, err := tx.Exec(ctx, updateSQL, scope.Args(pgx.StrictNamedArgs{
		"id": id, "unit": d.UnitID, "month": d.Month, "received": d.Received, "settled": d.Settled, "now": now,
	}))
	if err == nil && tag.RowsAffected() == 0 {
		return apperr.Conflict("Dòng này là của tổ chức đảng khác. Bỏ dòng này, rồi ghi cho tổ chức kia.")
	}
	return err
}

const (
	overdrawnSQL = `
SELECT x.name, x.month
FROM (
    SELECT u.name, c.month, sum(c.received - c.settled) OVER (PARTITION BY c.unit_id ORDER BY c.month) AS pending
    FROM complaint_counts c
    JOIN units u ON u.committee_id = c.committee_id AND u.id = c.unit_id
    WHERE c.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND c.id <> ALL (@ids::bigint[])
        AND c.unit_id IN (SELECT o.unit_id FROM complaint_counts o WHERE o.committee_id = @committee AND o.id = ANY (@ids))) x
WHERE x.pending < 0
ORDER BY x.month
LIMIT 1`
	deleteSQL = `
DELETE FROM complaint_counts c
USING units u
WHERE c.committee_id = @committee AND c.id = ANY (@ids)
    AND u.committee_id = c.committee_id AND u.id = c.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])`
)

// remove never takes out what later months settled.
func remove(ctx context.Context, tx pgx.Tx, scope authz.Scope, ids []int64) error {
	args := scope.Args(pgx.StrictNamedArgs{"ids": ids})
	type overdrawn struct {
		Name  string
		Month time.Time
	}
	rows, _ := tx.Query(ctx, overdrawnSQL, args)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[overdrawn])
	if err != nil {
		return err
	}
	if len(list) > 0 {
		return apperr.Conflict(fmt.Sprintf("Bỏ dòng này thì đến hết tháng %s, %s giải quyết nhiều hơn số đã nhận. Sửa các tháng sau trước.", MonthText(list[0].Month), list[0].Name))
	}
	_, err = tx.Exec(ctx, deleteSQL, args)
	return err
}

const holdSQL = `
SELECT c.id, c.version, c.unit_id, c.month, c.received, c.settled
FROM complaint_counts c
JOIN units u ON u.committee_id = c.committee_id AND u.id = c.unit_id
WHERE c.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND c.id = ANY (@ids)
ORDER BY c.id
FOR UPDATE OF c`

func hold(ctx context.Context, tx pgx.Tx, scope authz.Scope, ids []int64) ([]record.Held[Draft], error) {
	type row struct {
		ID      int64
		Version int
		Draft
	}
	rows, _ := tx.Query(ctx, holdSQL, scope.Args(pgx.StrictNamedArgs{"ids": ids}))
	return record.CollectHeld(rows, func(r row) record.Held[Draft] {
		return record.Held[Draft]{ID: r.ID, Version: r.Version, Draft: r.Draft}
	})
}

// listSQL lists months, the latest first.
const listSQL = `
SELECT c.id, c.version, c.unit_id, c.month, c.received, c.settled, u.name AS unit_name, (
        SELECT sum(b.received - b.settled) FROM complaint_counts b
        WHERE b.committee_id = c.committee_id AND b.unit_id = c.unit_id AND b.month <= c.month)::int AS pending, count(*) OVER () AS total
FROM complaint_counts c
JOIN units u ON u.committee_id = c.committee_id AND u.id = c.unit_id
WHERE c.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND (@id::bigint = 0 OR c.id = @id)
    AND (@unit::bigint = 0 OR u.path <@ (SELECT t.path FROM units t WHERE t.committee_id = @committee AND t.id = @unit))
    AND (@from::date IS NULL OR c.month >= date_trunc('month', @from::date)) AND (@to::date IS NULL OR c.month <= @to)
    AND (@query = '' OR vn_key(u.name) LIKE '%' || replace(replace(replace(vn_key(@query), '\', '\\'), '%', '\%'), '_', '\_') || '%')
ORDER BY c.month DESC, u.path, c.id
LIMIT @limit OFFSET @offset`

// List finds months in the actor's scope.
func (s *Service) List(ctx context.Context, actor authz.Actor, f record.Filter) (record.Listing[Row], error) {
	scope, err := actor.Scope(authz.RecordRead)
	if err != nil {
		return record.Listing[Row]{}, err
	}
	rows, _ := s.DB.Query(ctx, listSQL, scope.Args(f.Args(pgx.StrictNamedArgs{"id": 0})))
	return record.Collect[Row](f, rows)
}

// Get is one month of an organisation; NotFound outside the actor's scope.
func (s *Service) Get(ctx context.Context, actor authz.Actor, id int64) (Row, error) {
	scope, err := actor.Scope(authz.RecordRead)
	if err != nil {
		return Row{}, err
	}
	rows, _ := s.DB.Query(ctx, listSQL, scope.Args(record.Filter{}.Args(pgx.StrictNamedArgs{"id": id})))
	return record.CollectOne[Row](rows)
}

const loadedSerialSQL = `
SELECT setval(pg_get_serial_sequence('complaint_counts', 'id'), (SELECT coalesce(max(id), 1) FROM complaint_counts))`

// LoadTx copies counts in, as the demonstration does. It validates nothing: no page may reach it.
func LoadTx(ctx context.Context, tx pgx.Tx, committee int64, list []Row) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"complaint_counts"}, []string{"committee_id", "id", "unit_id", "month", "received", "settled", "updated_at"},
		pgx.CopyFromSlice(len(list), func(i int) ([]any, error) {
			r := list[i]
			return []any{committee, r.ID, r.UnitID, r.Month, int32(r.Received), int32(r.Settled), r.Month}, nil
		}))
	if err != nil {
		return fmt.Errorf("copy counts of complaints: %w", err)
	}
	_, err = tx.Exec(ctx, loadedSerialSQL)
	return err
}
