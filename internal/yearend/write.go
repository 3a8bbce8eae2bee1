package yearend

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

// lockSQL lets one writer at a time at a member's form of a year, until the end of the transaction.
const lockSQL = `
SELECT pg_advisory_xact_lock(hashtextextended('year-review', @committee::bigint * 1000003 + t.member))
FROM (SELECT DISTINCT member FROM unnest(@people::bigint[]) AS u (member) ORDER BY member) t`

// locked reads a form after everybody who was writing it has done so, and asks whether the actor may do something to it.
func (s *Service) locked(ctx context.Context, tx pgx.Tx, actor authz.Actor, scope authz.Scope, member int64, year int, e Event) (Review, error) {
	if _, err := tx.Exec(ctx, lockSQL, pgx.StrictNamedArgs{"committee": actor.Committee, "people": []int64{member}}); err != nil {
		return Review{}, fmt.Errorf("lock the form: %w", err)
	}
	r, err := s.oneTx(ctx, tx, actor, scope, member, year)
	if err != nil {
		return r, err
	}
	return r, r.mayNow(e)
}

// mayNow says in words why something may not be done: by this person, at this step, or on this day.
func (r Review) mayNow(e Event) error {
	switch _, possible := next[r.State][e]; {
	case r.with.own && (e == Comment || e == Decide || e == SendBack):
		return apperr.Forbidden("Đồng chí không nhận xét, xếp loại hoặc trả lại bản kiểm điểm của chính mình. Việc này do người khác trong chi ủy hoặc cấp ủy cấp trên làm.")
	case !r.with.may(r.State, e) && !(e == SendBack && !possible && (r.with.cell || r.with.above)):
		return apperr.Forbidden(fmt.Sprintf("Việc này do %s hoặc %s làm, tùy bước. Bản kiểm điểm đang ở bước “%s”.", r.Place.CellName, r.Place.AboveName, r.State.Label()))
	case !possible:
		return apperr.Conflict(fmt.Sprintf("Bản kiểm điểm của %s đang ở bước “%s” nên không làm được việc này. Tải lại trang để xem tình trạng mới.", r.MemberName, r.State.Label()))
	case (e == Write || e == Submit) && r.closed != "":
		return apperr.Conflict(r.closed)
	}
	return nil
}

// Save writes a member's part; with handIn it goes on to the cell's committee, and figures and personal lines are frozen. It is the
// member's own, or the cell's committee writes it for the member. The same form sent twice does its work once.
func (s *Service) Save(ctx context.Context, actor authz.Actor, member int64, year int, in Input, handIn bool) error {
	action := authz.ReviewWrite
	if member == actor.MemberID && member != 0 {
		action = authz.OwnWrite
	}
	scope, err := actor.Scope(action)
	if err != nil {
		return err
	}
	if err := in.clean(year, handIn); err != nil {
		return err
	}
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		r, err := s.locked(ctx, tx, actor, scope, member, year, Write)
		if err != nil {
			if r.holds(in) && handIn && r.State == Submitted {
				return nil // the button was pressed twice
			}
			return err
		}
		if in.Version != r.Version {
			if r.holds(in) && !handIn {
				return nil
			}
			if !r.holds(in) {
				return apperr.Conflict("Có người vừa sửa bản kiểm điểm này. Lời đồng chí gõ vẫn còn ở đây: mở bản mới ở trang khác, đối chiếu rồi lưu lại.")
			}
		}
		return s.write(ctx, tx, actor, scope, action, r, in, handIn)
	})
}

// holds reports whether a form says already what was typed.
func (r Review) holds(in Input) bool {
	return r.ReviewID != 0 && r.FormKey == in.Form && r.SelfLevel == in.SelfLevel && r.StaffLevel == in.StaffLevel && maps.Equal(r.Answers, in.Answers)
}

const writeSQL = `
INSERT INTO year_reviews (committee_id, member_id, cell_id, year, form, state, answers, frozen, self_level, staff_level, submitted_at, submitted_by,
    updated_at, updated_by)
SELECT @committee, @member, u.id, @year, @form, @state, @answers::jsonb, @frozen::jsonb, nullif(@self, ''), nullif(@staff, ''),
    CASE WHEN @state = 'submitted' THEN @now::timestamptz END, CASE WHEN @state = 'submitted' THEN @by ELSE '' END, @now, @by
FROM units u
WHERE u.committee_id = @committee AND u.id = @cell AND u.path <@ ANY (@scope::text[]::ltree[])
ON CONFLICT (committee_id, member_id, year) DO UPDATE
SET form = EXCLUDED.form, state = EXCLUDED.state, answers = EXCLUDED.answers, frozen = EXCLUDED.frozen, self_level = EXCLUDED.self_level,
    staff_level = EXCLUDED.staff_level, submitted_at = EXCLUDED.submitted_at, submitted_by = EXCLUDED.submitted_by,
    return_reason = CASE WHEN EXCLUDED.state = 'submitted' THEN '' ELSE year_reviews.return_reason END,
    version = year_reviews.version + 1, updated_at = EXCLUDED.updated_at, updated_by = EXCLUDED.updated_by
RETURNING id`

