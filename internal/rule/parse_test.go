package rule_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tusoi/internal/apperr"
	"tusoi/internal/rule"
)

func shippedFile(t testing.TB) string {
	t.Helper()
	data, err := os.ReadFile("sets/tsvm-toan-dien-2022.json")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// faults break the shipped file in one place each.
var faults = []struct{ name, old, new, field, words string }{
	{"key", `"key": "tsvm-toan-dien"`, `"key": "Toàn diện"`, "key", "chữ thường không dấu"},
	{"version", `"version": 1`, `"version": 0`, "version", "từ 1 trở lên"},
	{"no title", `"title": "Chi bộ trong sạch, vững mạnh toàn diện (mẫu)"`, `"title": ""`, "title", "Nhập tên"},
	{"sample not said", `toàn diện (mẫu)"`, `toàn diện"`, "title", "mẫu"},
	{"double spaces", `Chi bộ trong sạch, vững mạnh toàn diện (mẫu)`, `Chi bộ  trong sạch (mẫu)`, "title", "khoảng trắng thừa"},
	{"unit kinds", `["cell", "grassroots_cell"]`, `["cell", "cell"]`, "unit_kinds", "ít nhất một loại"},
	{"no unit kinds", `["cell", "grassroots_cell"]`, `[]`, "unit_kinds", "ít nhất một loại"},
	{"cadence", `["half", "year"]`, `["quarter"]`, "cadences", "6 tháng"},
	{"no first day", `"valid_from": "2022-01-01"`, `"valid_from": null`, "valid_from", "ngày bắt đầu"},
	{"ends before it starts", `"valid_from": "2022-01-01"`, `"valid_from": "2022-01-01", "valid_to": "2022-01-01"`, "valid_to", "sau ngày bắt đầu"},
	{"set does not add up", `"max": 10000`, `"max": 9900`, "max", "ghi 99 điểm, nhưng các nhóm cộng lại là 100 điểm"},
	{"too many points", `"max": 10000`, `"max": 20000`, "max", "không quá 100 điểm"},
	{"group does not add up", `nhiệm vụ chính trị", "max": 3000`, `nhiệm vụ chính trị", "max": 2900`, "I", "ghi 29 điểm, nhưng các tiêu chí cộng lại là 30 điểm"},
	{"code twice", `"code": "I.2"`, `"code": "I.1"`, "I.1", "dùng hai lần"},
	{"code of a condition taken", `"code": "ĐK1"`, `"code": "I.1"`, "I.1", "dùng hai lần"},
	{"reserved code", `"code": "I.2"`, `"code": "ĐC3"`, "ĐC3", "dòng điều chỉnh"},
	{"no code", `"code": "I.2"`, `"code": ""`, "", "Nhập mã"},
	{"no source", `"source": "Quy định 366-QĐ/TW (hoàn thành đúng tiến độ nhiệm vụ được giao); thang điểm mẫu"`, `"source": ""`, "I.2", "Nhập nguồn"},
	{"bands rise", `{"from": 9000, "points": 600}`, `{"from": 9600, "points": 600}`, "I.1", "từ cao xuống thấp"},
	{"bands alike", `{"from": 9000, "points": 600}`, `{"from": 9500, "points": 600}`, "I.1", "từ cao xuống thấp"},
	{"bands with a gap below", "{\"from\": 8000, \"points\": 300},\n            {\"from\": 0, \"points\": 0}", `{"from": 8000, "points": 300}`, "I.1", "không bỏ sót"},
	{"best band below the maximum", `"points": 1000, "label": "đạt 100 %`, `"points": 900, "label": "đạt 100 %`, "I.1", "Mức đầu của I.1 được 9 điểm, nhưng điểm tối đa là 10 điểm"},
	{"points rise", `{"from": 9000, "points": 600}`, `{"from": 9000, "points": 800}`, "I.1", "giảm dần"},
	{"points below zero", `{"label": "dưới loại khá", "points": 0}`, `{"label": "dưới loại khá", "points": -1}`, "I.4", "không dưới 0"},
	{"threshold beyond bounds", `{"from": 9500, "points": 800}`, `{"from": 200000, "points": 800}`, "I.1", "từ 0 đến 100000"},
	{"choice without words", `"label": "đạt loại khá"`, `"label": ""`, "I.4", "Nhập lời"},
	{"unknown method", `"method": "choice"`, `"method": "dice"`, "I.4", "cách chấm lạ"},
	{"settings of another method", `"how": {"method": "yes_no"}`, `"how": {"method": "yes_no", "least": 1}`, "I.5", "không thuộc cách chấm"},
	{"indicator on a criterion by hand", `"how": {"method": "yes_no"}`, `"how": {"method": "yes_no", "indicator": "x"}`, "I.5", "không ghi mã chỉ tiêu"},
	{"measure on a criterion by hand", `"how": {"method": "yes_no"}`, `"how": {"method": "yes_no", "measure": "count"}`, "I.5", "không ghi cách đọc"},
	{"bad indicator key", `"indicator": "attendance"`, `"indicator": "Dự họp"`, "II.2", "không dấu"},
	{"no measure", `"indicator": "attendance", "measure": "ratio"`, `"indicator": "attendance"`, "II.2", "cách đọc số liệu"},
	{"cases of a ratio", `"indicator": "tasks_on_time", "measure": "count"`, `"indicator": "tasks_on_time", "measure": "ratio"`, "I.2", "số đếm"},
	{"cases of nothing", `"case": "việc trễ hạn"`, `"case": ""`, "I.2", "tên gọi của mỗi trường hợp"},
	{"a case costs nothing", `"case": "việc trễ hạn", "minus": 100`, `"case": "việc trễ hạn", "minus": 0`, "I.2", "lớn hơn 0"},
	{"required only in a year", `"required": {"half": 2, "year": 4}`, `"required": {"half": 0, "year": 4}`, "II.3", "cả 6 tháng và năm"},
	{"required beyond bounds", `"required": {"half": 2, "year": 4}`, `"required": 10000`, "II.3", "từ 0 đến 9999"},
	{"floor above the maximum", `"case": "việc trễ hạn", "minus": 100`, `"case": "việc trễ hạn", "minus": 100, "least": 800`, "I.2", "thấp nhất"},
	{"no target of a count", `"indicator": "ktgs_model", "measure": "count"`, `"indicator": "ktgs_model", "measure": "count", "no_target": "không giao"`, "III.2", "đọc một tỷ lệ"},
	{"line upside down", `"how": {"method": "yes_no"}`, `"how": {"method": "linear", "measure": "ratio", "from": 9000, "to": 9000}`, "I.5", "nhỏ hơn mức cuối"},
	{"line without a rise", `"how": {"method": "yes_no"}`, `"how": {"method": "linear", "measure": "ratio", "from": 1, "to": 9000, "least": 200}`, "I.5", "thấp nhất"},
	{"bonus without a ceiling", `"max": 300,
    "criteria"`, `"max": 0, "criteria"`, "bonus", "mức tối đa của điểm cộng"},
	{"deduction by bands", `"indicator": "late_packets", "measure": "count", "case": "tháng gửi trễ", "minus": 50`, `"indicator": "late_packets", "measure": "count", "case": "tháng gửi trễ", "minus": 50, "least": 1`, "TR1", "không thuộc cách chấm"},
	{"deduction by choice", `"how": {"method": "cases", "indicator": "late_packets"`, `"how": {"method": "bands", "indicator": "late_packets"`, "TR1", "Điểm trừ TR1"},
	{"yes/no deduction without points", `"title": "Bị phê bình bằng văn bản", "max": 200`, `"title": "Bị phê bình bằng văn bản"`, "TR3", "điểm tối đa"},
	{"check without a bound", `"label": "đảng viên bị kỷ luật", "at_most": 0`, `"label": "đảng viên bị kỷ luật"`, "ĐK2", "đúng một trong hai mức"},
	{"check with two bounds", `"label": "đảng viên bị kỷ luật", "at_most": 0`, `"label": "đảng viên bị kỷ luật", "at_most": 0, "at_least": 0`, "ĐK2", "đúng một trong hai mức"},
	{"check without a name", `"label": "đảng viên bị kỷ luật"`, `"label": ""`, "ĐK2", "tên gọi của số liệu"},
	{"check without an indicator", `"indicator": "discipline_cases"`, `"indicator": ""`, "ĐK2", "mã chỉ tiêu"},
	{"check below zero", `"at_most": 0}`, `"at_most": -1}`, "ĐK2", "từ 0 đến"},
	{"levels rise", `"at_least": 8000}`, `"at_least": 9000}`, "levels", "thấp điểm hơn"},
	{"level key twice", `"key": "can_dat"`, `"key": "dat"`, "levels", "sai hoặc trùng"},
	{"level out of reach", `"name": "Đạt trong sạch, vững mạnh toàn diện", "at_least": 9000`, `"name": "Đạt", "at_least": 10001`, "levels", "nhiều hơn tổng điểm"},
	{"no level for the weakest", `"name": "Chưa đạt", "at_least": 0`, `"name": "Chưa đạt", "at_least": 1`, "levels", "từ 0 điểm"},
	{"the last level needs conditions", `"name": "Chưa đạt", "at_least": 0`, `"name": "Chưa đạt", "at_least": 0, "needs_conditions": true`, "levels", "không cần điều kiện"},
}

// TestFaultsOfASetAreNamed breaks the shipped file in one place at a time.
func TestFaultsOfASetAreNamed(t *testing.T) {
	t.Parallel()
	file := shippedFile(t)
	for _, c := range faults {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if !strings.Contains(file, c.old) {
				t.Fatalf("the file has no %s", c.old)
			}
			_, err := rule.Parse([]byte(strings.Replace(file, c.old, c.new, 1)))
			for _, f := range apperr.FieldsOf(err) {
				if f.Name == c.field && strings.Contains(f.Msg, c.words) {
					return
				}
			}
			t.Errorf("got %v; want %q to say %q", err, c.field, c.words)
		})
	}
}

