package member

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/member/part"
	"tusoi/internal/postgres"
	"tusoi/internal/vi"
)

var (
	identityForm = regexp.MustCompile(`^(\d{9}|\d{12})$`)
	cardForm     = regexp.MustCompile(`^[0-9A-Za-z./-]{4,20}$`)
)

// clean puts a typed member in order and tells what is wrong, by the field's name on the form.
func (m *Member) clean(today time.Time) *apperr.Problems {
	var p apperr.Problems
	m.FullName = vi.ProperName(vi.Clean(m.FullName))
	m.FamilyName, m.MiddleName, m.GivenName = vi.SplitName(m.FullName)
	n := utf8.RuneCountInString(m.FullName)
	p.Check(n >= 2 && n <= 100 && m.GivenName != "", "name", "Ghi họ và tên, từ 2 đến 100 ký tự.")
	m.CardNumber = strings.ReplaceAll(vi.Clean(m.CardNumber), " ", "")
	p.Check(m.CardNumber == "" || cardForm.MatchString(m.CardNumber), "card", "Số thẻ gồm 4 đến 20 chữ số, có thể có dấu chấm. Ghi đúng như trên thẻ.")
	m.IdentityNumber = strings.NewReplacer(" ", "", ".", "").Replace(vi.Clean(m.IdentityNumber))
	p.Check(m.IdentityNumber == "" || identityForm.MatchString(m.IdentityNumber), "identity", "Số CCCD gồm đúng 12 chữ số (CMND cũ: 9 chữ số).")
	p.Check(m.Standing == Full || m.Standing == Probationary || m.Standing == Cadre, "standing", "Chọn diện.")
	for _, t := range []struct {
		field, label string
		text         *string
	}{{"party_post", "Chức vụ Đảng", &m.PartyPost}, {"state_post", "Chức vụ chính quyền", &m.StatePost}, {"mass_post", "Chức vụ đoàn thể", &m.MassPost}, {"job", "Nghề nghiệp", &m.Job}} {
		*t.text = vi.Clean(*t.text)
		p.Check(utf8.RuneCountInString(*t.text) <= 100, t.field, t.label+" dài nhiều nhất 100 ký tự.")
	}
	m.checkDays(&p, today)
	m.checkEmployment(&p)
	return &p
}

// checkEmployment asks of who is no Party member what they are employed as, and takes off what only a Party member has.
func (m *Member) checkEmployment(p *apperr.Problems) {
	if m.Standing != Cadre {
		m.Employment = ""
		return
	}
	p.Check(slices.Contains(part.Employments(), m.Employment), "employment", "Chọn cán bộ, công chức, viên chức hay người lao động.")
	m.CardNumber, m.PartyPost, m.DecidedOn, m.AdmittedOn, m.OfficialOn = "", "", nil, nil, nil
}

func (m *Member) checkDays(p *apperr.Problems, today time.Time) {
	for _, d := range []struct {
		field, label string
		day          *time.Time
	}{{"birth", "Ngày sinh", m.BirthDate}, {"decided", "Ngày quyết định kết nạp", m.DecidedOn}, {"admitted", "Ngày kết nạp", m.AdmittedOn}, {"official", "Ngày chính thức", m.OfficialOn}} {
		if d.day != nil && d.day.After(today) {
			p.Addf(d.field, "%s %s ở sau hôm nay.", d.label, vi.Date(*d.day))
		}
	}
	if m.BirthDate != nil && m.AdmittedOn != nil && m.AdmittedOn.Year() < m.BirthDate.Year()+16 {
		p.Addf("admitted", "Ngày kết nạp %s không khớp với năm sinh %d: chưa đủ tuổi.", vi.Date(*m.AdmittedOn), m.BirthDate.Year())
	}
	if m.DecidedOn != nil && m.AdmittedOn != nil && m.AdmittedOn.Before(*m.DecidedOn) {
		p.Addf("admitted", "Lễ kết nạp %s ở trước ngày quyết định %s.", vi.Date(*m.AdmittedOn), vi.Date(*m.DecidedOn))
	}
	if m.AdmittedOn != nil && m.OfficialOn != nil && m.OfficialOn.Before(*m.AdmittedOn) {
		p.Addf("official", "Ngày chính thức %s ở trước ngày kết nạp %s.", vi.Date(*m.OfficialOn), vi.Date(*m.AdmittedOn))
	}
	if m.Standing == Probationary && m.OfficialOn != nil {
		p.Add("standing", "Đã có ngày chính thức thì diện là đảng viên chính thức.")
	}
}

