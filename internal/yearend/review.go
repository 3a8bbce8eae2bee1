package yearend

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
	"tusoi/internal/yearend/form"
)

// Review is one member's form with its texts, the figures beside it, and what the reader may do. It is shown only to the
// member, the cell and the committee directly above the cell.
type Review struct {
	Line
	Place Place
	Year  int
	Form  form.Form
	Text
	Person form.Person // of today while the form is being written, then as it was handed in
	Facts  form.Facts  // likewise
	with   party
	closed string // why nothing may be written now, "" when something may
}

// Text is what people wrote into a form, and who.
type Text struct {
	Answers       form.Answers
	Frozen        *Frozen
	SubmittedAt   *time.Time
	SubmittedBy   string
	AgencyComment string
	AgencyHead    string
	AgencyOn      *time.Time
	CellComment   string
	CellOn        *time.Time
	form.Votes
	CommentedBy  string
	DecidedBy    string
	ReturnReason string
	ReturnedAt   *time.Time
	ReturnedBy   string
	UpdatedAt    time.Time
	UpdatedBy    string
}

// Closed says why the form cannot be written now, "" when it can.
func (r Review) Closed() string { return r.closed }

// May reports whether the reader may do something to the form as it stands.
func (r Review) May(e Event) bool {
	_, possible := next[r.State][e]
	return possible && r.with.may(r.State, e) && (r.closed == "" || e != Write && e != Submit)
}

// Own reports whether the form is the reader's.
func (r Review) Own() bool { return r.with.own }

const textSQL = `
SELECT r.member_id, r.answers, r.frozen, r.submitted_at, r.submitted_by, r.agency_comment, r.agency_head, r.agency_on, r.cell_comment, r.cell_on,
    r.votes_present, r.votes_issued, r.votes_returned, r.votes_valid, r.votes_excellent, r.votes_good, r.votes_done, r.votes_failed,
    r.commented_by, r.decided_by, r.return_reason, r.returned_at, r.returned_by, r.updated_at, r.updated_by
FROM year_reviews r
JOIN units u ON u.committee_id = r.committee_id AND u.id = r.cell_id
WHERE r.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND r.year = @year AND r.member_id = ANY (@members)`

const personSQL = `
SELECT m.id AS member_id, m.full_name, m.birth_date, m.birth_year_only, m.party_post, m.state_post, m.mass_post, m.job, u.name AS cell_name
FROM members m
JOIN units u ON u.committee_id = m.committee_id AND u.id = @cell AND u.path <@ ANY (@scope::text[]::ltree[])
WHERE m.committee_id = @committee AND m.id = ANY (@members)`

// Get is one member's form of a year.
func (s *Service) Get(ctx context.Context, actor authz.Actor, member int64, year int) (Review, error) {
	scope, err := actor.Scope(authz.ReviewRead)
	if err != nil {
		return Review{}, err
	}
	return s.one(ctx, actor, scope, member, year)
}

// Own is the form of the actor, who must be a member.
func (s *Service) Own(ctx context.Context, actor authz.Actor, year int) (Review, error) {
	scope, err := actor.Scope(authz.OwnRead)
	if err != nil {
		return Review{}, err
	}
	if actor.MemberID == 0 {
		return Review{}, apperr.NotFound("Tài khoản này chưa gắn với đảng viên nào.")
	}
	return s.one(ctx, actor, scope, actor.MemberID, year)
}

// All is every form of a cell that was begun, for printing; with blank everybody who has to write one, as an empty form.
func (s *Service) All(ctx context.Context, actor authz.Actor, cell int64, year int, blank bool) ([]Review, error) {
	scope, err := actor.Scope(authz.ReviewRead)
	if err != nil {
		return nil, err
	}
	if err := s.mustKnow(year); err != nil {
		return nil, err
	}
	var all []Review
	err = postgres.InReadTx(ctx, s.DB, func(tx pgx.Tx) error {
		at, err := place(ctx, tx, scope, cell)
		if err != nil {
			return err
		}
		if !at.ReadClosely(actor) {
			return notForYou(at)
		}
		list, err := lines(ctx, tx, scope, cell, 0, year, vi.Today(s.Now()))
		if err != nil {
			return err
		}
		for _, l := range list {
			if l.ReviewID != 0 || blank && l.Outside == "" {
				all = append(all, Review{Line: l, Place: at, Year: year})
			}
		}
		return s.fill(ctx, tx, actor, scope, all)
	})
	return all, err
}