func TestEmptyPartsOfASetAreNamed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		spoil func(*rule.Set)
		words string
	}{
		{"no groups", func(s *rule.Set) { s.Groups = nil }, "ít nhất một nhóm"},
		{"an empty group", func(s *rule.Set) { s.Groups[0].Criteria = nil }, "chưa có tiêu chí"},
		{"no basis", func(s *rule.Set) { s.Basis = nil }, "ít nhất một căn cứ"},
		{"a basis without a name", func(s *rule.Set) { s.Basis[0].Title = "" }, "Nhập tên căn cứ"},
		{"no levels", func(s *rule.Set) { s.Levels = nil }, "ít nhất một mức"},
		{"one choice", func(s *rule.Set) { s.Groups[0].Criteria[3].How.Options = nil }, "ít nhất hai lựa chọn"},
		{"one band", func(s *rule.Set) { s.Groups[0].Criteria[0].How.Bands = nil }, "ít nhất hai khung"},
		{"no points", func(s *rule.Set) { s.Groups[0].Criteria[0].Max = 0 }, "điểm tối đa lớn hơn 0"},
		{"a ceiling below zero", func(s *rule.Set) { s.Deductions.Max = -1 }, "Mức giới hạn"},
		{"a band without clean words", func(s *rule.Set) { s.Groups[0].Criteria[0].How.Bands[0].Label = " x" }, "khoảng trắng thừa"},
		{"no target without clean words", func(s *rule.Set) { s.Groups[3].Criteria[3].How.NoTarget = "x " }, "khoảng trắng thừa"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			set := tsvm(t)
			c.spoil(&set)
			data, err := json.Marshal(set)
			if err != nil {
				t.Fatal(err)
			}
			if _, err = rule.Parse(data); err == nil || !strings.Contains(err.Error(), c.words) {
				t.Errorf("got %v, want %q", err, c.words)
			}
		})
	}
}