// Enrol adds a person to a cell, from a day on, and returns their id.
func (s *Service) Enrol(ctx context.Context, actor authz.Actor, m Member, cell int64, from time.Time) (int64, error) {
	scope, err := actor.Scope(authz.MemberWrite)
	if err != nil {
		return 0, err
	}
	now := s.Now()
	p := m.clean(vi.Today(now))
	p.Check(cell > 0, "cell", "Chọn chi bộ.")
	p.Check(m.CardNumber != "" || m.IdentityNumber != "" || m.BirthDate != nil, "identity", "Cần số CCCD, số thẻ hoặc ngày sinh để không lẫn với người trùng tên.")
	p.Check(m.Standing != Cadre || m.BirthDate != nil, "birth", "Ghi ngày sinh hoặc năm sinh.")
	p.Check(!from.IsZero(), "from", "Ghi ngày bắt đầu sinh hoạt tại chi bộ.")
	if err := p.Err("Chưa thêm được: có %d chỗ cần sửa."); err != nil {
		return 0, err
	}
	err = postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		to, err := s.destination(ctx, tx, scope, cell, from, m.Standing)
		if err != nil {
			return err
		}
		if err := s.mayMove(ctx, tx, scope, from, cell); err != nil {
			return err
		}
		ids, err := takeIDs(ctx, tx, 1)
		if err != nil {
			return err
		}
		m.ID = ids[0]
		if err := insertMembers(ctx, tx, scope, now, []Added{{Member: m, UnitID: cell}}); err != nil {
			return numbered(err)
		}
		if err := s.MoveTx(ctx, tx, actor, scope, from, []Move{{MemberID: m.ID, Kind: m.Standing.Kind(), UnitID: cell, State: Active}}); err != nil {
			return err
		}
		if err := noTwin(ctx, tx, scope, m, cell); err != nil {
			return err
		}
		return record(ctx, tx, actor, now, m.ID, fmt.Sprintf("Thêm %s vào %s từ %s", m.FullName, to, vi.Date(from)), "", cell)
	})
	return m.ID, err
}

const twinSQL = `
SELECT count(*)
FROM memberships s
JOIN units u ON u.committee_id = s.committee_id AND u.id = s.unit_id
JOIN members m ON m.committee_id = s.committee_id AND m.id = s.member_id
WHERE s.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND s.unit_id = @cell AND s.kind = 'beyond' AND s.valid_to IS NULL
    AND m.full_name = @name AND m.birth_date = @birth`

// noTwin refuses somebody outside the Party who is in the cell already: they may have no number by which a form sent twice is known.
// It looks after the cell was counted again, for which two writers wait for each other.
func noTwin(ctx context.Context, tx pgx.Tx, scope authz.Scope, m Member, cell int64) error {
	if m.Standing != Cadre || m.BirthDate == nil {
		return nil
	}
	var n int
	err := tx.QueryRow(ctx, twinSQL, scope.Args(pgx.StrictNamedArgs{"cell": cell, "name": m.FullName, "birth": m.BirthDate})).Scan(&n)
	if err == nil && n > 1 {
		err = apperr.Invalid("Đã có.", apperr.Field{Name: "name", Msg: m.FullName + ", cùng ngày sinh, đã có trong danh sách ngoài Đảng của chi bộ này."})
	}
	return err
}

