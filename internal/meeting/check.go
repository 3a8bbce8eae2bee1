package meeting

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/record"
	"tusoi/internal/vi"
)

// The most that one meeting can have.
const (
	MostItems  = 12
	MostDuties = 20
)

func (s *Service) check(ctx context.Context, tx pgx.Tx, _ authz.Actor, scope authz.Scope, skip int64, drafts []Draft) ([]record.Verdict, error) {
	places := make([]record.Placing, len(drafts))
	for i, d := range drafts {
		places[i] = record.Placing{UnitID: d.CellID, On: d.HeldOn}
	}
	stands, err := record.Stands(ctx, tx, scope, places)
	if err != nil {
		return nil, err
	}
	known, err := lookUp(ctx, tx, scope, skip, drafts)
	if err != nil {
		return nil, err
	}
	today, seen := vi.Today(s.Now()), held{}
	verdicts := make([]record.Verdict, len(drafts))
	for i, d := range drafts {
		d = d.Settled()
		var p apperr.Problems
		stands[i].Check(&p, places[i], today)
		p.Check(!stands[i].Known || known[i].IsCell, "unit", "Sinh hoạt chi bộ chỉ ghi cho chi bộ. Chọn lại.")
		d.check(&p)
		d.checkPeople(&p, known[i], skip == 0)
		verdicts[i].Same = p.Len() == 0 && known[i].Held != nil && d.bare() && d.listed() == known[i].Held.listed()
		if !verdicts[i].Same && p.Len() == 0 {
			p.Check(!seen.again(d) && known[i].Held == nil, "on", "Ngày này chi bộ đã có một buổi "+vi.LowerFirst(d.Kind.Label())+" trong sổ. Sửa buổi đã ghi, hoặc ghi ngày khác.")
		}
		verdicts[i].Err = p.Err("")
	}
	return verdicts, nil
}

// sitting is what a cell has once on a day: a regular meeting, or a thematic one.
type sitting struct {
	cell    int64
	day     time.Time
	regular bool
}

type held map[sitting]bool

// again notes a meeting, and reports whether there was one of its kind on that day before. One that was both takes the place of either.
func (s held) again(d Draft) bool {
	twice := false
	for _, regular := range []bool{true, false} {
		if key := (sitting{d.CellID, d.HeldOn, regular}); regular && d.Kind.IsRegular() || !regular && d.Kind != Regular {
			twice = twice || s[key]
			s[key] = true
		}
	}
	return twice
}

func (d Draft) check(p *apperr.Problems) {
	p.Check(slices.Contains(Kinds(), d.Kind), "kind", "Chọn loại: thường kỳ, chuyên đề, hay cả hai trong một buổi.")
	p.Check(d.Kind != Thematic && d.Kind != Both || d.Theme != "" || d.Mending, "theme", "Ghi chủ đề của buổi chuyên đề, hoặc đánh dấu tự soi, tự sửa.")
	switch {
	case d.Ends != 0 && d.Begins == 0:
		p.Add("begins", "Đã ghi giờ kết thúc thì ghi cả giờ bắt đầu.")
	case d.Ends != 0 && d.Ends <= d.Begins:
		p.Add("ends", "Giờ kết thúc phải sau giờ bắt đầu.")
	}
	for _, f := range []struct {
		name, label, text string
		most              int
	}{
		{"theme", "Chủ đề", d.Theme, 300}, {"place", "Địa điểm", d.Place, 200}, {"chair", "Chủ trì", d.Chair, 100}, {"secretary", "Người ghi biên bản", d.Secretary, 100},
		{"guests", "Khách mời", d.Guests, 1_000}, {"resolution", "Kết luận, nghị quyết", d.Resolution, 10_000},
	} {
		if n := utf8.RuneCountInString(f.text); n > f.most {
			p.Addf(f.name, "%s dài %s ký tự, nhiều nhất là %s. Rút gọn lại.", f.label, vi.Int(n), vi.Int(f.most))
		}
	}
	d.checkAgenda(p)
	if votes := d.VotesFor + d.VotesAgainst + d.VotesOther; min(d.VotesFor, d.VotesAgainst, d.VotesOther) < 0 || votes > d.Attended {
		p.Addf("votes_for", "Biểu quyết %s ý kiến, nhiều hơn số đồng chí dự (%s).", vi.Int(votes), vi.Int(d.Attended))
	}
	if d.Quality != nil {
		p.Check(*d.Quality >= 0 && *d.Quality <= 10_000, "quality", "Điểm chất lượng là một số từ 0 đến 100.")
		p.Check(d.Kind.IsRegular(), "quality", "Điểm chất lượng ghi cho buổi thường kỳ của tháng.")
	}
}

