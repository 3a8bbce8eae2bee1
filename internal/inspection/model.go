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

// Model is what cells register for.
const Model = "Chi bộ thực hiện tốt công tác kiểm tra, giám sát, không có đảng viên vi phạm đến mức xử lý kỷ luật"

// LostBecause is why a registration ends when a member is disciplined. It names nobody, and no day.
const LostBecause = "có đảng viên vi phạm đến mức xử lý kỷ luật"

// Registration is a cell that registered for the model for a year. LostOn and LostReason are of a loss that is written down, not of one that
// comes from the book of discipline.
type Registration struct {
	UnitID           int64     `json:"unit_id"`
	Year             int       `json:"year"`
	RegisteredOn     time.Time `json:"registered_on"`
	LostOn           time.Time `json:"lost_on"`
	LostReason       string    `json:"lost_reason"`
	RecognisedOn     time.Time `json:"recognised_on"`
	RecognisedNumber string    `json:"recognised_number"`
}

// Standing is how a registration stands.
type Standing string

// The standings, which are also what a list is narrowed to.
const (
	Holding    Standing = "holding" // the year still runs
	Kept       Standing = "kept"    // to the end of the year
	Recognised Standing = "recognised"
	Lost       Standing = "lost"
)

// Standings lists the standings in the order of a form.
func Standings() []Standing { return []Standing{Holding, Kept, Recognised, Lost} }

// Label is the standing's name on the screen.
func (s Standing) Label() string {
	switch s {
	case Holding:
		return "Đang giữ"
	case Kept:
		return "Giữ được đến cuối năm"
	case Recognised:
		return "Được công nhận"
	case Lost:
		return "Không giữ được"
	}
	return string(s)
}

// RegistrationRow is a registration as it stands in the register. DisciplinedOn is nil for who may not read the book of discipline there, also
// when Disciplined is true.
type RegistrationRow struct {
	ID      int64
	Version int
	Registration
	record.Counted
	Disciplined   bool
	DisciplinedOn *time.Time
	Standing      Standing
	UnitName      string
	AboveName     string
}

// Why is why the model was lost, in words for whoever reads the row; "" when it was not.
func (r RegistrationRow) Why() string {
	switch {
	case r.Disciplined && r.DisciplinedOn != nil:
		return vi.UpperFirst(LostBecause) + ", từ ngày " + vi.Date(*r.DisciplinedOn)
	case r.Disciplined:
		return vi.UpperFirst(LostBecause)
	}
	return vi.UpperFirst(r.LostReason)
}

// Register is the register with its rules.
func (s *Service) Register() *record.Book[Registration] {
	return &record.Book[Registration]{
		DB: s.DB, Now: s.Now, Kind: "model", Write: authz.InspectionWrite, Read: authz.RecordRead,
		Insert: insertModels, Delete: deleteModels, Hold: holdModels,
		Check: func(ctx context.Context, tx pgx.Tx, actor authz.Actor, scope authz.Scope, skip int64, drafts []Registration) ([]record.Verdict, error) {
			return s.checkModels(ctx, tx, actor, scope, slices.Repeat([]int64{skip}, len(drafts)), drafts)
		},
		Update: func(ctx context.Context, tx pgx.Tx, scope authz.Scope, now time.Time, id int64, d Registration) error {
			return updateModels(ctx, tx, scope, now, []int64{id}, []Registration{d})
		},
		Reads: func(ctx context.Context, actor authz.Actor, id int64) (int64, error) {
			r, err := s.Registration(ctx, actor, id)
			return r.UnitID, err
		},
		Unit:  func(r Registration) int64 { return r.UnitID },
		Title: func(r Registration) string { return fmt.Sprintf("Mô hình kiểm tra, giám sát năm %d", r.Year) },
	}
}

// The years for which a cell may register.
const firstYear = 2010

const aboveRecognises = "Quyết định công nhận do Ủy ban Kiểm tra hoặc cơ quan của cấp ủy ghi."

