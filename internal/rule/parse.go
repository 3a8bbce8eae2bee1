package rule

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"tusoi/internal/apperr"
)

// MarshalJSON writes one number, or both when they differ.
func (a Amount) MarshalJSON() ([]byte, error) {
	if a.Half == a.Year {
		return json.Marshal(a.Year)
	}
	return fmt.Appendf(nil, `{"half":%d,"year":%d}`, a.Half, a.Year), nil
}

// UnmarshalJSON reads one number, or {"half": …, "year": …}.
func (a *Amount) UnmarshalJSON(data []byte) error {
	var n int
	if err := json.Unmarshal(data, &n); err == nil {
		*a = Amount{n, n}
		return nil
	}
	var both struct {
		Half *int `json:"half"`
		Year *int `json:"year"`
	}
	if err := strict(data, &both); err != nil || both.Half == nil || both.Year == nil {
		return apperr.Invalid(fmt.Sprintf(`“%s” không phải là một số nguyên, cũng không phải cặp {"half": …, "year": …}.`, clip(data)))
	}
	*a = Amount{*both.Half, *both.Year}
	return nil
}

const dayLayout = time.DateOnly

// MarshalJSON writes 2022-01-31, or null for no day.
func (d Day) MarshalJSON() ([]byte, error) {
	if d.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(d.Format(dayLayout))
}

// UnmarshalJSON reads 2022-01-31, or null for no day.
func (d *Day) UnmarshalJSON(data []byte) error {
	var text *string
	if err := json.Unmarshal(data, &text); err != nil {
		return apperr.Invalid(fmt.Sprintf("“%s” không phải là ngày. Viết như 2022-01-31.", clip(data)))
	}
	*d = Day{}
	if text == nil {
		return nil
	}
	t, err := time.Parse(dayLayout, *text)
	if err != nil || t.Year() < 1900 || t.Year() > 2100 {
		return apperr.Invalid(fmt.Sprintf("“%s” không phải là ngày. Viết như 2022-01-31.", clip([]byte(*text))))
	}
	d.Time = t
	return nil
}

// clip shortens what is quoted back to a person.
func clip(data []byte) string {
	const most = 40
	if runes := []rune(string(data)); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return string(data)
}

// strict decodes one JSON value without unknown fields and without anything after it.
func strict(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return apperr.Invalid("còn nội dung sau dấu ngoặc đóng cuối cùng.")
	}
	return nil
}

// Parse reads a set from its JSON form and checks it; the error lists every fault in words.
func Parse(data []byte) (Set, error) {
	var s Set
	if err := strict(data, &s); err != nil {
		return Set{}, &apperr.Error{Kind: apperr.KindInvalid, Msg: "Không đọc được tệp bộ tiêu chí: " + readable(data, err), Err: err}
	}
	if err := s.check(); err != nil {
		return Set{}, err
	}
	return s, nil
}

// readable says in words where a file is no JSON of a set.
func readable(data []byte, err error) string {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case apperr.Message(err) != "":
		return apperr.Message(err)
	case errors.As(err, &syntax):
		return place(data, syntax.Offset) + " viết sai dấu câu của JSON."
	case errors.As(err, &kind):
		return fmt.Sprintf("%s: mục “%s” không nhận giá trị kiểu %s.", place(data, kind.Offset), kind.Field, kind.Value)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "tệp rỗng hoặc bị cắt ngang."
	}
	if _, name, ok := strings.Cut(err.Error(), "unknown field "); ok {
		return "có mục lạ " + name + "."
	}
	return "nội dung không phải là JSON."
}

func place(data []byte, offset int64) string {
	return fmt.Sprintf("dòng %d", 1+bytes.Count(data[:min(int(offset), len(data))], []byte("\n")))
}

//go:embed sets/*.json
var shipped embed.FS

// Shipped gives the sets that come with the portal, by file name.
func Shipped() ([]Set, error) {
	files, err := shipped.ReadDir("sets")
	if err != nil {
		return nil, fmt.Errorf("shipped rule sets: %w", err)
	}
	sets := make([]Set, 0, len(files))
	for _, f := range files {
		data, err := shipped.ReadFile("sets/" + f.Name())
		if err != nil {
			return nil, fmt.Errorf("shipped rule set %s: %w", f.Name(), err)
		}
		set, err := Parse(data)
		if err != nil {
			return nil, fmt.Errorf("shipped rule set %s: %w", f.Name(), err)
		}
		sets = append(sets, set)
	}
	return sets, nil
}