// numbered says in words that a card or an identity number is somebody else's.
func numbered(err error) error {
	field, label := "", ""
	switch postgres.Constraint(err) {
	case "members_card":
		field, label = "card", "Số thẻ"
	case "members_identity":
		field, label = "identity", "Số CCCD"
	default:
		return err
	}
	return &apperr.Error{Kind: apperr.KindInvalid, Err: err, Msg: "Trùng số.", Fields: []apperr.Field{{Name: field,
		Msg: label + " này đang là của một người khác trong danh sách. Tìm theo số ấy trên trang Đảng viên, hoặc kiểm tra lại số."}}}
}

func record(ctx context.Context, tx pgx.Tx, actor authz.Actor, now time.Time, id int64, summary, reason string, units ...int64) error {
	var entries []audit.Entry
	for _, u := range units {
		entries = append(entries, audit.Entry{UnitID: u, Action: authz.MemberWrite, ObjectKind: "member", ObjectID: id, Summary: summary, Reason: reason})
	}
	return audit.RecordAllTx(ctx, tx, actor, now, entries)
}

const amendedSQL = `
SELECT m.id, m.full_name, m.family_name, m.middle_name, m.given_name, m.card_number, m.identity_number, m.birth_date, m.birth_year_only,
    m.decided_on, m.admitted_on, m.official_on, m.standing, m.party_post, m.state_post, m.mass_post, m.job, m.employment, m.version,
    coalesce(s.unit_id, 0) AS unit_id
FROM members m
JOIN LATERAL (
    SELECT o.unit_id
    FROM memberships o
    JOIN units u ON u.committee_id = o.committee_id AND u.id = o.unit_id
    WHERE o.committee_id = m.committee_id AND o.member_id = m.id AND u.path <@ ANY (@scope::text[]::ltree[])
    ORDER BY o.kind DESC, o.valid_from DESC, o.id DESC
    LIMIT 1) s ON true
WHERE m.committee_id = @committee AND m.id = @member
FOR UPDATE OF m`

// kept is a member as they stand, unmasked, with the newest of their cells in the scope.
type kept struct {
	Member
	Version int
	UnitID  int64
}

func keep(ctx context.Context, tx pgx.Tx, scope authz.Scope, id int64) (kept, error) {
	rows, _ := tx.Query(ctx, amendedSQL, scope.Args(pgx.StrictNamedArgs{"member": id}))
	k, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[kept])
	if errors.Is(err, pgx.ErrNoRows) {
		return k, noMember()
	}
	if err != nil {
		return k, fmt.Errorf("find the member: %w", err)
	}
	return k, nil
}

func noMember() error {
	return apperr.NotFound("Không tìm thấy đảng viên này trong phạm vi của đồng chí.")
}

// Amend changes what is known of a person. version is the one that the form showed. An empty identity number leaves the known
// one: the form never shows it.
func (s *Service) Amend(ctx context.Context, actor authz.Actor, id int64, version int, m Member) error {
	scope, err := actor.Scope(authz.MemberWrite)
	if err != nil {
		return err
	}
	now := s.Now()
	if err := m.clean(vi.Today(now)).Err("Chưa sửa được: có %d chỗ cần sửa."); err != nil {
		return err
	}
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		old, err := keep(ctx, tx, scope, id)
		if err != nil {
			return err
		}
		if old.Version != version {
			return apperr.Conflict("Đồng chí này vừa được người khác sửa. Đồng chí tải lại trang, xem chỗ đã đổi rồi sửa tiếp.")
		}
		if (m.Standing == Cadre) != (old.Standing == Cadre) {
			return apperr.Invalid("Chưa sửa được.", apperr.Field{Name: "standing", Msg: "Người ngoài Đảng và đảng viên không đổi cho nhau ở đây. Khi được kết nạp, dùng bước “Đã kết nạp”."})
		}
		m.ID = id
		if m.IdentityNumber == "" {
			m.IdentityNumber = old.IdentityNumber
		}
		said := changes(old.Member, m)
		if len(said) == 0 {
			return nil
		}
		if err := updateMembers(ctx, tx, scope, now, []Changed{{m, version}}); err != nil {
			return numbered(err)
		}
		return record(ctx, tx, actor, now, id, "Sửa "+m.FullName+": "+strings.Join(said, "; "), "", old.UnitID)
	})
}