// checkModels judges drafts, each of which takes the place of the registration of the same position in skips; 0 is for a new one.
func (s *Service) checkModels(ctx context.Context, tx pgx.Tx, actor authz.Actor, scope authz.Scope, skips []int64, drafts []Registration) ([]record.Verdict, error) {
	places := make([]record.Placing, len(drafts))
	for i, d := range drafts {
		places[i] = record.Placing{UnitID: d.UnitID, On: d.RegisteredOn}
	}
	stands, err := record.Stands(ctx, tx, scope, places)
	if err != nil {
		return nil, err
	}
	known, err := knownModels(ctx, tx, scope, skips, drafts)
	if err != nil {
		return nil, err
	}
	type once struct {
		unit int64
		year int
	}
	today, seen := vi.Today(s.Now()), map[once]bool{}
	verdicts := make([]record.Verdict, len(drafts))
	for i, d := range drafts {
		var p apperr.Problems
		stands[i].Check(&p, places[i], today)
		p.Check(stands[i].UnitKind == "" || org.Kind(stands[i].UnitKind).IsCell(), "unit", "Mô hình do chi bộ đăng ký. Chọn chi bộ.")
		d.check(&p, today, known[i])
		d.checkRecognised(&p, today, known[i], actor.MayEverywhere(authz.InspectionWrite))
		key := once{d.UnitID, d.Year}
		verdicts[i].Same = p.Len() == 0 && known[i].Held != nil && *known[i].Held == d
		if !verdicts[i].Same && p.Len() == 0 {
			p.Check(known[i].Held == nil && !seen[key], "year", "Chi bộ đã đăng ký mô hình của năm này. Mở dòng đã ghi để sửa.")
			seen[key] = true
		}
		verdicts[i].Err = p.Err("")
	}
	return verdicts, nil
}

// check holds the year, and how the model was lost.
func (r Registration) check(p *apperr.Problems, today time.Time, k knownModel) {
	on, last := r.RegisteredOn, time.Date(r.Year, 12, 31, 0, 0, 0, 0, time.UTC)
	switch {
	case r.Year < firstYear || r.Year > today.Year()+1:
		p.Addf("year", "Ghi năm đăng ký, từ %d đến %d.", firstYear, today.Year()+1)
	case !on.IsZero() && (on.After(last) || on.Before(last.AddDate(-1, -3, 1))): // from the last quarter of the year before
		p.Addf("on", "Đăng ký cho năm %d thì ngày đăng ký từ quý IV năm %d đến hết năm %d.", r.Year, r.Year-1, r.Year)
	}
	if n := utf8.RuneCountInString(r.LostReason); n > 300 {
		p.Addf("lost-reason", "Lý do dài %d ký tự, nhiều nhất là 300.", n)
	}
	switch day := vi.Date(r.LostOn); {
	case r.LostOn.IsZero():
		p.Check(r.LostReason == "", "lost", "Đã ghi lý do không giữ được. Ghi cả ngày.")
		return
	case r.LostOn.After(today):
		p.Addf("lost", "Ngày %s ở sau hôm nay.", day)
	case r.LostOn.Before(on):
		p.Addf("lost", "Ngày không giữ được (%s) ở trước ngày đăng ký (%s).", day, vi.Date(on))
	case r.LostOn.After(last):
		p.Addf("lost", "Ngày %s đã sang năm khác. Mô hình năm %d chỉ mất trong năm ấy.", day, r.Year)
	}
	p.Check(utf8.RuneCountInString(r.LostReason) >= 5, "lost-reason", "Ghi lý do không giữ được, từ 5 ký tự.")
	p.Check(!k.Named, "lost-reason", "Lý do nêu tên một đảng viên của chi bộ. Nơi khác cũng đọc lý do này, nên chỉ ghi việc, không ghi tên.")
	p.Check(vi.Fold(r.LostReason) != vi.Fold(LostBecause), "lost-reason", "Mất vì kỷ luật đảng viên thì cổng tự ghi khi sổ kỷ luật có quyết định. Ở đây chỉ ghi lý do khác.")
}

// checkRecognised holds the decision that recognises a cell: it is the committee's, and for who kept the model.
func (r Registration) checkRecognised(p *apperr.Problems, today time.Time, k knownModel, everywhere bool) {
	if r.RecognisedOn.IsZero() && r.RecognisedNumber == "" {
		p.Check(everywhere || k.WasNumber == "", "recognised-number", aboveRecognises)
		return
	}
	p.Check(everywhere || r.RecognisedNumber == k.WasNumber && r.RecognisedOn.Equal(k.WasOn), "recognised-number", aboveRecognises)
	n := utf8.RuneCountInString(r.RecognisedNumber)
	p.Check(n > 0 && n <= 50, "recognised-number", "Ghi số quyết định công nhận, nhiều nhất 50 ký tự.")
	switch {
	case r.RecognisedOn.IsZero():
		p.Add("recognised", "Ghi ngày quyết định công nhận.")
	case r.RecognisedOn.After(today):
		p.Addf("recognised", "Ngày %s ở sau hôm nay.", vi.Date(r.RecognisedOn))
	case r.RecognisedOn.Before(r.RegisteredOn):
		p.Addf("recognised", "Ngày công nhận (%s) ở trước ngày đăng ký (%s).", vi.Date(r.RecognisedOn), vi.Date(r.RegisteredOn))
	}
	p.Check(r.LostOn.IsZero(), "recognised-number", "Chi bộ không giữ được mô hình nên không công nhận được. Bỏ ngày không giữ được, hoặc bỏ quyết định công nhận.")
	p.Check(!k.Disciplined, "recognised-number", "Chi bộ "+LostBecause+" trong năm, nên không công nhận được.")
}

