package indicator

import "github.com/jackc/pgx/v5"

// inspected are the figures of inspection and supervision, of the model and of complaints.
var inspected = []Indicator{
	{Key: "inspections_done", Name: "Cuộc kiểm tra theo kế hoạch đã làm", Definition: "Cuộc kiểm tra đã hoàn thành trên số cuộc mà kế hoạch của các tổ chức đặt vào kỳ, không kể cuộc ngoài kế hoạch.", Numerator: "cuộc đã hoàn thành", Denominator: "cuộc theo kế hoạch trong kỳ", HigherGood: true},
	{Key: "supervisions_done", Name: "Cuộc giám sát theo kế hoạch đã làm", Definition: "Cuộc giám sát đã hoàn thành trên số cuộc mà kế hoạch của các tổ chức đặt vào kỳ, không kể cuộc ngoài kế hoạch.", Numerator: "cuộc đã hoàn thành", Denominator: "cuộc theo kế hoạch trong kỳ", HigherGood: true},
	{Key: "checks_outside_plan", Name: "Cuộc kiểm tra, giám sát ngoài kế hoạch", Definition: "Cuộc kiểm tra, giám sát ngoài kế hoạch bắt đầu trong kỳ, ví dụ khi có dấu hiệu vi phạm."},
	{Key: "ktgs_kept", Name: "Chi bộ giữ được mô hình kiểm tra, giám sát", Definition: "Chi bộ đã đăng ký mô hình của năm mà đến cuối kỳ chưa mất, trên số chi bộ đã đăng ký.", Numerator: "chi bộ giữ được đến cuối kỳ", Denominator: "chi bộ đã đăng ký", HigherGood: true},
	{Key: "ktgs_lost", Name: "Chi bộ không giữ được mô hình kiểm tra, giám sát", Definition: "Chi bộ đã đăng ký mô hình của năm mà đến cuối kỳ không giữ được, vì kỷ luật đảng viên (tính từ đầu nửa năm có quyết định) hoặc lý do khác."},
	{Key: "ktgs_recognised", Name: "Chi bộ được công nhận mô hình kiểm tra, giám sát", Definition: "Chi bộ có quyết định công nhận giữ được mô hình ban hành trong kỳ, trừ nơi đã mất tính đến cuối kỳ.", HigherGood: true},
	{Key: "complaints_received", Name: "Đơn thư đã nhận", Definition: "Số đơn thư các tổ chức đảng nhận trong các tháng của kỳ. Cổng chỉ có số lượng."},
	{Key: "complaints_settled", Name: "Đơn thư giải quyết xong", Definition: "Số đơn thư giải quyết xong trong các tháng của kỳ, kể cả đơn nhận từ trước kỳ.", HigherGood: true},
	{Key: "complaints_pending", Name: "Đơn thư chưa giải quyết", Definition: "Số đơn thư đã nhận mà đến cuối kỳ chưa giải quyết xong."},
}

// checksEvidenceSQL names the organisation that is checked, never a member. @part is the figure.
const checksEvidenceSQL = `
SELECT 'inspection' AS kind, i.id, t.name || ': ' || i.subject AS title, CASE WHEN i.done_on IS NULL THEN 'chưa làm' ELSE 'xong ngày ' || to_char(i.done_on, 'DD/MM/YYYY') END
        || CASE WHEN i.conclusion_number <> '' THEN ', Kết luận số ' || i.conclusion_number ELSE '' END AS detail,
    u.id AS unit_id, u.name AS unit_name, i.planned_on AS "on", CASE WHEN @part = 'checks_outside_plan' THEN 1 ELSE (i.done_on IS NOT NULL)::int END::bigint AS num,
    CASE WHEN @part = 'checks_outside_plan' THEN 0 ELSE 1 END::bigint AS den, count(*) OVER () AS total
FROM inspections i
JOIN units u ON u.committee_id = i.committee_id AND u.id = i.unit_id
JOIN units t ON t.committee_id = i.committee_id AND t.id = i.target_id
WHERE i.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.path <@ @path::text::ltree AND i.planned_on BETWEEN @from AND @to
    AND CASE @part WHEN 'inspections_done' THEN i.in_plan AND i.kind = 'inspection' WHEN 'supervisions_done' THEN i.in_plan AND i.kind = 'supervision' ELSE NOT i.in_plan END
ORDER BY i.done_on IS NOT NULL, i.planned_on, i.id
LIMIT @limit OFFSET @offset`