func (d Draft) checkAgenda(p *apperr.Problems) {
	p.Check(len(d.Agenda) <= MostItems, "agenda", fmt.Sprintf("Một buổi ghi nhiều nhất %d nội dung.", MostItems))
	for i, item := range d.Agenda {
		name := fmt.Sprintf("agenda.%d.", i)
		if n := utf8.RuneCountInString(item.Title); n < 3 || n > 300 {
			p.Addf(name+"title", "Nội dung %d: ghi tên nội dung, từ 3 đến 300 ký tự.", i+1)
		}
		p.Check(utf8.RuneCountInString(item.Presenter) <= 100, name+"presenter", "Tên người trình bày dài quá 100 ký tự.")
		p.Check(utf8.RuneCountInString(item.Conclusion) <= 3_000, name+"conclusion", "Kết luận dài quá 3.000 ký tự. Rút gọn lại.")
		for _, o := range item.Opinions {
			if n := utf8.RuneCountInString(o.Name); n < 2 || n > 100 || o.Text == "" || utf8.RuneCountInString(o.Text) > 3_000 {
				p.Addf(name+"opinions", "Nội dung %d: mỗi ý kiến một dòng, họ tên trước, rồi dấu hai chấm, rồi ý kiến.", i+1)
				break
			}
		}
	}
	p.Check(len(d.Duties) <= MostDuties, "duties", fmt.Sprintf("Ghi nhiều nhất %d nhiệm vụ, mỗi dòng một việc.", MostDuties))
	for _, duty := range d.Duties {
		if n := utf8.RuneCountInString(duty); n < 5 || n > 500 {
			p.Add("duties", "Mỗi dòng là một nhiệm vụ, từ 5 đến 500 ký tự.")
			break
		}
	}
}

// checkCounts checks the counts of a meeting without names against how many the cell had on the day; 0 is not known.
func (d Draft) checkCounts(p *apperr.Problems, headcount int) {
	switch {
	case d.Expected < 1 || d.Expected > 10_000:
		p.Add("expected", "Điểm danh từng đồng chí, hoặc ghi số phải dự, từ 1.")
	case headcount > 0 && d.Expected > headcount:
		p.Addf("expected", "Ngày đó chi bộ có %s đảng viên; số phải dự không thể là %s.", vi.Int(headcount), vi.Int(d.Expected))
	case d.Attended < 0 || d.Attended > d.Expected:
		p.Addf("attended", "Số dự không thể nhiều hơn số phải dự (%s).", vi.Int(d.Expected))
	case d.Excused < 0 || d.Attended+d.Excused > d.Expected:
		p.Addf("excused", "Dự %s, vắng có lý do %s: cộng lại nhiều hơn số phải dự (%s).", vi.Int(d.Attended), vi.Int(d.Excused), vi.Int(d.Expected))
	}
}

// checkPeople checks the attendance against who was in the cell on the day: everybody who had to come is marked, and nobody else.
func (d Draft) checkPeople(p *apperr.Problems, k known, isNew bool) {
	if len(d.People) == 0 {
		d.checkCounts(p, k.Headcount)
		return
	}
	p.Check(d.Quality == nil || !isNew, "quality", "Buổi có điểm danh thì chấm bằng phiếu, không ghi điểm có sẵn.")
	if d.HeldOn.IsZero() || !k.IsCell {
		return
	}
	marked := map[int64]bool{}
	for _, a := range d.People {
		name, ours := k.Members[a.MemberID]
		switch {
		case !ours || marked[a.MemberID]:
			p.Addf("people", "Ngày %s danh sách chi bộ khác danh sách vừa gửi. Soát lại điểm danh bên dưới.", vi.Date(d.HeldOn))
			return
		case !slices.Contains(States(), a.State):
			p.Add("people", "Điểm danh đồng chí "+name+": có mặt, vắng có lý do hay vắng không lý do.")
		case a.State == Excused && (utf8.RuneCountInString(a.Reason) < 2 || utf8.RuneCountInString(a.Reason) > 200):
			p.Addf(fmt.Sprintf("reason.%d", a.MemberID), "Ghi lý do vắng của đồng chí %s, từ 2 đến 200 ký tự.", name)
		case a.State != Excused && a.Reason != "":
			p.Addf(fmt.Sprintf("reason.%d", a.MemberID), "Đồng chí %s không ghi là vắng có lý do, nhưng lại có lý do vắng. Chọn lại hoặc xóa lý do.", name)
		case a.State != Present && a.Spoke:
			p.Addf(fmt.Sprintf("spoke.%d", a.MemberID), "Đồng chí %s vắng nên không ghi là có phát biểu.", name)
		}
		marked[a.MemberID] = true
	}
	var left []string
	for id, name := range k.Members {
		if !marked[id] {
			left = append(left, name)
		}
	}
	if len(left) > 0 {
		vi.SortNames(left)
		p.Addf("people", "Còn %s đồng chí chưa điểm danh: %s.", vi.Int(len(left)), vi.Few(left))
	}
}

