package sheetpage

import (
	"fmt"
	"time"

	"tusoi/internal/period"
	"tusoi/internal/review"
	"tusoi/internal/vi"
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

// Sentence sums a month up: the cell's, or the reader's own line.
func Sentence(sum review.Summary, own bool) string {
	switch {
	case !own:
		return sum.Sentence()
	case sum.Expected+sum.Beyond.Expected == 0:
		return "Tháng này đồng chí không phải tự soi."
	case len(sum.Missing) == 0:
		return "Đồng chí đã tự soi đủ tháng này."
	}
	return fmt.Sprintf("Đồng chí còn %d nội dung.", sum.Missing[0].Missing)
}

// StateWords says how far a member has come.
func StateWords(missing int, on time.Time) (words, tone string) {
	if missing > 0 {
		return fmt.Sprintf("Còn %d nội dung", missing), "warn"
	}
	return "Đã tự soi " + on.Format("02/01"), "ok"
}

// dayWords is a due day as short as the month it stands in allows.
func dayWords(day time.Time, m period.Period) string {
	if day.Year() == m.Year() {
		return day.Format("02/01")
	}
	return vi.Date(day)
}

// Moment is a time that may be missing, as a person says it.
func Moment(t *time.Time) string {
	if t == nil {
		return ""
	}
	return vi.Moment(*t)
}

// WhoWords says who wrote the other text, and when; nothing when nobody's name stands on it.
func WhoWords(by string, at *time.Time) string {
	if by == "" || at == nil {
		return ""
	}
	return fmt.Sprintf("(do %s lưu lúc %s)", by, vi.Moment(*at))
}