// registrationsEvidenceSQL says that a discipline took the model away, and neither whose it was nor of which day. @part is the figure.
const registrationsEvidenceSQL = `
SELECT 'registration' AS kind, r.id, u.name AS title, CASE
        WHEN r.disciplined_half <= @to THEN 'không giữ được: có đảng viên vi phạm đến mức xử lý kỷ luật' WHEN r.lost_on <= @to THEN 'không giữ được: ' || r.lost_reason
        WHEN r.recognised_on <= @to THEN 'được công nhận theo Quyết định số ' || r.recognised_number ELSE 'đang giữ' END AS detail,
    u.id AS unit_id, coalesce(p.name, '') AS unit_name, CASE WHEN @part = 'ktgs_recognised' THEN r.recognised_on ELSE r.registered_on END AS "on",
    CASE WHEN @part = 'ktgs_kept' THEN (coalesce(least(r.lost_on, r.disciplined_half), 'infinity') > @to)::int ELSE 1 END::bigint AS num,
    CASE WHEN @part = 'ktgs_kept' THEN 1 ELSE 0 END::bigint AS den, count(*) OVER () AS total
FROM model_registrations r
JOIN units u ON u.committee_id = r.committee_id AND u.id = r.unit_id
LEFT JOIN units p ON p.committee_id = u.committee_id AND p.id = u.parent_id
WHERE r.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.path <@ @path::text::ltree
    AND CASE @part WHEN 'ktgs_recognised' THEN r.recognised_on BETWEEN @from AND @to AND coalesce(least(r.lost_on, r.disciplined_half), 'infinity') > @to
        ELSE r.year = @year AND r.registered_on <= @to AND (@part <> 'ktgs_lost' OR least(r.lost_on, r.disciplined_half) <= @to) END
ORDER BY u.path, r.id
LIMIT @limit OFFSET @offset`

// complaintsEvidenceSQL lists months; for what is pending, organisations. @part is the figure.
const complaintsEvidenceSQL = `
WITH months AS (
    SELECT c.id, c.month, c.received, c.settled, u.id AS unit_id, u.name, u.path,
        sum(c.received - c.settled) OVER (PARTITION BY u.id) AS pending, row_number() OVER (PARTITION BY u.id ORDER BY c.month DESC) AS back
    FROM complaint_counts c
    JOIN units u ON u.committee_id = c.committee_id AND u.id = c.unit_id
    WHERE c.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.path <@ @path::text::ltree AND c.month <= @to
)
SELECT 'complaints' AS kind, m.id, m.name AS title, CASE WHEN @part = 'complaints_pending' THEN 'còn ' || m.pending
        ELSE to_char(m.month, '"tháng" FMMM/YYYY') || ': nhận ' || m.received || ', giải quyết xong ' || m.settled END AS detail,
    m.unit_id, m.name AS unit_name, m.month AS "on",
    CASE @part WHEN 'complaints_received' THEN m.received WHEN 'complaints_settled' THEN m.settled ELSE m.pending END::bigint AS num,
    0::bigint AS den, count(*) OVER () AS total
FROM months m
WHERE CASE @part WHEN 'complaints_pending' THEN m.back = 1 AND m.pending > 0 WHEN 'complaints_received' THEN m.month >= @from AND m.received > 0
    ELSE m.month >= @from AND m.settled > 0 END
ORDER BY m.month DESC, m.path
LIMIT @limit OFFSET @offset`

func inspecting(sql, part string) source {
	return source{sql, []string{"path", "from", "to"}, pgx.StrictNamedArgs{"part": part}}
}

func modelled(part string) source {
	return source{registrationsEvidenceSQL, []string{"path", "from", "to", "year"}, pgx.StrictNamedArgs{"part": part}}
}

// watched are the counts of these figures.
type watched struct {
	Inspections, InspectionsDone, Supervisions, SupervisionsDone, Outside int64
	KtgsRegistered, KtgsKept, KtgsLost, KtgsRecognised                    int64
	ComplaintsReceived, ComplaintsSettled, ComplaintsPending              int64
}

// of is an indicator's numerator and denominator; ours is false for those of others.
func (c watched) of(key string) (num, den int64, ours bool) {
	switch key {
	case "inspections_done":
		return c.InspectionsDone, c.Inspections, true
	case "supervisions_done":
		return c.SupervisionsDone, c.Supervisions, true
	case "checks_outside_plan":
		return c.Outside, 0, true
	case "ktgs_registered":
		return c.KtgsRegistered, 0, true
	case "ktgs_kept":
		return c.KtgsKept, c.KtgsRegistered, true
	case "ktgs_lost":
		return c.KtgsLost, 0, true
	case "ktgs_recognised":
		return c.KtgsRecognised, 0, true
	case "complaints_received":
		return c.ComplaintsReceived, 0, true
	case "complaints_settled":
		return c.ComplaintsSettled, 0, true
	case "complaints_pending":
		return c.ComplaintsPending, 0, true
	}
	return 0, 0, false
}
