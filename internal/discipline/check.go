package discipline

import (
	"context"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/org"
	"tusoi/internal/record"
	"tusoi/internal/vi"
)

// Between signing and taking effect: a cell's decision holds since the vote, before it is written down; older rules counted from the
// announcement.
const (
	daysBefore = 10
	daysAfter  = 90
)

// StruckIsNone says why striking somebody off the list is refused.
const StruckIsNone = "Xóa tên không phải hình thức kỷ luật: đảng viên dự bị không còn đủ tư cách được đưa ra khỏi danh sách, ghi ở trang của đảng viên."

const (
	ofOwn  = "Kỷ luật đối với chính tổ chức của đồng chí do cấp trên ghi."
	higher = "Quyết định của cấp trên cơ sở do Ủy ban Kiểm tra ghi và sửa. Đồng chí ghi quyết định của chi bộ và cấp ủy cơ sở."
)

// Own are the units whose own decisions the actor does not see, because who stands above decides them; empty for who sees all.
func Own(actor authz.Actor) []int64 {
	list := []int64{}
	if actor.MayEverywhere(authz.DisciplineRead) {
		return list
	}
	for _, p := range actor.Posts {
		if authz.Allows(p.Role, authz.DisciplineRead) {
			list = append(list, p.UnitID)
		}
	}
	return list
}

// OfOwn reports whether a unit is one whose own decisions are for who stands above it, and not for the actor.
func OfOwn(actor authz.Actor, unit int64) bool { return slices.Contains(Own(actor), unit) }

// may refuses what a grassroots committee reads and does not decide.
func may(actor authz.Actor, was Draft) error {
	switch {
	case actor.MayEverywhere(authz.DisciplineWrite):
		return nil
	case OfOwn(actor, was.UnitID):
		return apperr.NotFound("")
	case !was.Level.local():
		return apperr.Forbidden(higher)
	}
	return nil
}

// MayChange reports whether the actor, who writes in the place of a decision, may change this one.
func MayChange(actor authz.Actor, r Row) bool { return may(actor, r.Draft) == nil }

func (s *Service) check(ctx context.Context, tx pgx.Tx, actor authz.Actor, scope authz.Scope, skip int64, drafts []Draft) ([]record.Verdict, error) {
	places := make([]record.Placing, 0, 2*len(drafts))
	for _, d := range drafts {
		places = append(places, record.Placing{UnitID: d.UnitID, MemberID: d.MemberID, On: d.DecidedOn})
	}
	for _, p := range places { // who was expelled belonged until the day before
		p.On = p.On.AddDate(0, 0, -1)
		places = append(places, p)
	}
	stands, err := record.Stands(ctx, tx, scope, places)
	if err != nil {
		return nil, err
	}
	known, err := lookUp(ctx, tx, scope, skip, drafts)
	if err != nil {
		return nil, err
	}
	today, seen, mine := vi.Today(s.Now()), map[string]bool{}, Own(actor)
	verdicts := make([]record.Verdict, len(drafts))
	for i, d := range drafts {
		var p apperr.Problems
		stand := stands[i]
		stand.Belonged = stand.Belonged || d.Form == Expulsion && stands[len(drafts)+i].Belonged
		stand.Check(&p, places[i], today)
		p.Check(!slices.Contains(mine, d.UnitID), "unit", ofOwn)
		p.Check(d.Level.local() || actor.MayEverywhere(authz.DisciplineWrite), "level", higher)
		d.checkForm(&p, stand, known[i])
		d.check(&p, today)
		verdicts[i].Same = known[i].Same && p.Len() == 0
		if once := d.once(); once != "" && !verdicts[i].Same {
			p.Check(!known[i].Decided && !seen[once], "number", "Quyết định này đã có trong sổ cho chính đối tượng này. Mỗi quyết định ghi một lần.")
			seen[once] = seen[once] || p.Len() == 0
		}
		verdicts[i].Err = p.Err("")
	}
	return verdicts, nil
}

