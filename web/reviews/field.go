package reviews

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"tusoi/internal/apperr"
	"tusoi/internal/review"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/sheetform"
	"tusoi/web/sheetpage"
)

// maxField bounds what the script may send for one field, in bytes.
const maxField = 64 << 10

// fieldRequest is one field as the script sends it. User is who the page was made for: on a shared telephone somebody else
// may have signed in meanwhile.
type fieldRequest struct {
	User  int64  `json:"u"`
	Field string `json:"f"`
	Value string `json:"v"`
	Base  string `json:"b"`
}

// fieldAnswer says what became of a field. Done and Sentence are of the whole sheet, and only there when they may have
// changed.
type fieldAnswer struct {
	At       string `json:"at"`
	Value    string `json:"value"`
	State    string `json:"state"`
	Tone     string `json:"tone"`
	Done     int    `json:"done,omitempty"`
	Sentence string `json:"sentence,omitempty"`
}

// fieldRefusal is a no that the script can act on. Other errors are answered by the site, with the same "error".
type fieldRefusal struct {
	Error    string         `json:"error"`
	Conflict *fieldConflict `json:"conflict,omitempty"`
}

type fieldConflict struct {
	Theirs string `json:"theirs"`
	Who    string `json:"who"` // "(do … lưu lúc …)"
}

// SaveField takes one field from the sheet's script.
func (p *Pages) SaveField(w http.ResponseWriter, r *http.Request) error {
	at, err := p.place(r)
	if err != nil {
		return err
	}
	c, err := readField(w, r, at)
	if err != nil {
		return err
	}
	saved, err := p.Review.SaveField(r.Context(), kit.Actor(r), c)
	if err != nil {
		return refuse(w, err)
	}
	answer, err := p.answer(r, at, c, saved)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, answer)
}

func readField(w http.ResponseWriter, r *http.Request, at sheetform.Place) (review.FieldChange, error) {
	var in fieldRequest
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		return review.FieldChange{}, apperr.Invalid("Trang gửi lên nội dung không đọc được. Đồng chí tải lại trang.")
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxField)).Decode(&in); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return review.FieldChange{}, apperr.Invalid("Nội dung quá dài nên chưa lưu. Đồng chí rút gọn lại.")
		}
		return review.FieldChange{}, apperr.Invalid("Trang gửi lên nội dung không đọc được. Đồng chí tải lại trang.")
	}
	if in.User != kit.Actor(r).User {
		return review.FieldChange{}, apperr.Forbidden("Trên máy này người khác vừa đăng nhập. Đồng chí tải lại trang rồi ghi tiếp.")
	}
	c, ok := sheetform.ParseCell(in.Field)
	if !ok {
		return review.FieldChange{}, apperr.NotFound("")
	}
	if sheetform.OptionsOf(c.Field) == nil {
		in.Value, in.Base = vi.CleanText(in.Value), vi.CleanText(in.Base)
	}
	return c.Change(at, in.Value, in.Base), nil
}

// answer tells the script what to show. The sheet is summed up again only when somebody may have become whole, or no
// longer be: the conduct check is the only answer that asks for more.
func (p *Pages) answer(r *http.Request, at sheetform.Place, c review.FieldChange, saved review.Saved) (fieldAnswer, error) {
	today := vi.Today(p.Now())
	a := fieldAnswer{At: clock(saved.At), Value: c.Value}
	a.State, a.Tone = sheetpage.StateWords(saved.Missing, today)
	if saved.Missing > 0 && c.Field != review.FieldConduct && c.Field != review.FieldConductNote {
		return a, nil
	}
	s, err := p.sheet(r, at)
	if err != nil {
		return a, err
	}
	sum := s.Summary(today)
	a.Done, a.Sentence = sum.Reviewed, sheetpage.Sentence(sum, at.Own)
	return a, nil
}

// refuse answers what the script can show beside the field; the rest is the site's.
func refuse(w http.ResponseWriter, err error) error {
	if c := conflictOf(err); c != nil {
		return writeJSON(w, http.StatusConflict, fieldRefusal{
			Error: apperr.Message(err), Conflict: &fieldConflict{Theirs: c.Theirs, Who: sheetpage.WhoWords(c.By, &c.At)},
		})
	}
	if fields := apperr.FieldsOf(err); len(fields) > 0 {
		return writeJSON(w, http.StatusUnprocessableEntity, fieldRefusal{Error: fields[0].Msg})
	}
	return err
}

func writeJSON(w http.ResponseWriter, status int, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(body) // the reader may have left
	return nil
}

// conflictOf finds the two texts in an error of one field.
func conflictOf(err error) *review.ConflictError {
	var c *review.ConflictError
	if errors.As(err, &c) {
		return c
	}
	return nil
}
