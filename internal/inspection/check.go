package inspection

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

// yearsAhead is for how many years a plan is made.
const yearsAhead = 2

// places are where and when a draft stands: the plan's unit on the planned day; who is checked on the day of the check, or of the plan.
func places(drafts []Check) []record.Placing {
	list := make([]record.Placing, 0, 2*len(drafts))
	for _, d := range drafts {
		at := d.DoneOn
		if at.IsZero() {
			at = d.PlannedOn
		}
		list = append(list, record.Placing{UnitID: d.UnitID, On: d.PlannedOn}, record.Placing{UnitID: d.TargetID, MemberID: d.MemberID, On: at})
	}
	return list
}

func (s *Service) check(ctx context.Context, tx pgx.Tx, _ authz.Actor, scope authz.Scope, skip int64, drafts []Check) ([]record.Verdict, error) {
	stands, err := record.Stands(ctx, tx, scope, places(drafts))
	if err != nil {
		return nil, err
	}
	known, err := lookUp(ctx, tx, scope, skip, drafts)
	if err != nil {
		return nil, err
	}
	today, seen := vi.Today(s.Now()), map[Check]bool{}
	verdicts := make([]record.Verdict, len(drafts))
	for i, d := range drafts {
		var p apperr.Problems
		owner, target := stands[2*i], stands[2*i+1]
		d.checkPlan(&p, owner, today)
		d.checkTarget(&p, owner, target, known[i].Under)
		d.checkDone(&p, today)
		d.checkWords(&p)
		once := d.once()
		verdicts[i].Same = p.Len() == 0 && slices.Contains(known[i].Held, d)
		if !verdicts[i].Same && p.Len() == 0 {
			p.Check(len(known[i].Held) == 0 && !seen[once], "subject", "Cuộc này đã có trong sổ: cùng kế hoạch, đối tượng, hình thức, nội dung và thời gian. Mở dòng đã ghi để sửa.")
			seen[once] = true
		}
		verdicts[i].Err = p.Err("")
	}
	return verdicts, nil
}

// once is what may be in the book once.
func (c Check) once() Check {
	return Check{UnitID: c.UnitID, TargetID: c.TargetID, MemberID: c.MemberID, Kind: c.Kind, Form: c.Form, Subject: c.Subject, PlannedOn: c.PlannedOn}
}

// checkPlan holds whose plan it is, and when.
func (c Check) checkPlan(p *apperr.Problems, owner record.Stand, today time.Time) {
	switch {
	case c.UnitID == 0:
		p.Add("unit", "Chọn tổ chức đảng có kế hoạch này.")
	case !owner.Known:
		p.Add("unit", "Tổ chức đảng này không có trong phạm vi của đồng chí. Chọn lại.")
	}
	switch day := c.Planned(); {
	case c.PlannedOn.IsZero():
		p.Add("planned", "Ghi tháng hoặc ngày theo kế hoạch, ví dụ 09/2026 hoặc 15/09/2026.")
	case c.PlannedOn.Year() > today.Year()+yearsAhead:
		p.Addf("planned", "Kế hoạch lập trước nhiều nhất %d năm; %s xa quá. Kiểm tra lại năm.", yearsAhead, day)
	case !c.InPlan && c.PlannedOn.After(today):
		p.Add("planned", "Cuộc ngoài kế hoạch ghi ngày bắt đầu, không ở sau hôm nay.")
	case !c.InPlan && c.WholeMonth:
		p.Add("planned", "Cuộc ngoài kế hoạch ghi đủ ngày bắt đầu, ví dụ 15/09/2026.")
	case owner.Known && !owner.Stood:
		p.Addf("planned", "Vào %s, %s chưa thành lập hoặc đã kết thúc hoạt động. Sửa thời gian hoặc chọn tổ chức của lúc đó.", day, owner.UnitName)
	}
	switch cell := owner.UnitKind == string(org.KindCell); {
	case !slices.Contains(Bodies(), c.Body):
		p.Add("body", "Chọn ai kiểm tra, giám sát.")
	case cell && c.Body != Cell:
		p.Add("body", "Kế hoạch của chi bộ do chi bộ thực hiện. Cuộc do cấp trên làm thì ghi vào kế hoạch của cấp trên.")
	case owner.Known && !org.Kind(owner.UnitKind).IsCell() && c.Body == Cell:
		p.Add("body", "Kế hoạch này là của cấp ủy: chọn cấp ủy hoặc Ủy ban Kiểm tra.")
	}
}

// checkTarget holds who is checked; under tells that the target stands in the branch of whose plan it is.
func (c Check) checkTarget(p *apperr.Problems, owner, target record.Stand, under bool) {
	at := c.DoneOn
	if at.IsZero() {
		at = c.PlannedOn
	}
	switch {
	case c.TargetID == 0:
		p.Add("target", "Chọn tổ chức đảng được kiểm tra, giám sát.")
	case !target.Known, owner.Known && !under:
		p.Add("target", "Chỉ kiểm tra, giám sát tổ chức mình và tổ chức cấp dưới. Chọn lại.")
	case !target.Stood && !at.IsZero():
		p.Addf("target", "Ngày %s, %s chưa thành lập hoặc đã kết thúc hoạt động. Sửa ngày hoặc chọn tổ chức của lúc đó.", vi.Date(at), target.UnitName)
	case c.MemberID != 0 && !org.Kind(target.UnitKind).IsCell():
		p.Add("target", "Kiểm tra đảng viên thì chọn chi bộ nơi đồng chí ấy sinh hoạt.")
	case c.MemberID != 0 && target.MemberName == "":
		p.Add("member", "Không tìm thấy đảng viên này. Chọn lại.")
	case c.MemberID != 0 && !target.Belonged:
		p.Addf("member", "Ngày %s, đồng chí %s không sinh hoạt ở %s. Sửa ngày hoặc chọn chi bộ khác.", vi.Date(at), target.MemberName, target.UnitName)
	case c.MemberID == 0 && c.TargetID == c.UnitID && target.UnitKind == string(org.KindCommittee):
		p.Add("target", "Chọn tổ chức đảng cấp dưới được kiểm tra, giám sát.")
	}
}

