package award

import (
	"context"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/member"
	"tusoi/internal/record"
	"tusoi/internal/vi"
)

// How much earlier than its years a badge may come, in months: Hướng dẫn 01-HD/TW, for who is gravely ill or has died.
const (
	earlyMonths    = 12
	earlyMonthsOld = 24 // from seventy years on
)

func (s *Service) check(ctx context.Context, tx pgx.Tx, actor authz.Actor, scope authz.Scope, skip int64, drafts []Draft) ([]record.Verdict, error) {
	places := make([]record.Placing, len(drafts))
	for i, d := range drafts {
		places[i] = record.Placing{UnitID: d.UnitID, MemberID: d.MemberID, On: d.DecidedOn}
	}
	stands, err := record.Stands(ctx, tx, scope, places)
	if err != nil {
		return nil, err
	}
	known, err := lookUp(ctx, tx, scope, skip, drafts)
	if err != nil {
		return nil, err
	}
	today, seen := vi.Today(s.Now()), map[Draft]bool{}
	verdicts := make([]record.Verdict, len(drafts))
	for i, d := range drafts {
		var p apperr.Problems
		stands[i].Check(&p, places[i], today)
		d.check(&p, actor.MayEverywhere(authz.AwardWrite))
		d.checkBadge(&p, known[i].Since)
		verdicts[i].Same = known[i].Same && p.Len() == 0
		if once := d.decision(); once.DecisionNumber != "" && !verdicts[i].Same && p.Len() == 0 {
			p.Check(!known[i].Decided && !seen[once], "number", "Quyết định này đã có trong sổ cho chính đối tượng này. Mỗi quyết định ghi một lần.")
			seen[once] = true
		}
		verdicts[i].Err = p.Err("")
	}
	return verdicts, nil
}

// decision is what may be in the book once.
func (d Draft) decision() Draft {
	return Draft{UnitID: d.UnitID, MemberID: d.MemberID, Kind: d.Kind, Title: d.Title, DecisionNumber: d.DecisionNumber, DecidedOn: d.DecidedOn}
}

func (d Draft) check(p *apperr.Problems, everywhere bool) {
	p.Check(slices.Contains(Kinds(), d.Kind), "kind", "Chọn loại: khen thưởng, biểu dương hay Huy hiệu Đảng.")
	if p.Check(slices.Contains(Levels(), d.Level), "level", "Chọn cấp ra quyết định.") {
		p.Check(d.Level == Grassroots || everywhere, "level", "Khen thưởng của cấp trên cơ sở do cơ quan của cấp ủy ghi. Đồng chí ghi khen thưởng cấp cơ sở.")
	}
	for _, f := range []struct {
		name, label, text string
		least, most       int
	}{
		{"title", "Hình thức", d.Title, 3, 200}, {"theme", "Thành tích", d.Theme, 0, 500}, {"number", "Số quyết định", d.DecisionNumber, 0, 50}, {"early", "Lý do tặng sớm", d.Early, 0, 500},
	} {
		if n := utf8.RuneCountInString(f.text); n < f.least || n > f.most {
			p.Addf(f.name, "%s cần từ %d đến %d ký tự.", f.label, f.least, f.most)
		}
	}
	if d.Kind == Badge && d.Level == Grassroots {
		p.Add("level", "Huy hiệu Đảng do cấp trên cơ sở tặng. Chọn lại cấp ra quyết định.")
	}
}

// checkBadge refuses a badge before its years in the Party, counted from since. The zero time is not known.
func (d Draft) checkBadge(p *apperr.Problems, since *time.Time) {
	switch {
	case d.Kind != Badge:
		p.Check(d.BadgeYears == 0, "years", "Số năm tuổi Đảng chỉ ghi cho Huy hiệu Đảng.")
		return
	case d.MemberID == 0:
		p.Add("member", "Chọn đảng viên được tặng Huy hiệu Đảng.")
		return
	case !slices.Contains(member.BadgeYears(), d.BadgeYears):
		p.Add("years", "Chọn số năm: "+numbers(member.BadgeYears())+".")
		return
	case since == nil || d.DecidedOn.IsZero():
		return
	}
	due := vi.Anniversary(*since, d.BadgeYears)
	early := due.AddDate(0, -earlyMonths, 0)
	if d.BadgeYears >= 70 {
		early = due.AddDate(0, -earlyMonthsOld, 0)
	}
	switch {
	case !d.DecidedOn.Before(due):
	case d.DecidedOn.Before(early):
		p.Addf("years", "Đến ngày %s đồng chí mới đủ %d năm tuổi Đảng; ngày %s là sớm quá mức cho phép.", vi.Date(due), d.BadgeYears, vi.Date(d.DecidedOn))
	case d.Early == "":
		p.Addf("early", "Đến ngày %s đồng chí mới đủ %d năm tuổi Đảng. Nếu tặng sớm do bệnh nặng hoặc đã mất, ghi lý do.", vi.Date(due), d.BadgeYears)
	}
}

func numbers(list []int) string {
	text := ""
	for i, n := range list {
		if i > 0 {
			text += ", "
		}
		text += fmt.Sprint(n)
	}
	return text
}

// known is what the book and the roll say of a draft.
type known struct {
	Same    bool       // exactly this is in the book
	Decided bool       // the decision is in the book for the same unit or member
	Since   *time.Time // the member's years in the Party count from here
}

const knownSQL = `
SELECT bool_or(a.level = d.level AND a.theme = d.theme AND a.badge_years = d.years AND a.early = d.early) IS TRUE AS same,
    count(a.id) > 0 AS decided, max(coalesce(m.decided_on, m.admitted_on)) AS since
FROM unnest(@units::bigint[], @members::bigint[], @kinds::text[], @titles::text[], @numbers::text[], @days::date[], @levels::text[], @themes::text[], @years::int[], @earlies::text[])
    WITH ORDINALITY AS d (unit_id, member_id, kind, title, number, day, level, theme, years, early, position)
LEFT JOIN units u ON u.committee_id = @committee AND u.id = d.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])
LEFT JOIN members m ON m.committee_id = @committee AND m.id = d.member_id AND u.id IS NOT NULL
LEFT JOIN awards a ON a.committee_id = u.committee_id AND a.unit_id = u.id AND coalesce(a.member_id, 0) = d.member_id AND a.kind = d.kind
    AND a.title = d.title AND a.decision_number = d.number AND a.decided_on = d.day AND a.id <> @skip
GROUP BY d.position
ORDER BY d.position`

// lookUp asks the book and the roll about all drafts in one statement.
func lookUp(ctx context.Context, tx pgx.Tx, scope authz.Scope, skip int64, drafts []Draft) ([]known, error) {
	args := columns(drafts)
	args["skip"] = skip
	rows, _ := tx.Query(ctx, knownSQL, scope.Args(args))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[known])
	if err != nil {
		return nil, fmt.Errorf("look awards up: %w", err)
	}
	return list, nil
}
