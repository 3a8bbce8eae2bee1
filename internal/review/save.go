package review

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/conduct"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// Field names one field of a member's month.
type Field string

// The fields. Mark and note belong to an item, the others to the whole month.
const (
	FieldMark        Field = "mark"
	FieldNote        Field = "note"
	FieldSubstantive Field = "substantive"
	FieldResponsible Field = "responsible"
	FieldConduct     Field = "conduct"
	FieldConductNote Field = "conduct_note"
	FieldSigns       Field = "signs"
)

// maxNote is how long a text of the sheet may be, in letters.
const maxNote = 2000

// choices are what may be answered; "" takes an answer back.
var choices = map[Field][]string{
	FieldMark: {"", Done, OnTrack, NotDone, NotDue}, FieldSubstantive: {"", Yes, Partly, No},
	FieldResponsible: {"", Yes, Partly, No}, FieldConduct: {"", Clear, Found},
}

// FieldChange is one field as it was typed. Base is the value that the page was made with: two people who write different
// fields of one row do not disturb each other, and a change sent twice is the same change.
type FieldChange struct {
	Cell     int64
	Month    period.Period
	Member   int64
	Field    Field
	ItemKind ItemKind // of a mark or a note
	ItemID   int64
	Value    string
	Base     string
}

// Saved is what became of a field.
type Saved struct {
	At      time.Time
	By      string
	Missing int // how much the member's review still lacks
}

// ConflictError says that somebody else wrote the field since the page was made. Neither text is lost: Theirs stands, and
// Change.Value is still the writer's to choose. By and At are of the row's last change, "" when there is no row.
type ConflictError struct {
	Change FieldChange
	Theirs string
	By     string
	At     time.Time
}

// Error is for the log; it holds none of the texts.
func (e *ConflictError) Error() string {
	return fmt.Sprintf("conflict on %s of member %d", e.Change.Field, e.Change.Member)
}

// Unwrap makes it a conflict for people.
func (e *ConflictError) Unwrap() error {
	if e.By == "" {
		return apperr.Conflict("Ô này không còn như lúc đồng chí mở trang. Chọn giữ nội dung nào.")
	}
	return apperr.Conflict(fmt.Sprintf("%s vừa ghi ô này. Chọn giữ nội dung nào.", e.By))
}

// SaveField writes one field. Invalid when the value is none of the choices or too long, Conflict when the month was sent
// or somebody else wrote the field (then a [*ConflictError]), NotFound when the member or the item is not live there.
func (s *Service) SaveField(ctx context.Context, actor authz.Actor, c FieldChange) (Saved, error) {
	saved, conflicts, err := s.save(ctx, actor, c.Cell, c.Month, []FieldChange{c})
	if err == nil && len(conflicts) > 0 {
		return saved, conflicts[0]
	}
	return saved, err
}

// SaveAll writes the changed fields of a whole sheet in one transaction. Fields that somebody else wrote in between come
// back as conflicts and are not overwritten; the others are saved. Invalid names each wrong change by its place in the list.
func (s *Service) SaveAll(ctx context.Context, actor authz.Actor, cell int64, month period.Period, changes []FieldChange) ([]*ConflictError, error) {
	_, conflicts, err := s.save(ctx, actor, cell, month, changes)
	return conflicts, err
}

func (s *Service) save(ctx context.Context, actor authz.Actor, cell int64, month period.Period, changes []FieldChange) (saved Saved, conflicts []*ConflictError, err error) {
	action := writing(actor, changes)
	scope, err := actor.Scope(action)
	if err != nil {
		return saved, nil, err
	}
	if err := clean(changes); err != nil {
		return saved, nil, err
	}
	saved = Saved{At: s.Now()}
	err = postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		l := lines{scope: scope, cell: cell, month: month}
		p, err := s.lock(ctx, tx, &l, concerned(changes), true)
		if err != nil {
			return err
		}
		if err := s.Packet.MustBeOpen(p); err != nil {
			return err
		}
		if saved.By, err = audit.SignTx(ctx, tx, actor, action, cell); err != nil {
			return err
		}
		d := draft{actor: actor, action: action, by: saved.By, now: saved.At, cell: cell, month: month, members: l.at}
		if conflicts, err = d.apply(changes); err != nil {
			return err
		}
		saved.Missing = d.missing(changes)
		if d.untouched() {
			return nil
		}
		if err := d.write(ctx, tx, scope); err != nil {
			return err
		}
		return s.follow(ctx, tx, &d)
	})
	return saved, conflicts, err
}

