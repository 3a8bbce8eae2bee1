package task

import (
	"fmt"
	"time"
	"unicode/utf8"

	"tusoi/internal/apperr"
	"tusoi/internal/vi"
)

// Asked is who in the chosen units is asked.
type Asked string

// Whom a task may ask. A chi bộ cơ sở that is asked as a grassroots committee answers through its secretary, too.
const (
	AskCommittees  Asked = "committees"  // the grassroots committees themselves, to pass it on
	AskSecretaries Asked = "secretaries" // the secretaries, for their cells
	AskEveryone    Asked = "everyone"    // each member
	AskNamed       Asked = "named"       // the members of Draft.Members
)

// Draft is a task as it was typed. The units asked are those in Units and, with a Branch, all below it; Type narrows the
// branch to one kind of place.
type Draft struct {
	FormKey        string // of the form it came with: the same key gives one task, however often it is sent
	Title, Product string
	Basis          string // the document's number
	BasisOn        time.Time
	BasisSubject   string
	Weight         int // 0 for none
	DueOn          time.Time
	Asked          Asked
	Branch         int64
	Type           string
	Units, Members []int64
	Above          bool  // accepted by the committee right above each cell, instead of by the giver
	Parent         int64 // the assignment that is passed on, 0 for none
	Meeting        int64 // at which it was decided on, 0 for none
}

func (d *Draft) clean(today time.Time) error {
	var p apperr.Problems
	d.Title, d.Product, d.Basis, d.BasisSubject = vi.CleanText(d.Title), vi.Clean(d.Product), vi.Clean(d.Basis), vi.Clean(d.BasisSubject)
	switch n := utf8.RuneCountInString(d.Title); {
	case n < 5:
		p.Add("title", "Ghi rõ việc giao, ít nhất 5 ký tự.")
	case n > 500:
		p.Add("title", fmt.Sprintf("Việc giao dài %d ký tự, nhiều nhất là 500. Rút gọn lại.", n))
	}
	p.Check(utf8.RuneCountInString(d.Product) <= 300, "product", "Sản phẩm cần có dài quá 300 ký tự. Rút gọn lại.")
	p.Check(utf8.RuneCountInString(d.Basis) <= 200, "basis", "Số văn bản dài quá 200 ký tự. Rút gọn lại.")
	p.Check(utf8.RuneCountInString(d.BasisSubject) <= 300, "basis-subject", "Trích yếu dài quá 300 ký tự. Rút gọn lại.")
	p.Check(!d.BasisOn.After(today), "basis-on", "Văn bản căn cứ không thể có ngày sau hôm nay. Kiểm tra lại ngày.")
	p.Check(d.Weight >= 0 && d.Weight <= 100, "weight", "Trọng số là một số từ 1 đến 100, hoặc để trống.")
	p.Check(!d.DueOn.Before(today), "due", "Hạn hoàn thành phải từ hôm nay trở đi.")
	p.Check(!d.DueOn.After(today.AddDate(5, 0, 0)), "due", "Hạn hoàn thành xa quá 5 năm. Kiểm tra lại năm.")
	d.whom(&p)
	return p.Err("")
}

func (d *Draft) whom(p *apperr.Problems) {
	switch d.Asked {
	case AskCommittees, AskSecretaries, AskEveryone, AskNamed:
	default:
		p.Add("whom", "Chọn giao cho ai.")
	}
	p.Check(d.Branch != 0 || len(d.Units) > 0, "cells", "Chọn ít nhất một tổ chức để giao.")
	p.Check(d.Type == "" || d.Branch != 0, "branch", "Loại hình chỉ lọc trong một nhánh: chọn nhánh, hoặc bỏ loại hình.")
}