func (s *Service) write(ctx context.Context, tx pgx.Tx, actor authz.Actor, scope authz.Scope, action authz.Action, r Review, in Input, handIn bool) error {
	to, now := Draft, s.Now()
	var frozen *Frozen
	if handIn {
		to, frozen = Submitted, &Frozen{Person: r.Person, Facts: r.Facts}
	}
	by, err := audit.SignTx(ctx, tx, actor, action, r.CellID)
	if err != nil {
		return err
	}
	answers, err := json.Marshal(in.Answers)
	if err != nil {
		return fmt.Errorf("write the answers: %w", err)
	}
	err = tx.QueryRow(ctx, writeSQL, scope.Args(pgx.StrictNamedArgs{
		"member": r.MemberID, "cell": r.CellID, "year": r.Year, "form": in.Form, "state": string(to), "answers": string(answers), "frozen": frozen,
		"self": string(in.SelfLevel), "staff": string(in.StaffLevel), "now": now, "by": by,
	})).Scan(&r.ReviewID)
	if err != nil {
		return fmt.Errorf("write the form: %w", err)
	}
	did := "Ghi"
	if handIn {
		did = "Nộp"
	}
	return s.record(ctx, tx, actor, action, r, did+" bản kiểm điểm", to, step{"self": string(in.SelfLevel)})
}

// step is what the trail keeps of a step: levels and dates, never a text. Whoever reads the trail may not read the form.
type step map[string]string

func (s *Service) record(ctx context.Context, tx pgx.Tx, actor authz.Actor, action authz.Action, r Review, did string, to State, more step) error {
	return audit.RecordTx(ctx, tx, actor, s.Now(), r.entry(action, did, to, more))
}

func (r Review) entry(action authz.Action, did string, to State, more step) audit.Entry {
	after := step{"state": string(to)}
	maps.Copy(after, more)
	return audit.Entry{
		UnitID: r.CellID, Action: action, ObjectKind: "year_review", ObjectID: r.ReviewID,
		Summary: fmt.Sprintf("%s năm %d của %s", did, r.Year, r.MemberName),
		Before:  step{"state": string(r.State)}, After: after,
	}
}

const commentSQL = `
UPDATE year_reviews r
SET state = 'commented', cell_comment = @comment, cell_level = @level, cell_on = @on, votes_present = @present, votes_issued = @issued,
    votes_returned = @returned, votes_valid = @valid, votes_excellent = @excellent, votes_good = @good, votes_done = @done, votes_failed = @failed,
    agency_comment = @agency_comment, agency_level = nullif(@agency_level, ''), agency_head = @agency_head, agency_on = @agency_on,
    commented_at = @now, commented_by = @by, return_reason = '', version = r.version + 1, updated_at = @now, updated_by = @by
FROM units u
WHERE r.committee_id = @committee AND u.committee_id = r.committee_id AND u.id = r.cell_id AND u.path <@ ANY (@scope::text[]::ltree[])
    AND r.id = @review`

// Comment writes blocks A and B: the cell's committee says what it thinks and the cell proposes a level. It may be put right until
// the decision.
func (s *Service) Comment(ctx context.Context, actor authz.Actor, member int64, year int, in Remark) error {
	scope, err := actor.Scope(authz.ReviewRead)
	if err != nil {
		return err
	}
	if err := in.clean(year, vi.Today(s.Now())); err != nil {
		return err
	}
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		r, err := s.locked(ctx, tx, actor, scope, member, year, Comment)
		if err != nil {
			return err
		}
		if in.Version != r.Version {
			if r.State == Commented && r.CellLevel == in.Level && r.CellComment == in.Text && r.Votes == in.Votes && r.AgencyComment == in.AgencyText && r.AgencyLevel == in.AgencyLevel {
				return nil // the button was pressed twice
			}
			return changed()
		}
		action := r.deed()
		by, err := audit.SignTx(ctx, tx, actor, action, r.CellID)
		if err != nil {
			return err
		}
		v := in.Votes
		_, err = tx.Exec(ctx, commentSQL, scope.Args(pgx.StrictNamedArgs{
			"review": r.ReviewID, "comment": in.Text, "level": string(in.Level), "on": in.On, "present": v.Present, "issued": v.Issued, "returned": v.Returned,
			"valid": v.Valid, "excellent": v.Excellent, "good": v.Good, "done": v.Done, "failed": v.Failed, "agency_comment": in.AgencyText,
			"agency_level": string(in.AgencyLevel), "agency_head": in.AgencyHead, "agency_on": in.AgencyOn, "now": s.Now(), "by": by,
		}))
		if err != nil {
			return fmt.Errorf("write the comment: %w", err)
		}
		return s.record(ctx, tx, actor, action, r, "Nhận xét và đề xuất mức ở bản kiểm điểm", Commented, step{"proposed": string(in.Level), "agency": string(in.AgencyLevel)})
	})
}

// deed is under which right somebody acts on another's form.
func (r Review) deed() authz.Action {
	if r.with.cell {
		return authz.ReviewWrite
	}
	return authz.PacketDecide
}

func changed() error {
	return apperr.Conflict("Có người vừa ghi vào bản kiểm điểm này. Mở lại trang để xem bản mới, rồi làm tiếp.")
}

func checkDay(year int, day, today time.Time) error {
	if day.IsZero() || day.After(today) || day.Before(opens(year)) {
		return apperr.Invalid("", apperr.Field{Name: "on", Msg: fmt.Sprintf("Ghi ngày quyết định, từ %s đến hôm nay.", vi.Date(opens(year)))})
	}
	return nil
}