// follow does what a written change brings with it: tasks settled, the audit entry, the figures. A task that was done in a
// month is done by the month's end, however much later the month is written: the next one must not ask for it again.
func (s *Service) follow(ctx context.Context, tx pgx.Tx, d *draft) error {
	on := today(d.now)
	if end := d.month.End(); end.Before(on) {
		on = end
	}
	for _, i := range d.settled {
		if err := s.SettleTask(ctx, tx, d.actor, i.ID, i.Mark == Done, on); err != nil {
			return err
		}
	}
	if err := d.record(ctx, tx); err != nil {
		return err
	}
	return s.recount(ctx, tx, d)
}

// writing is by what right fields are written: who writes only their own line does it as a member, whatever else they are.
func writing(actor authz.Actor, changes []FieldChange) authz.Action {
	for _, c := range changes {
		if c.Member != actor.MemberID {
			return authz.ReviewWrite
		}
	}
	if len(changes) > 0 && actor.May(authz.OwnWrite) {
		return authz.OwnWrite
	}
	return authz.ReviewWrite
}

// clean puts the texts in order and refuses what no field can hold.
func clean(changes []FieldChange) error {
	var p apperr.Problems
	for i := range changes {
		c, at := &changes[i], fmt.Sprint(i)
		allowed, isChoice := choices[c.Field]
		switch {
		case c.Field == FieldNote || c.Field == FieldConductNote:
			c.Value, c.Base = vi.CleanText(c.Value), vi.CleanText(c.Base)
			if n := utf8.RuneCountInString(c.Value); n > maxNote {
				p.Add(at, fmt.Sprintf("Nội dung dài %s ký tự, nhiều nhất là %s. Rút gọn lại.", vi.Int(n), vi.Int(maxNote)))
			}
		case c.Field == FieldSigns:
			chosen, ok := conduct.Chosen(strings.Fields(c.Value), c.Month.End())
			if !ok {
				p.Add(at, "Biểu hiện đã chọn không có trong danh sách đang áp dụng. Tải lại trang rồi chọn lại.")
			}
			c.Value = strings.Join(chosen, " ")
		case !isChoice || !slices.Contains(allowed, c.Value):
			p.Add(at, "Lựa chọn gửi lên không có trong phiếu. Chọn lại.")
		}
	}
	return p.Err("")
}

// draft is a cell's month being changed in memory: what differs is written at the end, in one statement for each table.
type draft struct {
	actor    authz.Actor
	action   authz.Action
	by       string // the actor's name as it is kept beside what they wrote
	now      time.Time
	cell     int64
	month    period.Period
	members  map[int64]*Member
	marks    map[*Item]bool
	answers  map[*Member]bool
	settled  []*Item // tasks marked done, or no longer
	finished []int64 // members with an item marked done, or no longer
	before   map[string]string
	after    map[string]string
}

func (d *draft) untouched() bool { return len(d.marks)+len(d.answers) == 0 }

// concerned are the members whose lines change.
func concerned(changes []FieldChange) []int64 {
	ids := make([]int64, 0, 1)
	for _, c := range changes {
		if !slices.Contains(ids, c.Member) {
			ids = append(ids, c.Member)
		}
	}
	return ids
}

