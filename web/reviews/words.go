package reviews

import (
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// The steps of a remedy, as they stand in addresses.
const (
	stepReport = "bao-xong"
	stepVerify = "xac-nhan"
	stepRoll   = "doi-han"
)

func stepPath(remedy int64, step string) string { return kit.RemedyPath(remedy, step) }

// The answers, in the order of their number keys.
var (
	markOptions = []ui.Option{
		{Value: "done", Label: "Xong"}, {Value: "on_track", Label: "Đúng hướng"},
		{Value: "not_done", Label: "Chưa"}, {Value: "not_due", Label: "Chưa đến hạn"},
	}
	degreeOptions  = []ui.Option{{Value: "yes", Label: "Có"}, {Value: "partly", Label: "Một phần"}, {Value: "no", Label: "Chưa"}}
	conductOptions = []ui.Option{{Value: "clear", Label: "Không có"}, {Value: "found", Label: "Có biểu hiện"}}
)

// optionsOf are the answers that a field takes; none for a text.
func optionsOf(field string) []ui.Option {
	switch field {
	case markField:
		return markOptions
	case substantiveField, responsibleField:
		return degreeOptions
	case conductField:
		return conductOptions
	}
	return nil
}

// toneOf colours an answer; its word always stands beside the colour.
func toneOf(value string) string {
	switch value {
	case "done", "on_track", "yes", "clear":
		return "ok"
	case "not_done", "partly", "no", "found":
		return "warn"
	}
	return "none"
}

func problemOf(list []ui.Problem, field string) string {
	for _, p := range list {
		if p.Field == field {
			return p.Text
		}
	}
	return ""
}