// knownModel is what the register, the roll and the book of discipline say of a draft. Held is the registration of the same cell and year, Was
// the decision on the one that the draft takes the place of.
type knownModel struct {
	Held        *Registration
	Named       bool // the reason names somebody who is, or was, in the cell
	Disciplined bool // a member of the cell in the year
	WasNumber   string
	WasOn       time.Time
}

const knownModelsSQL = `
SELECT r.id IS NOT NULL AS there, coalesce(r.registered_on, '0001-01-01') AS registered_on, coalesce(r.lost_on, '0001-01-01') AS lost_on,
    coalesce(r.lost_reason, '') AS lost_reason, coalesce(r.recognised_on, '0001-01-01') AS recognised_on,
    coalesce(r.recognised_number, '') AS recognised_number, coalesce(w.recognised_number, '') AS was_number,
    coalesce(w.recognised_on, '0001-01-01') AS was_on, d.lost_reason <> '' AND EXISTS (
        SELECT FROM memberships s
        JOIN members m ON m.committee_id = s.committee_id AND m.id = s.member_id
        WHERE s.committee_id = u.committee_id AND s.unit_id = u.id AND position(vn_key(m.full_name) IN vn_key(d.lost_reason)) > 0) AS named, EXISTS (
        SELECT FROM disciplines x
        WHERE x.committee_id = u.committee_id AND x.unit_id = u.id AND x.member_id IS NOT NULL AND x.cancelled_on IS NULL
            AND extract(year FROM x.decided_on) = d.year) AS disciplined
FROM ROWS FROM (jsonb_to_recordset(@drafts::jsonb) AS (unit_id bigint, year int, lost_reason text), unnest(@skips::bigint[]))
    WITH ORDINALITY AS d (unit_id, year, lost_reason, skip, position)
LEFT JOIN units u ON u.committee_id = @committee AND u.id = d.unit_id AND u.path <@ ANY (@scope::text[]::ltree[])
LEFT JOIN model_registrations r ON r.committee_id = u.committee_id AND r.unit_id = u.id AND r.year = d.year AND r.id <> d.skip
LEFT JOIN model_registrations w ON w.committee_id = u.committee_id AND w.id = d.skip
ORDER BY d.position`

func knownModels(ctx context.Context, tx pgx.Tx, scope authz.Scope, skips []int64, drafts []Registration) ([]knownModel, error) {
	type row struct {
		There                       bool
		RegisteredOn, LostOn        time.Time
		LostReason                  string
		RecognisedOn                time.Time
		RecognisedNumber, WasNumber string
		WasOn                       time.Time
		Named, Disciplined          bool
	}
	rows, _ := tx.Query(ctx, knownModelsSQL, scope.Args(pgx.StrictNamedArgs{"drafts": drafts, "skips": skips}))
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
	if err != nil {
		return nil, fmt.Errorf("look registrations up: %w", err)
	}
	list := make([]knownModel, len(found))
	for i, r := range found {
		list[i] = knownModel{Named: r.Named, Disciplined: r.Disciplined, WasNumber: r.WasNumber, WasOn: r.WasOn}
		if r.There {
			list[i].Held = &Registration{drafts[i].UnitID, drafts[i].Year, r.RegisteredOn, r.LostOn, r.LostReason, r.RecognisedOn, r.RecognisedNumber}
		}
	}
	return list, nil
}

// told are the branches in which the actor may read who was disciplined, and when.
func told(actor authz.Actor) []string {
	list := []string{}
	for _, p := range actor.Posts {
		if authz.Allows(p.Role, authz.DisciplineRead) && !slices.Contains(list, p.Path) {
			list = append(list, p.Path)
		}
	}
	return list
}
