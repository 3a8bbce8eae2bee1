package paper_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tusoi/internal/committee"
	"tusoi/internal/report/pdf"
	"tusoi/internal/yearend"
	"tusoi/internal/yearend/form"
	"tusoi/internal/yearend/paper"
)

func date(y int, m time.Month, d int) *time.Time {
	t := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	return &t
}

// decided is a form with something in every place.
func decided() yearend.Review {
	f, _ := form.Named(2024, "02B")
	r := yearend.Review{Year: 2024, Form: f, Place: yearend.Place{CellName: "Chi bộ ấp Đông", AboveName: "Đảng ủy xã Một"},
		Line:   yearend.Line{MemberName: "Trần Thị Bình", State: yearend.Decided, SelfLevel: form.Excellent, CellLevel: form.Good, AgencyLevel: form.Done, DecidedLevel: form.Failed, DecidedOn: date(2024, 12, 28)},
		Person: form.Person{FullName: "Trần Thị Bình", BirthDate: date(1970, 5, 19), YearOnly: true, PartyPost: "Bí thư", CellName: "Chi bộ ấp Đông"},
		Facts: form.Facts{Until: *date(2024, 12, 5), Expected: 11, Reviewed: 10, Pledges: []form.PledgeFact{{Content: "Vận động 5 hộ hiến đất", Target: "5 hộ", Months: 7, Last: "done"}},
			Tasks:    []form.TaskFact{{Title: "Rà soát hộ nghèo", DueOn: *date(2024, 8, 20), DoneOn: date(2024, 8, 25)}},
			Remedies: []form.RemedyFact{{Shortcoming: "Đi họp trễ.", Action: "Có mặt trước giờ", DueOn: *date(2024, 10, 15), Rolls: 2}}},
		Text: yearend.Text{Answers: form.Answers{}, SubmittedAt: date(2024, 12, 5), CellComment: "Chi ủy thống nhất", CellOn: date(2024, 12, 10), CommentedBy: "Nguyễn Văn An",
			Votes: form.Votes{Present: 20, Issued: 19, Returned: 18, Valid: 17, Excellent: 4, Good: 13}, AgencyComment: "Làm việc đều", AgencyHead: "Lê Văn Tư", AgencyOn: date(2024, 12, 8), DecidedBy: "Võ Thị Năm"},
	}
	for _, h := range f.Fields() {
		r.Answers[h.Key] = form.Answer{Text: "Dòng một của " + h.Key + ".\nDòng hai."}
		if h.Grade {
			r.Answers[h.Key] = form.Answer{Text: r.Answers[h.Key].Text, Grade: form.GradeFair}
		}
	}
	return r
}

// printed is the text of the PDF, its spaces made one.
func printed(t *testing.T, r yearend.Review, blank bool) string {
	t.Helper()
	var file bytes.Buffer
	if err := pdf.Write(&file, paper.Make(r, committee.Committee{Name: "Huyện ủy Thử", Place: "Thử"}, blank)); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "x.pdf")
	if err := os.WriteFile(path, file.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-layout", path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(strings.ReplaceAll(string(out), "\u00a0", " ")), " ")
}

func TestThePaperSaysWhatTheFormSays(t *testing.T) {
	t.Parallel()
	text := printed(t, decided(), false)
	at := 0
	for _, want := range []string{
		"ĐẢNG CỘNG SẢN VIỆT NAM", "Mẫu 02B", "BẢN KIỂM ĐIỂM CÁ NHÂN", "Năm 2024", "Họ và tên: Trần Thị Bình", "Ngày sinh: 1970", "Chức vụ Đảng: Bí thư",
		"I. ƯU ĐIỂM", "Dòng một của quality. Dòng hai.", "□ Xuất sắc □ Tốt ■ Trung bình □ Kém", "3. Kết quả lãnh đạo", "6. Việc thực hiện cam kết", "Dòng một của pledge.",
		"II. HẠN CHẾ", "III. KẾT QUẢ KHẮC PHỤC", "IV. GIẢI TRÌNH", "V. LÀM RÕ", "VI. PHƯƠNG HƯỚNG", "VII. TỰ NHẬN MỨC", "■ Hoàn thành xuất sắc nhiệm vụ □ Hoàn thành tốt nhiệm vụ",
		"NGƯỜI TỰ KIỂM ĐIỂM", "A. ĐÁNH GIÁ", "Làm việc đều", "■ Hoàn thành nhiệm vụ", "Lê Văn Tư", "B. ĐÁNH GIÁ", "Chi ủy thống nhất", "có mặt 20 đảng viên; phát ra 19 phiếu, thu về 18 phiếu, hợp lệ 17 phiếu",
		"■ Hoàn thành tốt nhiệm vụ", "Ngày 10 tháng 12 năm 2024", "T/M CHI ỦY (CHI BỘ)", "Nguyễn Văn An", "C. ĐẢNG ỦY", "■ Không hoàn thành nhiệm vụ", "Ngày 28 tháng 12 năm 2024", "T/M ĐẢNG ỦY (CHI ỦY)", "Võ Thị Năm",
		"PHỤ LỤC", "Tự soi 10 trên 11 kỳ", "Vận động 5 hộ hiến đất (5 hộ)", "Rà soát hộ nghèo", "dời hạn 2", "giữ nguyên như khi nộp",
	} {
		i := strings.Index(text[at:], want)
		if i < 0 {
			t.Fatalf("%q is missing, or stands too early, in\n%s", want, text)
		}
		at += i
	}
	if strings.Contains(text, "mẫu tạm") || strings.Count(text, "■") != 6+4 {
		t.Errorf("a form of 2024 is called temporary, or has %d ticks, want 10", strings.Count(text, "■"))
	}
}

func TestABlankPaperHasThePersonAndNothingElse(t *testing.T) {
	t.Parallel()
	text := printed(t, decided(), true)
	for _, want := range []string{"Trần Thị Bình", "Mẫu 02B", "VII. TỰ NHẬN MỨC", "□ Hoàn thành tốt nhiệm vụ", "....................", "Ngày ....... tháng"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing", want)
		}
	}
	for _, not := range []string{"■", "Dòng một", "thống nhất", "Võ Thị Năm", "Lê Văn Tư", "PHỤ LỤC", "Ngày 10 tháng"} {
		if strings.Contains(text, not) {
			t.Errorf("a blank form has %q", not)
		}
	}
}

func TestAFormOf2025IsMarkedAsTemporary(t *testing.T) {
	t.Parallel()
	r := decided()
	r.Year = 2025
	r.Form, _ = form.Named(2025, "2A")
	if text := printed(t, r, false); !strings.Contains(text, "Mẫu 2A, mẫu tạm") || strings.Contains(text, "Dòng một của lead") {
		t.Errorf("the form of 2025:\n%s", text)
	}
}