func TestAFileThatIsNoSetIsRefusedInWords(t *testing.T) {
	t.Parallel()
	file := shippedFile(t)
	for _, c := range []struct{ name, file, words string }{
		{"empty", "", "rỗng hoặc bị cắt ngang"},
		{"cut short", file[:len(file)/2], "bị cắt ngang"},
		{"no JSON", "Bộ tiêu chí", "dòng 1"},
		{"a comma too many", strings.Replace(file, `"version": 1,`, `"version": 1,,`, 1), "dòng 3"},
		{"unknown field", strings.Replace(file, `"version": 1`, `"phien_ban": 1`, 1), `có mục lạ "phien_ban"`},
		{"wrong kind", strings.Replace(file, `"version": 1`, `"version": "một"`, 1), "dòng 3: mục “version” không nhận giá trị kiểu string"},
		{"a fraction", strings.Replace(file, `"max": 10000`, `"max": 99.5`, 1), "mục “max”"},
		{"text after it", file + "{}", "còn nội dung"},
		{"no date", strings.Replace(file, `"2022-01-01"`, `"01/01/2022"`, 1), "“01/01/2022” không phải là ngày"},
		{"no day", strings.Replace(file, `"2022-01-01"`, `"2022-02-31"`, 1), "không phải là ngày"},
		{"date as a number", strings.Replace(file, `"2022-01-01"`, `2022`, 1), "không phải là ngày"},
		{"half an amount", strings.Replace(file, `{"half": 2, "year": 4}`, `{"half": 2}`, 1), "không phải là một số nguyên"},
		{"a long wrong amount", strings.Replace(file, `{"half": 2, "year": 4}`, `"`+strings.Repeat("ư", 100)+`"`, 1), "ư…”"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := rule.Parse([]byte(c.file))
			if apperr.KindOf(err) != apperr.KindInvalid || !strings.Contains(apperr.Message(err), c.words) {
				t.Errorf("got %q, want %q", apperr.Message(err), c.words)
			}
		})
	}
}