// Blanks are the forms of a cell that nobody has begun, with the persons and figures. It is for commands and for the
// demonstration, which fills them in: no page may reach it.
func (s *Service) Blanks(ctx context.Context, tx pgx.Tx, actor authz.Actor, cell int64, year int) ([]Review, error) {
	scope, err := actor.Scope(authz.ReviewRead)
	if err != nil {
		return nil, err
	}
	at, err := place(ctx, tx, scope, cell)
	if err != nil {
		return nil, err
	}
	list, err := lines(ctx, tx, scope, cell, 0, year, vi.Today(s.Now()))
	if err != nil {
		return nil, err
	}
	var all []Review
	for _, l := range list {
		if l.ReviewID == 0 && l.Outside == "" {
			all = append(all, Review{Line: l, Place: at, Year: year})
		}
	}
	return all, s.fill(ctx, tx, actor, scope, all)
}

func notForYou(at Place) error {
	return apperr.Forbidden(fmt.Sprintf("Lời kiểm điểm chỉ để đảng viên, %s và %s đọc. Ở đây đồng chí xem được tình trạng và mức xếp loại.", at.CellName, at.AboveName))
}

func (s *Service) one(ctx context.Context, actor authz.Actor, scope authz.Scope, member int64, year int) (Review, error) {
	var r Review
	err := postgres.InReadTx(ctx, s.DB, func(tx pgx.Tx) (err error) {
		r, err = s.oneTx(ctx, tx, actor, scope, member, year)
		return err
	})
	return r, err
}

// oneTx reads a form on one unchanging picture of the data.
func (s *Service) oneTx(ctx context.Context, tx pgx.Tx, actor authz.Actor, scope authz.Scope, member int64, year int) (Review, error) {
	if err := s.mustKnow(year); err != nil {
		return Review{}, err
	}
	list, err := lines(ctx, tx, scope, 0, member, year, vi.Today(s.Now()))
	if err != nil {
		return Review{}, err
	}
	if member <= 0 || len(list) != 1 {
		return Review{}, apperr.NotFound("Không tìm thấy đảng viên này trong phạm vi của đồng chí.")
	}
	at, err := place(ctx, tx, scope, list[0].CellID)
	if err != nil {
		return Review{}, err
	}
	if !at.ReadClosely(actor) && actor.MemberID != member {
		return Review{}, notForYou(at)
	}
	all := []Review{{Line: list[0], Place: at, Year: year}}
	err = s.fill(ctx, tx, actor, scope, all)
	return all[0], err
}

type personRow struct {
	MemberID int64
	form.Person
}

type textRow struct {
	MemberID int64
	Text
}

// fill adds texts, persons and figures to forms of one cell.
func (s *Service) fill(ctx context.Context, tx pgx.Tx, actor authz.Actor, scope authz.Scope, all []Review) error {
	if len(all) == 0 {
		return nil
	}
	cell, year, today := all[0].CellID, all[0].Year, vi.Today(s.Now())
	members, at := make([]int64, len(all)), make(map[int64]*Review, len(all))
	for i := range all {
		members[i], at[all[i].MemberID] = all[i].MemberID, &all[i]
	}
	var b pgx.Batch
	queue(&b, personSQL, scope.Args(pgx.StrictNamedArgs{"cell": cell, "members": members}), func(p personRow) { at[p.MemberID].Person = p.Person })
	queue(&b, textSQL, scope.Args(pgx.StrictNamedArgs{"year": year, "members": members}), func(t textRow) { at[t.MemberID].Text = t.Text })
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return fmt.Errorf("read the forms: %w", err)
	}
	known, err := facts(ctx, tx, scope, cell, year, today, members)
	if err != nil {
		return err
	}
	for i := range all {
		all[i].complete(actor, *known[all[i].MemberID], today)
	}
	return nil
}

// complete chooses the form, and between the figures of today and those that were handed in.
func (r *Review) complete(actor authz.Actor, live form.Facts, today time.Time) {
	r.Facts, r.with = live, r.Place.party(actor, r.MemberID)
	if r.Frozen != nil && !r.State.Editable() {
		r.Person, r.Facts = r.Frozen.Person, r.Frozen.Facts
	}
	var ok bool
	if r.Form, ok = form.Named(r.Year, r.FormKey); !ok {
		r.Form = form.Suggest(r.Year, r.Person, r.Place.CellType)
	}
	switch {
	case today.Before(opens(r.Year)):
		r.closed = fmt.Sprintf("Kiểm điểm năm %d viết từ ngày %s.", r.Year, vi.Date(opens(r.Year)))
	case r.Outside != "":
		r.closed = r.Outside.In(r.Year) + "."
	case r.State == None && !r.with.cell && today.After(ownUntil(r.Year)):
		r.closed = fmt.Sprintf("Từ sau ngày %s, bản kiểm điểm năm %d còn thiếu do chi ủy nhập.", vi.Date(ownUntil(r.Year)), r.Year)
	}
}