// once is what may be in the book once; "" for a decision without a number.
func (d Draft) once() string {
	if d.DecisionNumber == "" {
		return ""
	}
	return fmt.Sprint(d.UnitID, d.MemberID, d.DecidedOn.Unix(), d.DecisionNumber)
}

// checkForm holds the form against who is disciplined: each kind of subject has its own forms.
func (d Draft) checkForm(p *apperr.Problems, stand record.Stand, k known) {
	switch {
	case d.Form == Struck:
		p.Add("form", StruckIsNone)
		return
	case !slices.Contains(Forms(), d.Form):
		p.Add("form", "Chọn hình thức kỷ luật.")
		return
	}
	if d.MemberID == 0 {
		p.Check(d.Form == Reprimand || d.Form == Warning || d.Form == Dissolution, "form", "Kỷ luật tổ chức đảng là khiển trách, cảnh cáo hoặc giải tán.")
		p.Check(!d.CommitteeMember && d.Post == "" && d.RemovedFrom == "", "post", "Chức vụ chỉ ghi cho đảng viên. Bỏ trống khi kỷ luật tổ chức đảng.")
		p.Check(d.Level != Cell, "level", "Chi bộ không kỷ luật tổ chức đảng. Chọn lại cấp quyết định.")
		return
	}
	p.Check(d.Form != Dissolution, "form", "Giải tán chỉ áp dụng cho tổ chức đảng.")
	p.Check(stand.UnitKind == "" || org.Kind(stand.UnitKind).IsCell(), "unit", "Kỷ luật đảng viên ghi ở chi bộ nơi đồng chí ấy sinh hoạt. Chọn chi bộ.")
	if stand.MemberName != "" {
		p.Check(k.Standing != "cadre", "member", "Đồng chí này chưa là đảng viên nên không có kỷ luật đảng.")
		p.Check(!k.Probationary || d.Form == Reprimand || d.Form == Warning || d.Form == Dissolution, "form",
			"Ngày ấy đồng chí còn dự bị: chỉ khiển trách hoặc cảnh cáo. Không đủ tư cách thì xóa tên khỏi danh sách, đó không phải kỷ luật.")
	}
	if d.Form != Removal {
		p.Check(d.RemovedFrom == "", "removed", "Chức vụ bị cách chỉ ghi khi cách chức.")
		return
	}
	p.Check(d.Post != "", "post", "Chỉ cách chức người đang giữ chức vụ. Ghi chức vụ đang giữ.")
	p.Check(d.RemovedFrom != "", "removed", "Ghi chức vụ bị cách.")
}

// check holds what does not depend on who is disciplined.
func (d Draft) check(p *apperr.Problems, today time.Time) {
	p.Check(slices.Contains(Levels(), d.Level), "level", "Chọn cấp quyết định.")
	p.Check(len(d.Contents) > 0, "contents", "Chọn ít nhất một nội dung vi phạm.")
	if !d.DecidedOn.IsZero() {
		here := ContentsOn(d.DecidedOn)
		for i, key := range d.Contents {
			known := slices.ContainsFunc(here, func(c Content) bool { return c.Key == key })
			p.Check(known && !slices.Contains(d.Contents[:i], key), "contents", "Chọn lại nội dung vi phạm trong danh mục của ngày quyết định, mỗi nội dung một lần.")
		}
	}
	for _, f := range []struct {
		name, label, text string
		most              int
	}{
		{"number", "Số quyết định", d.DecisionNumber, 50}, {"post", "Chức vụ đang giữ", d.Post, 200}, {"removed", "Chức vụ bị cách", d.RemovedFrom, 200},
		{"summary", "Tóm tắt vi phạm", d.Summary, 2000}, {"cancel-number", "Số quyết định hủy", d.CancelNumber, 50},
	} {
		if n := utf8.RuneCountInString(f.text); n > f.most {
			p.Addf(f.name, "%s dài %d ký tự, nhiều nhất là %d.", f.label, n, f.most)
		}
	}
	if !d.DecidedOn.IsZero() {
		d.checkDays(p, today)
	}
}

