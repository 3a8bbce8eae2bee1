package indicator

import (
	"tusoi/internal/authz"
	"tusoi/internal/discipline"

	"github.com/jackc/pgx/v5"
)

// disciplined are the figures of discipline. Decisions that were cancelled by the end of the period are not counted in it.
var disciplined = []Indicator{
	{Key: "discipline_cases", Name: "Trường hợp bị xử lý kỷ luật", Definition: "Quyết định kỷ luật đảng viên, tổ chức đảng ban hành trong kỳ, không kể quyết định đã bị hủy đến cuối kỳ. Chỉ tính số; tên chỉ cấp ủy trực tiếp và Ủy ban Kiểm tra biết."},
	{Key: "members_disciplined", Name: "Đảng viên bị kỷ luật", Definition: "Quyết định kỷ luật đảng viên ban hành trong kỳ, không kể quyết định đã bị hủy đến cuối kỳ."},
	{Key: "organisations_disciplined", Name: "Tổ chức đảng bị kỷ luật", Definition: "Quyết định kỷ luật tổ chức đảng ban hành trong kỳ, không kể quyết định đã bị hủy đến cuối kỳ."},
	{Key: "disciplined_committee_members", Name: "Cấp ủy viên trong số đảng viên bị kỷ luật", Definition: "Quyết định kỷ luật cấp ủy viên trên số quyết định kỷ luật đảng viên ban hành trong kỳ, không kể quyết định đã bị hủy đến cuối kỳ.",
		Numerator: "quyết định kỷ luật cấp ủy viên", Denominator: "quyết định kỷ luật đảng viên"},
}

// disciplinesEvidenceSQL names nobody, nor the cell, but to who may read names there: @named are the branches in which the reader may,
// @own the units in them whose own decisions are for who stands above. @part is the figure; that of all cases names nobody at all.
const disciplinesEvidenceSQL = `
WITH cases AS (
    SELECT d.*, u.name AS unit_name, m.full_name, @part <> 'discipline_cases' AND u.path <@ ANY (@named::text[]::ltree[]) AND u.id <> ALL (@own::bigint[]) AS told,
        CASE d.form WHEN 'reprimand' THEN 'Khiển trách' WHEN 'warning' THEN 'Cảnh cáo' WHEN 'removal' THEN 'Cách chức'
            WHEN 'expulsion' THEN 'Khai trừ' ELSE 'Giải tán' END AS label
    FROM disciplines d
    JOIN units u ON u.committee_id = d.committee_id AND u.id = d.unit_id
    LEFT JOIN members m ON m.committee_id = d.committee_id AND m.id = d.member_id
    WHERE d.committee_id = @committee AND u.path <@ ANY (@scope::text[]::ltree[]) AND u.path <@ @path::text::ltree
        AND d.decided_on BETWEEN @from AND @to AND (d.cancelled_on IS NULL OR d.cancelled_on > @to)
        AND CASE @part WHEN 'discipline_cases' THEN true WHEN 'organisations_disciplined' THEN d.member_id IS NULL ELSE d.member_id IS NOT NULL END
)
SELECT 'discipline' AS kind, CASE WHEN c.told THEN c.id ELSE 0 END AS id,
    CASE WHEN c.told THEN coalesce(c.full_name, c.unit_name) ELSE 'Trường hợp số ' || row_number() OVER (ORDER BY c.decided_on, c.id) END AS title,
    concat_ws(', ', c.label, CASE WHEN c.committee_member AND (c.told OR @part = 'disciplined_committee_members') THEN 'cấp ủy viên' END,
        CASE WHEN c.told AND c.decision_number <> '' THEN 'Quyết định số ' || c.decision_number END) AS detail,
    CASE WHEN c.told THEN c.unit_id ELSE 0 END AS unit_id, CASE WHEN c.told THEN c.unit_name ELSE '' END AS unit_name, c.decided_on AS "on",
    CASE WHEN @part = 'disciplined_committee_members' THEN c.committee_member::int ELSE 1 END::bigint AS num,
    CASE WHEN @part = 'disciplined_committee_members' THEN 1 ELSE 0 END::bigint AS den, count(*) OVER () AS total
FROM cases c
ORDER BY c.decided_on, c.id
LIMIT @limit OFFSET @offset`

func cases(part string) source {
	return source{disciplinesEvidenceSQL, []string{"path", "from", "to", "named", "own"}, pgx.StrictNamedArgs{"part": part}}
}

// tell adds to a window where the actor may read who was disciplined.
func tell(window pgx.StrictNamedArgs, actor authz.Actor) {
	named := []string{}
	for _, p := range actor.Posts {
		if authz.Allows(p.Role, authz.DisciplineRead) {
			named = append(named, p.Path)
		}
	}
	window["named"], window["own"] = named, discipline.Own(actor)
}
