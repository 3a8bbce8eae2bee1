package indicator

import "github.com/jackc/pgx/v5"

// met are the figures of the meetings of cells.
var met = []Indicator{
	{Key: "meetings_held", Name: "Buổi sinh hoạt chi bộ", Definition: "Buổi sinh hoạt thường kỳ và chuyên đề đã tổ chức trong kỳ; thường kỳ và chuyên đề trong cùng một buổi tính một.", HigherGood: true},
	{Key: "thematic_meetings", Name: "Buổi sinh hoạt chuyên đề", Definition: "Buổi chuyên đề đã tổ chức trong kỳ, kể cả buổi làm chung với thường kỳ.", HigherGood: true},
	{Key: "mending_meetings", Name: "Buổi sinh hoạt có chủ đề tự soi, tự sửa", Definition: "Buổi sinh hoạt trong kỳ được ghi là có chủ đề tự soi, tự sửa.", HigherGood: true},
	{Key: "attendance", Name: "Tỷ lệ dự sinh hoạt", Definition: "Lượt đảng viên dự trên lượt phải dự, cộng các buổi trong kỳ.", Numerator: "lượt dự", Denominator: "lượt phải dự", HigherGood: true},
	{Key: "meeting_quality", Name: "Điểm chất lượng sinh hoạt bình quân", Definition: "Cộng điểm chất lượng của các buổi đã chấm trong kỳ, chia cho số buổi đó. Buổi chưa chấm không tính.",
		Numerator: "điểm cộng lại", Denominator: "buổi đã chấm", Mean: true, HigherGood: true},
}

func (c counts) ofMeetings(key string) (num, den int64, ok bool) {
	switch key {
	case "meetings_held":
		return c.Held, 0, true
	case "thematic_meetings":
		return c.Thematic, 0, true
	case "mending_meetings":
		return c.MendingHeld, 0, true
	case "attendance":
		return c.Attended, c.MeetingExpected, true
	case "meeting_quality":
		return c.Quality, c.Rated, true
	}
	return 0, 0, false
}

// meetingsEvidenceSQL lists meetings with their part of a figure, which is @part.
const meetingsEvidenceSQL = `
SELECT 'meeting' AS kind, m.id, u.name AS title, CASE m.kind WHEN 'regular' THEN 'thường kỳ' WHEN 'thematic' THEN 'chuyên đề' ELSE 'thường kỳ và chuyên đề' END
        || coalesce(': ' || nullif(m.theme, ''), '') AS detail,
    u.id AS unit_id, coalesce(p.name, '') AS unit_name, m.held_on AS "on",
    CASE @part WHEN 'attendance' THEN m.attended WHEN 'meeting_quality' THEN m.quality ELSE 1 END::bigint AS num,
    CASE @part WHEN 'attendance' THEN m.expected WHEN 'meeting_quality' THEN 1 ELSE 0 END::bigint AS den, count(*) OVER () AS total
FROM meetings m
JOIN units u ON u.committee_id = m.committee_id AND u.id = m.cell_id
LEFT JOIN units p ON p.committee_id = u.committee_id AND p.id = u.parent_id
WHERE m.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.path <@ @path::text::ltree
    AND m.held_on BETWEEN @from AND @to
    AND CASE @part WHEN 'thematic_meetings' THEN m.kind <> 'regular' WHEN 'mending_meetings' THEN m.mending WHEN 'meeting_quality' THEN m.quality IS NOT NULL
        ELSE true END
ORDER BY m.held_on DESC, u.path, m.id
LIMIT @limit OFFSET @offset`

func meetings(part string) source {
	return source{meetingsEvidenceSQL, days, pgx.StrictNamedArgs{"part": part}}
}
