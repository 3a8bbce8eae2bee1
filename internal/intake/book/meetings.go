package book

import (
	"strconv"

	"tusoi/internal/intake/compare"
	"tusoi/internal/intake/workbook"
	"tusoi/internal/meeting"
	"tusoi/internal/vi"
)

// The columns of the book of meetings.
const (
	metDay = iota
	metCell
	metKind
	metTheme
	metMending
	metBegins
	metEnds
	metPlace
	metChair
	metExpected
	metAttended
	metExcused
	metQuality
)

// MeetingLayout is the columns of the book of meetings: counts, without names.
var MeetingLayout = workbook.Layout{Key: string(compare.Meetings), Title: "Sinh hoạt chi bộ", Columns: []workbook.Column{
	metDay:      {Heading: "Ngày sinh hoạt", Also: []string{"ngay", "ngay hop"}, Needed: true, Hint: "dd/mm/yyyy."},
	metCell:     {Heading: "Chi bộ", Also: []string{"to chuc dang", "don vi"}, Needed: true, Hint: "Mã hoặc tên chi bộ."},
	metKind:     {Heading: "Loại", Also: []string{"loai sinh hoat", "hinh thuc"}, Needed: true, Hint: "Thường kỳ, Chuyên đề, hoặc Thường kỳ và chuyên đề."},
	metTheme:    {Heading: "Chủ đề", Also: []string{"chuyen de", "noi dung"}, Hint: "Cần khi là buổi chuyên đề."},
	metMending:  {Heading: "Tự soi, tự sửa", Also: []string{"dot tu soi tu sua"}, Hint: "Có, hoặc để trống."},
	metBegins:   {Heading: "Giờ bắt đầu", Also: []string{"bat dau"}, Hint: "Ví dụ: 19:30; có thể để trống."},
	metEnds:     {Heading: "Giờ kết thúc", Also: []string{"ket thuc"}, Hint: "Ví dụ: 21:00; có thể để trống."},
	metPlace:    {Heading: "Địa điểm", Also: []string{"noi hop"}, Hint: "Có thể để trống."},
	metChair:    {Heading: "Chủ trì", Also: []string{"nguoi chu tri"}, Hint: "Có thể để trống."},
	metExpected: {Heading: "Phải dự", Also: []string{"so phai du", "trieu tap", "tong so"}, Needed: true, Hint: "Số đảng viên phải dự."},
	metAttended: {Heading: "Đã dự", Also: []string{"so du", "co mat"}, Needed: true, Hint: "Số đảng viên đã dự."},
	metExcused:  {Heading: "Vắng có lý do", Also: []string{"vang co phep", "co ly do"}, Hint: "Để trống là không có."},
	metQuality:  {Heading: "Điểm chất lượng", Also: []string{"diem", "chat luong"}, Hint: "Từ 0 đến 100, nếu đã chấm."},
}}

// Meetings is the book of meetings.
func Meetings(room *meeting.Service) Book {
	return spec[meeting.Draft]{
		kind: compare.Meetings, layout: MeetingLayout, read: readMeeting, room: room.Book(),
		fields: map[string]int{
			"on": metDay, "unit": metCell, "kind": metKind, "theme": metTheme, "begins": metBegins, "ends": metEnds, "place": metPlace, "chair": metChair,
			"expected": metExpected, "attended": metAttended, "excused": metExcused, "quality": metQuality, "votes_for": metAttended,
		},
	}.book()
}

var (
	meetingKinds = options(meeting.Kinds())
	yes          = []compare.Option{{Value: "1", Label: "Có"}}
)

func readMeeting(l *compare.Line) meeting.Draft {
	l.Need(metDay, metCell, metKind, metExpected, metAttended)
	d := meeting.Draft{
		HeldOn: l.Day(metDay), Kind: meeting.Kind(l.Choice(metKind, meetingKinds)), Theme: l.Text(metTheme, 300), Mending: l.Choice(metMending, yes) != "",
		Begins: readClock(l, metBegins), Ends: readClock(l, metEnds), Place: l.Text(metPlace, 200), Chair: l.Text(metChair, 100),
		Expected: l.Count(metExpected, 1, 10_000), Attended: l.Count(metAttended, 0, 10_000), Excused: l.Count(metExcused, 0, 10_000),
	}
	d.CellID = l.Unit(metCell, d.HeldOn)
	if text := l.Text(metQuality, 20); text != "" {
		n, err := vi.ParseHundredths(text)
		if err != nil {
			l.Refuse(metQuality, "“"+text+"” chưa đúng: ghi một số từ 0 đến 100, ví dụ 92,5.")
		}
		d.Quality = &n
	}
	return d
}

func readClock(l *compare.Line, column int) meeting.Clock {
	text := l.Text(column, 20)
	c, ok := meeting.ParseClock(text)
	if !ok {
		l.Refuse(column, "“"+text+"” chưa đúng: ghi giờ và phút, ví dụ 19:30.")
	}
	return c
}

// MeetingRow is a meeting as the list has one.
func MeetingRow(r meeting.Row, cell string) []string {
	row := make([]string, len(MeetingLayout.Columns))
	row[metDay], row[metCell], row[metKind], row[metTheme] = vi.Date(r.HeldOn), cell, r.Kind.Label(), r.Theme
	row[metBegins], row[metEnds], row[metPlace], row[metChair] = r.Begins.String(), r.Ends.String(), r.Place, r.Chair
	row[metExpected], row[metAttended], row[metExcused] = strconv.Itoa(r.Expected), strconv.Itoa(r.Attended), strconv.Itoa(r.Excused)
	if r.Mending {
		row[metMending] = "Có"
	}
	if r.Quality != nil {
		row[metQuality] = vi.Hundredths(*r.Quality)
	}
	return row
}
