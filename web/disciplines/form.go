package disciplines

import (
	"net/url"

	"tusoi/internal/discipline"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/recordpiece"
	"tusoi/web/ui"
)

func forms(first string) []ui.Option { return kit.Labelled(first, discipline.Forms()) }

// formsOf are the forms for what may be chosen: a cell's members and itself, or an organisation alone.
func formsOf(f recordpiece.Fields) []ui.Option {
	if len(f.Members) > 0 {
		return forms("Chọn hình thức")
	}
	return kit.Labelled("Chọn hình thức", []discipline.Form{discipline.Reprimand, discipline.Warning, discipline.Dissolution})
}

func levels(first string) []ui.Option { return kit.Labelled(first, discipline.Levels()) }

// contents are those of the list of the day that was typed, or of the newest.
func contents(day string) []ui.Option {
	on, err := vi.ParseDate(day)
	list := discipline.ContentsOn(on)
	if err != nil || len(list) == 0 {
		list = discipline.NewestContents()
	}
	return options(list)
}

func options(list []discipline.Content) []ui.Option {
	var all []ui.Option
	for _, c := range list {
		all = append(all, ui.Option{Value: c.Key, Label: c.Name})
	}
	return all
}

func contentFilter(q url.Values) ui.Input {
	all := append([]ui.Option{{Label: "Tất cả"}}, options(discipline.NewestContents())...)
	return ui.Input{Name: "vi-pham", Label: "Nội dung vi phạm", Value: q.Get("vi-pham"), Options: all}
}