// apply takes the changes one by one.
func (d *draft) apply(changes []FieldChange) ([]*ConflictError, error) {
	d.marks, d.answers = map[*Item]bool{}, map[*Member]bool{}
	d.before, d.after = map[string]string{}, map[string]string{}
	var conflicts []*ConflictError
	for _, c := range changes {
		conflict, err := d.change(c)
		if err != nil {
			return nil, err
		}
		if conflict != nil {
			conflicts = append(conflicts, conflict)
		}
	}
	return conflicts, nil
}

// change sets one field. A value that stands already is no change, whatever the page was made with: an answer that was lost
// on the way is simply sent again.
func (d *draft) change(c FieldChange) (*ConflictError, error) {
	m := d.members[c.Member]
	if m == nil || !m.Expected() {
		return nil, apperr.NotFound("Đảng viên này không phải tự soi ở chi bộ trong kỳ đã chọn.")
	}
	value, item, by, at := m.field(c)
	if value == nil {
		return nil, apperr.NotFound("Nội dung này không còn theo dõi trong kỳ này. Tải lại trang để xem danh sách mới.")
	}
	switch {
	case *value == c.Value:
		return nil, nil
	case *value != c.Base:
		e := &ConflictError{Change: c, Theirs: *value, By: by}
		if at != nil {
			e.At = *at
		}
		return e, nil
	}
	key := fmt.Sprintf("%d.%s.%s%d", c.Member, c.Field, c.ItemKind, c.ItemID)
	d.before[key], d.after[key] = *value, c.Value
	if c.Field == FieldMark && (*value == Done) != (c.Value == Done) {
		d.finished = append(d.finished, m.ID)
		if item.Kind == TaskItem {
			d.settled = append(d.settled, item)
		}
	}
	*value = c.Value
	if c.Field == FieldConduct && c.Value != Found {
		m.Answers.Signs = "" // what was taken back names nothing
	}
	if item != nil {
		d.marks[item] = true
	} else {
		d.answers[m] = true
	}
	return nil, nil
}

// field finds where a change belongs: the value, the item when it is one's, and who wrote it last. nil when it is not live.
func (m *Member) field(c FieldChange) (value *string, item *Item, by string, at *time.Time) {
	if c.Field != FieldMark && c.Field != FieldNote {
		if c.Field != FieldSubstantive && c.Field != FieldResponsible && !m.AskedConduct() {
			return nil, nil, "", nil
		}
		a := &m.Answers
		value = map[Field]*string{
			FieldSubstantive: &a.Substantive, FieldResponsible: &a.Responsible, FieldConduct: &a.Conduct, FieldConductNote: &a.ConductNote, FieldSigns: &a.Signs,
		}[c.Field]
		return value, nil, a.UpdatedBy, a.UpdatedAt
	}
	for i := range m.Items {
		if it := &m.Items[i]; it.Kind == c.ItemKind && it.ID == c.ItemID {
			if c.Field == FieldMark {
				return &it.Mark, it, it.UpdatedBy, it.UpdatedAt
			}
			return &it.Note, it, it.UpdatedBy, it.UpdatedAt
		}
	}
	return nil, nil, "", nil
}

// missing is what the member of a single change still lacks.
func (d *draft) missing(changes []FieldChange) int {
	if len(changes) != 1 {
		return 0
	}
	return d.members[changes[0].Member].Missing()
}

// record says whose review was written: by name when it was one member's.
func (d *draft) record(ctx context.Context, tx pgx.Tx) error {
	of, whose := "", map[*Member]bool{}
	for i := range d.marks {
		whose[d.members[i.MemberID]] = true
	}
	maps.Copy(whose, d.answers)
	for m := range whose {
		of = m.FullName
	}
	if len(whose) > 1 {
		of = vi.Int(len(whose)) + " người"
	}
	return audit.RecordTx(ctx, tx, d.actor, d.now, audit.Entry{
		UnitID: d.cell, Action: d.action, ObjectKind: "review", ObjectID: d.cell, Before: d.before, After: d.after,
		Summary: fmt.Sprintf("Ghi %s ô tự soi của %s, %s", vi.Int(len(d.after)), of, d.month.Label()),
	})
}
