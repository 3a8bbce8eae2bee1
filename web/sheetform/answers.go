package sheetform

import "tusoi/web/ui"

// The answers, in the order of their number keys.
var (
	markOptions = []ui.Option{
		{Value: "done", Label: "Xong"}, {Value: "on_track", Label: "Đúng hướng"},
		{Value: "not_done", Label: "Chưa"}, {Value: "not_due", Label: "Chưa đến hạn"},
	}
	degreeOptions  = []ui.Option{{Value: "yes", Label: "Có"}, {Value: "partly", Label: "Một phần"}, {Value: "no", Label: "Chưa"}}
	conductOptions = []ui.Option{{Value: "clear", Label: "Không có"}, {Value: "found", Label: "Có biểu hiện"}}
)

// OptionsOf are the answers that a field takes; none for a text.
func OptionsOf(field string) []ui.Option {
	switch field {
	case MarkField:
		return markOptions
	case SubstantiveField, ResponsibleField:
		return degreeOptions
	case ConductField:
		return conductOptions
	}
	return nil
}