// checkDays holds the other days against the day of signing.
func (d Draft) checkDays(p *apperr.Problems, today time.Time) {
	signed := vi.Date(d.DecidedOn)
	earliest := d.DecidedOn
	if d.Level == Cell {
		earliest = earliest.AddDate(0, 0, -daysBefore)
	}
	switch from := d.settled().InForceFrom; {
	case from.Before(earliest) && d.Level == Cell:
		p.Addf("in-force", "Quyết định của chi bộ ký trong vòng %d ngày sau khi công bố; ngày %s sớm hơn thế. Sửa ngày có hiệu lực hoặc ngày quyết định.", daysBefore, vi.Date(from))
	case from.Before(earliest):
		p.Addf("in-force", "Quyết định có hiệu lực từ ngày ký (%s), không thể trước đó.", signed)
	case from.After(d.DecidedOn.AddDate(0, 0, daysAfter)):
		p.Addf("in-force", "Ngày %s cách ngày ký quá %d ngày. Kiểm tra lại ngày có hiệu lực.", vi.Date(from), daysAfter)
	}
	between := func(name, what string, day time.Time) {
		if !day.IsZero() && (day.Before(d.DecidedOn) || day.After(today)) {
			p.Addf(name, "%s phải từ ngày quyết định (%s) đến hôm nay.", what, signed)
		}
	}
	between("appealed", "Ngày khiếu nại", d.AppealedOn)
	between("cancelled", "Ngày hủy", d.CancelledOn)
	p.Check(d.CancelledOn.IsZero() == (d.CancelNumber == ""), "cancel-number", "Hủy quyết định thì ghi cả số quyết định hủy và ngày hủy.")
}

// known is what the book and the roll say of a draft.
type known struct {
	Same         bool   // exactly this is in the book
	Decided      bool   // the decision is in the book for the same subject
	Standing     string // of the member, today
	Probationary bool   // on the day of the decision
}

const knownSQL = `
SELECT bool_or(x.form = d.form AND x.contents::text = d.contents AND x.committee_member = d.committee_member AND x.post = d.post
        AND x.removed_from = d.removed AND x.level = d.level AND coalesce(x.in_force_from, x.decided_on) = d.in_force AND x.summary = d.summary
        AND x.appealed_on IS NOT DISTINCT FROM d.appealed AND x.cancelled_on IS NOT DISTINCT FROM d.cancelled
        AND x.cancel_number = d.cancel_number) IS TRUE AS same,
    bool_or(x.decision_number <> '') IS TRUE AS decided, coalesce(max(m.standing), '') AS standing,
    bool_or(m.standing = 'probationary' OR m.official_on > d.day) IS TRUE AS probationary
FROM unnest(@units::bigint[], @members::bigint[], @forms::text[], @contents::text[], @sat::boolean[], @posts::text[], @removed::text[], @levels::text[],
    @numbers::text[], @days::date[], @in_force::date[], @summaries::text[], @appealed::date[], @cancelled::date[], @cancel_numbers::text[])
    WITH ORDINALITY AS d (unit_id, member_id, form, contents, committee_member, post, removed, level, number, day, in_force, summary, appealed, cancelled,
    cancel_number, position)
LEFT JOIN units u ON u.committee_id = @committee AND u.id = d.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])
LEFT JOIN members m ON m.committee_id = @committee AND m.id = d.member_id AND u.id IS NOT NULL
LEFT JOIN disciplines x ON x.committee_id = u.committee_id AND x.unit_id = u.id AND coalesce(x.member_id, 0) = d.member_id
    AND x.decision_number = d.number AND x.decided_on = d.day AND x.id <> @skip
GROUP BY d.position
ORDER BY d.position`

// lookUp asks the book and the roll about all drafts in one statement.
func lookUp(ctx context.Context, tx pgx.Tx, scope authz.Scope, skip int64, drafts []Draft) ([]known, error) {
	args := columns(drafts)
	args["skip"] = skip
	rows, _ := tx.Query(ctx, knownSQL, scope.Args(args))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[known])
	if err != nil {
		return nil, fmt.Errorf("look decisions up: %w", err)
	}
	return list, nil
}
