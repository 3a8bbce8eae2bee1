// Package studies makes the documents of the demonstration, and who studied them.
package studies

import (
	"math/rand/v2"
	"time"

	"tusoi/internal/org"
	"tusoi/internal/study"
)

type maker struct {
	r         *rand.Rand
	today     time.Time
	documents []study.DocumentRow
	sessions  []study.SessionRow
}

// Make registers documents and their study; members is how many each cell has.
func Make(r *rand.Rand, today time.Time, grassroots, cells []org.Unit, members map[int64]int) ([]study.DocumentRow, []study.SessionRow) {
	m := &maker{r: r, today: today}
	m.named(grassroots)
	m.directive(cells, members)
	return m.documents, m.sessions
}

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// named registers the documents that the source names, and a session of each in every grassroots organisation.
func (m *maker) named(grassroots []org.Unit) {
	for i, d := range []struct {
		number, issuer, subject string
		on, from                time.Time
	}{
		{"01-KL/TW", "Bộ Chính trị", "Tiếp tục thực hiện Chỉ thị 05-CT/TW về học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh", day(2021, 5, 18), day(2021, 7, 5)},
		{"21-KL/TW", "Ban Chấp hành Trung ương", "Đẩy mạnh xây dựng, chỉnh đốn Đảng và hệ thống chính trị (Hội nghị Trung ương 4 khóa XIII)", day(2021, 10, 25), day(2021, 12, 6)},
		{"37-QĐ/TW", "Ban Chấp hành Trung ương", "Về những điều đảng viên không được làm", day(2021, 10, 25), day(2022, 1, 10)},
		{"242-QĐ/TW", "Trung ương", "Quy định được nêu trong bài phỏng vấn, chưa đối chiếu được văn bản", day(2022, 1, 1), day(2022, 3, 14)},
		{"04-NQ/TW", "Ban Chấp hành Trung ương", "Tăng cường xây dựng, chỉnh đốn Đảng (Hội nghị Trung ương 4 khóa XII)", day(2016, 10, 30), day(2022, 4, 11)},
	} {
		id := int64(i + 1)
		m.documents = append(m.documents, study.DocumentRow{ID: id, Document: study.Document{
			UnitID: 1, Number: d.number, Issuer: d.issuer, IssuedOn: d.on, Subject: d.subject, Level: study.Grassroots, DueOn: d.from.AddDate(0, 0, 40),
		}})
		for _, g := range grassroots {
			expected := 20 + m.r.IntN(120)
			m.sessions = append(m.sessions, study.SessionRow{ID: int64(len(m.sessions) + 1), Session: study.Session{
				DocumentID: id, UnitID: g.ID, HeldOn: d.from.AddDate(0, 0, m.r.IntN(30)), Form: study.Meeting,
				Expected: expected, Attended: expected - m.r.IntN(expected/12+1),
			}})
		}
	}
}

// directive is one of this year that every cell must study: most have, some are late.
func (m *maker) directive(cells []org.Unit, members map[int64]int) {
	on := day(m.today.Year(), 9, 1)
	if !on.AddDate(0, 1, 0).Before(m.today) {
		return
	}
	id := int64(len(m.documents) + 1)
	m.documents = append(m.documents, study.DocumentRow{ID: id, Document: study.Document{
		UnitID: 1, Number: "12-CT/HU", Issuer: "Ban Thường vụ Huyện ủy", IssuedOn: on, Subject: "Nâng cao chất lượng sinh hoạt chi bộ và tự soi, tự sửa hằng tháng",
		Level: study.Cells, DueOn: day(m.today.Year(), 10, 31),
	}})
	for i, c := range cells {
		n := members[c.ID]
		if i%9 == 4 || n == 0 {
			continue
		}
		m.sessions = append(m.sessions, study.SessionRow{ID: int64(len(m.sessions) + 1), Session: study.Session{
			DocumentID: id, UnitID: c.ID, HeldOn: on.AddDate(0, 0, 3+m.r.IntN(27)), Form: study.Thematic, Presenter: "Bí thư chi bộ", Expected: n, Attended: n - i%3%n,
		}})
	}
}
