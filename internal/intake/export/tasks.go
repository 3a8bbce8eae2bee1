package export

import (
	"fmt"
	"io"
	"time"

	"tusoi/internal/intake/workbook"
	"tusoi/internal/task"
	"tusoi/internal/vi"
)

// taskColumns are what a task's answers are listed by.
var taskColumns = workbook.Layout{Title: "Kết quả", Columns: []workbook.Column{
	{Heading: "Tổ chức cấp trên"}, {Heading: "Tổ chức được giao"}, {Heading: "Đảng viên"}, {Heading: "Ngày giao"}, {Heading: "Hạn đầu"}, {Heading: "Hạn có hiệu lực"},
	{Heading: "Số lần gia hạn"}, {Heading: "Tình trạng"}, {Heading: "Ngày xong"}, {Heading: "Đúng hạn"}, {Heading: "Đã làm"}, {Heading: "Minh chứng"},
	{Heading: "Số lần trả lại"}, {Heading: "Người quyết định"}, {Heading: "Lý do"},
}}

// TaskParts writes the parts of a task, one a row, as the reader was given them.
func TaskParts(w io.Writer, parts []task.Part, today time.Time) error {
	return workbook.WriteList(w, taskColumns, func(put func([]string) error) error {
		for _, p := range parts {
			done, onTime := "", ""
			if p.DoneOn != nil {
				done = vi.Date(*p.DoneOn)
			}
			switch {
			case p.State == task.Dropped:
			case p.Late(today):
				onTime = "Trễ"
			case p.DoneOn != nil:
				onTime = "Đúng hạn"
			}
			err := put([]string{p.Above, p.UnitName, p.Member, vi.Date(p.GivenOn), vi.Date(p.FirstDueOn), vi.Date(p.DueOn), fmt.Sprint(p.Extensions),
				p.State.Label(), done, onTime, p.Note, p.Evidence, fmt.Sprint(p.Returns), p.DecidedBy, p.Reason})
			if err != nil {
				return err
			}
		}
		return nil
	})
}