// checkDone holds the end of a check against its plan.
func (c Check) checkDone(p *apperr.Problems, today time.Time) {
	first := time.Date(c.PlannedOn.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
	switch day := vi.Date(c.DoneOn); {
	case c.DoneOn.IsZero():
		p.Check(c.Conclusion == "" && c.ConclusionNumber == "", "done", "Đã có kết luận thì ghi ngày hoàn thành.")
	case c.DoneOn.After(today):
		p.Addf("done", "Ngày %s ở sau hôm nay. Chỉ ghi ngày hoàn thành khi đã làm xong.", day)
	case c.PlannedOn.IsZero():
	case !c.InPlan && c.DoneOn.Before(c.PlannedOn):
		p.Addf("done", "Ngày hoàn thành (%s) ở trước ngày bắt đầu (%s).", day, c.Planned())
	case c.DoneOn.Before(first):
		p.Addf("done", "Kế hoạch là của năm %d, không thể hoàn thành từ ngày %s. Sửa ngày hoàn thành hoặc thời gian kế hoạch.", c.PlannedOn.Year(), day)
	}
}

// checkWords holds what kind of check it is, and the lengths of what is written.
func (c Check) checkWords(p *apperr.Problems) {
	p.Check(slices.Contains(Kinds(), c.Kind), "kind", "Chọn kiểm tra hay giám sát.")
	if p.Check(slices.Contains(Forms(), c.Form), "form", "Chọn hình thức.") {
		p.Check(c.Kind != Supervision || c.Form == Regular || c.Form == Thematic, "form", "Giám sát chỉ có thường xuyên và chuyên đề. Định kỳ và khi có dấu hiệu vi phạm là của kiểm tra.")
	}
	for _, f := range []struct {
		name, label, text string
		least, most       int
	}{
		{"subject", "Nội dung", c.Subject, 5, 500}, {"number", "Số quyết định, kế hoạch", c.Number, 0, 50}, {"team", "Người thực hiện", c.Team, 0, 300},
		{"conclusion-number", "Số kết luận", c.ConclusionNumber, 0, 50}, {"conclusion", "Kết luận", c.Conclusion, 0, 2000},
	} {
		if n := utf8.RuneCountInString(f.text); n < f.least || n > f.most {
			p.Addf(f.name, "%s cần từ %d đến %s ký tự.", f.label, f.least, vi.Int(f.most))
		}
	}
}

// known is what the book and the tree say of a draft. Held are the checks that are the same but for what became of them.
type known struct {
	Under bool
	Held  []Check
}

// knownSQL has one row for a draft, or several where the book has several like it.
const knownSQL = `
SELECT d.position, u.path @> t.path IS TRUE AS under, i.id IS NOT NULL AS there, coalesce(i.body, '') AS body, coalesce(i.in_plan, false) AS in_plan,
    coalesce(i.whole_month, false) AS whole_month, coalesce(i.number, '') AS number, coalesce(i.team, '') AS team,
    coalesce(i.done_on, '0001-01-01') AS done_on, coalesce(i.conclusion_number, '') AS conclusion_number, coalesce(i.conclusion, '') AS conclusion
FROM jsonb_array_elements(@drafts::jsonb) WITH ORDINALITY AS x (draft, position)
CROSS JOIN LATERAL jsonb_to_record(x.draft || jsonb_build_object('position', x.position))
    AS d (position int, unit_id bigint, target_id bigint, member_id bigint, kind text, form text, subject text, planned_on date)
LEFT JOIN units u ON u.committee_id = @committee AND u.id = d.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])
LEFT JOIN units t ON t.committee_id = @committee AND t.id = d.target_id
LEFT JOIN inspections i ON i.committee_id = u.committee_id AND i.unit_id = u.id AND i.target_id = d.target_id AND coalesce(i.member_id, 0) = d.member_id
    AND i.kind = d.kind AND i.form = d.form AND i.subject = d.subject AND i.planned_on = d.planned_on AND i.id <> @skip
ORDER BY d.position`

// lookUp asks the book and the tree about all drafts in one statement.
func lookUp(ctx context.Context, tx pgx.Tx, scope authz.Scope, skip int64, drafts []Check) ([]known, error) {
	type row struct {
		Position                     int
		Under, There                 bool
		Body                         Body
		InPlan, WholeMonth           bool
		Number, Team                 string
		DoneOn                       time.Time
		ConclusionNumber, Conclusion string
	}
	rows, _ := tx.Query(ctx, knownSQL, scope.Args(pgx.StrictNamedArgs{"drafts": drafts, "skip": skip}))
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
	if err != nil {
		return nil, fmt.Errorf("look checks up: %w", err)
	}
	list := make([]known, len(drafts))
	for _, r := range found {
		k := &list[r.Position-1]
		k.Under = r.Under
		if r.There {
			c := drafts[r.Position-1].once()
			c.Body, c.InPlan, c.WholeMonth, c.Number, c.Team = r.Body, r.InPlan, r.WholeMonth, r.Number, r.Team
			c.DoneOn, c.ConclusionNumber, c.Conclusion = r.DoneOn.UTC(), r.ConclusionNumber, r.Conclusion
			k.Held = append(k.Held, c)
		}
	}
	return list, nil
}