// lookUpSQL asks about all drafts at once: how many the cell had on the day, who had to come (only where the attendance is by name), and
// which meeting of the same kind it has on that day.
const lookUpSQL = `
SELECT coalesce(u.kind IN ('cell', 'grassroots_cell'), false), (
        SELECT count(*)
        FROM memberships s
        JOIN members m ON m.committee_id = s.committee_id AND m.id = s.member_id AND m.standing <> 'cadre'
        WHERE s.committee_id = @committee AND s.unit_id = u.id AND s.kind = 'work' AND s.valid_from <= d.held_on AND (s.valid_to IS NULL OR s.valid_to > d.held_on)),
    CASE WHEN d.named THEN (
        SELECT jsonb_object_agg(m.id, m.full_name)
        FROM memberships s
        JOIN members m ON m.committee_id = s.committee_id AND m.id = s.member_id AND m.standing <> 'cadre'
        WHERE s.committee_id = @committee AND s.unit_id = u.id AND s.kind = 'work' AND s.state = 'active'
            AND s.valid_from <= d.held_on AND (s.valid_to IS NULL OR s.valid_to > d.held_on)) END,
    to_jsonb(e)
FROM jsonb_to_recordset(@drafts::jsonb) AS d (position int, cell_id bigint, held_on date, kind text, named boolean)
LEFT JOIN units u ON u.committee_id = @committee AND u.id = d.cell_id AND u.path <@ ANY (@scope::text[]::ltree[])
LEFT JOIN LATERAL (
    SELECT m.cell_id, to_char(m.held_on, 'YYYY-MM-DD"T00:00:00Z"') AS held_on, m.kind, m.theme, m.mending, m.begins, m.ends, m.place, m.chair, m.expected, m.attended, m.excused, m.quality
    FROM meetings m
    WHERE m.committee_id = @committee AND m.cell_id = u.id AND m.held_on = d.held_on AND m.id <> @skip
        AND NOT (m.kind = 'regular' AND d.kind = 'thematic') AND NOT (m.kind = 'thematic' AND d.kind = 'regular')
    ORDER BY m.kind = d.kind DESC
    LIMIT 1) e ON true
ORDER BY d.position`

// known is what the registers say of a draft. Held is the meeting that the cell has on that day already.
type known struct {
	IsCell    bool
	Headcount int
	Members   map[int64]string // who had to come
	Held      *Draft
}

func lookUp(ctx context.Context, tx pgx.Tx, scope authz.Scope, skip int64, drafts []Draft) ([]known, error) {
	type asked struct {
		Position int       `json:"position"`
		CellID   int64     `json:"cell_id"`
		HeldOn   time.Time `json:"held_on"`
		Kind     Kind      `json:"kind"`
		Named    bool      `json:"named"`
	}
	list := make([]asked, len(drafts))
	for i, d := range drafts {
		list[i] = asked{i, d.CellID, d.HeldOn, d.Kind, len(d.People) > 0}
	}
	rows, _ := tx.Query(ctx, lookUpSQL, scope.Args(pgx.StrictNamedArgs{"drafts": list, "skip": skip}))
	found, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (k known, err error) {
		var held json.RawMessage
		if err = r.Scan(&k.IsCell, &k.Headcount, &k.Members, &held); err == nil && held != nil {
			err = json.Unmarshal(held, &k.Held)
		}
		return k, err
	})
	if err != nil {
		return nil, fmt.Errorf("look meetings up: %w", err)
	}
	return found, nil
}