func TestAnAmountIsOneNumberOrTwo(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]rule.Amount{
		"5":                         {Half: 5, Year: 5},
		`{"half": 2, "year": 4}`:    {Half: 2, Year: 4},
		` {"year": 100,"half":0 } `: {Half: 0, Year: 100},
	} {
		var got, again rule.Amount
		if err := json.Unmarshal([]byte(text), &got); err != nil || got != want {
			t.Errorf("%s reads as %+v, %v", text, got, err)
		}
		data, err := json.Marshal(got)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(data, &again); err != nil || again != want {
			t.Errorf("%s reads as %+v, %v", data, again, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	file := shippedFile(f)
	f.Add([]byte(file))
	f.Add([]byte(strings.Replace(file, `{"method": "yes_no"}`, `{"method": "linear", "measure": "ratio", "from": 1, "to": 9000}`, 1)))
	f.Add([]byte(`{"key":"a","version":1,"title":"t","unit_kinds":["cell"],"cadences":["year"],"valid_from":"2022-01-01","basis":[{"title":"b"}],"max":1,"groups":[{"code":"g","title":"g","max":1,"criteria":[{"code":"c","title":"c","max":1,"source":"s","how":{"method":"yes_no"}}]}],"levels":[{"key":"l","name":"l","at_least":0}]}`))
	f.Add([]byte(`{`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, data []byte) {
		set, err := rule.Parse(data)
		if err != nil {
			if apperr.KindOf(err) != apperr.KindInvalid || apperr.Message(err) == "" {
				t.Fatalf("refused without words: %v", err)
			}
			return
		}
		written, err := json.Marshal(set)
		if err != nil {
			t.Fatal(err)
		}
		again, err := rule.Parse(written)
		if err != nil {
			t.Fatalf("what was accepted is refused after storing: %v", err)
		}
		if diff := cmp.Diff(rule.Evaluate(set, perfect()), rule.Evaluate(again, perfect())); diff != "" {
			t.Fatal(diff)
		}
		sheet := rule.Evaluate(set, perfect())
		addsUp(t, set, sheet)
		for _, l := range sheet.Lines {
			for _, o := range set.Options(l.Code, rule.WholeYear) {
				if err := set.CheckAnswer(l.Code, o.Value, "x", rule.WholeYear); err != nil {
					t.Fatalf("%s offers %+v and refuses it: %v", l.Code, o, err)
				}
			}
		}
	})
}
