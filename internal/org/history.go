package org

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
)

// EventKind says what happened to a unit.
type EventKind string

// What can happen to a unit. The same words stand in the database.
const (
	Founded EventKind = "founded"
	Renamed EventKind = "renamed" // the note is the name of before
	Moved   EventKind = "moved"   // went on as another unit, under another one above
	Merged  EventKind = "merged"  // into the other unit
	Split   EventKind = "split"   // part of it became the other unit
	Closed  EventKind = "closed"
)

// Event is something that happened to a unit. Note is a document, a reason, or the name of before.
type Event struct {
	ID          int64
	UnitID      int64
	HappenedOn  time.Time
	Kind        EventKind
	OtherUnitID *int64
	OtherName   string
	Note        string
}

// Label is what happened, as a sentence on the unit's page.
func (e Event) Label() string {
	switch e.Kind {
	case Founded:
		return "Thành lập"
	case Renamed:
		return "Đổi tên, trước đó là " + e.Note
	case Moved:
		return "Chuyển cấp trên trực tiếp: nay là " + e.OtherName
	case Merged:
		return "Sáp nhập: " + e.OtherName
	case Split:
		return "Chia tách: " + e.OtherName
	case Closed:
		return "Kết thúc hoạt động"
	}
	return string(e.Kind)
}

const eventsSQL = `
SELECT e.id, e.unit_id, e.happened_on, e.kind, e.other_unit_id, coalesce(o.name, '') AS other_name, e.note
FROM unit_events e
JOIN units u ON u.committee_id = e.committee_id AND u.id = e.unit_id
LEFT JOIN units o ON o.committee_id = e.committee_id AND o.id = e.other_unit_id
WHERE e.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND e.unit_id = @unit
ORDER BY e.happened_on DESC, e.id DESC`

// Events is what happened to a unit, the latest first.
func (s *Service) Events(ctx context.Context, actor authz.Actor, unit int64) ([]Event, error) {
	scope, err := actor.Scope(authz.UnitRead)
	if err != nil {
		return nil, err
	}
	rows, _ := s.DB.Query(ctx, eventsSQL, scope.Args(pgx.StrictNamedArgs{"unit": unit}))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Event])
	if err != nil {
		return nil, fmt.Errorf("read what happened to the unit: %w", err)
	}
	return list, nil
}

// oldNamesSQL takes the first renaming after the day: its note is the name that held on the day.
const oldNamesSQL = `
SELECT DISTINCT ON (e.unit_id) e.unit_id, e.note
FROM unit_events e
JOIN units u ON u.committee_id = e.committee_id AND u.id = e.unit_id
WHERE e.committee_id = @committee AND e.kind = 'renamed' AND e.happened_on > @day
    AND (u.path <@ ANY (@scope::text[]::ltree[]) OR u.path @> ANY (@scope::text[]::ltree[]))
ORDER BY e.unit_id, e.happened_on, e.id`

// TreeOn is the tree with the names that its units had on a day, so that a report of a past month names them as they were.
func (s *Service) TreeOn(ctx context.Context, actor authz.Actor, day time.Time) (*Tree, error) {
	t, err := s.Tree(ctx, actor)
	if err != nil {
		return nil, err
	}
	scope, err := actor.Scope(authz.UnitRead)
	if err != nil {
		return nil, err
	}
	var id int64
	var name string
	rows, _ := s.DB.Query(ctx, oldNamesSQL, scope.Args(pgx.StrictNamedArgs{"day": day}))
	_, err = pgx.ForEachRow(rows, []any{&id, &name}, func() error {
		u := t.byID[id]
		u.Name = name
		t.byID[id] = u
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the names of before: %w", err)
	}
	return t, nil
}
