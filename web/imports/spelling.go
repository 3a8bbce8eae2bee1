package imports

import (
	"fmt"
	"net/http"
	"slices"

	"tusoi/internal/intake/workbook"
	"tusoi/internal/vi"
	"tusoi/internal/vi/legacy"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// Spell takes in which fonts the columns are written, and shows again what the file would do.
func (p *Pages) Spell(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.PathID(r, "run")
	if err != nil {
		return err
	}
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	_, plan, err := p.Intake.Plan(r.Context(), kit.Actor(r), id)
	if err != nil {
		return err
	}
	said := workbook.Encodings{}
	for _, s := range plan.Spellings {
		if e := f.Values[spellingField(s)]; e != "" {
			said[s.Key] = legacy.Encoding(e)
		}
	}
	if err := p.Intake.Spell(r.Context(), kit.Actor(r), id, said); err != nil {
		return err
	}
	return kit.SeeOther(w, r, kit.ImportPath(id), "Đã đọc lại tệp theo bảng mã vừa chọn.")
}

func spellingField(s workbook.Spelling) string { return "bang-ma-" + columnField(s.Key) }

// old reports whether some column was read as anything but Unicode.
func (v view) old() bool {
	return slices.ContainsFunc(v.plan.Spellings, func(s workbook.Spelling) bool { return s.Changed > 0 })
}

// encoding is the choice for one column.
func encoding(s workbook.Spelling) ui.Input {
	in := ui.Input{Name: spellingField(s), Label: s.Field, Options: []ui.Option{{Label: "Để máy đoán: " + s.Encoding.Label()}}}
	if s.Said {
		in.Value, in.Options[0].Label = string(s.Encoding), "Để máy đoán"
	}
	for _, e := range legacy.Encodings() {
		in.Options = append(in.Options, ui.Option{Value: string(e), Label: e.Label()})
	}
	if s.Changed > 0 {
		in.Hint = fmt.Sprintf("Đổi %s ô.", vi.Int(s.Changed))
	}
	return in
}
