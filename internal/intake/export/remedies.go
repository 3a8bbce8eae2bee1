package export

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/intake/workbook"
	"tusoi/internal/postgres"
	"tusoi/internal/remedy"
	"tusoi/internal/vi"
)

var remedyLayout = workbook.Layout{Key: "remedies", Title: "Việc tự sửa", Columns: []workbook.Column{
	{Heading: "Số"}, {Heading: "Chi bộ"}, {Heading: "Của ai"}, {Heading: "Nguồn"}, {Heading: "Ngày phát hiện"}, {Heading: "Căn cứ"},
	{Heading: "Chủ đề"}, {Heading: "Hạn chế"}, {Heading: "Nguyên nhân"}, {Heading: "Sẽ sửa bằng việc"}, {Heading: "Hạn đầu"}, {Heading: "Hạn"},
	{Heading: "Số lần dời"}, {Heading: "Chưa đạt (lần)"}, {Heading: "Tình trạng"}, {Heading: "Kết quả"}, {Heading: "Ngày xác nhận"}, {Heading: "Lặp lại"},
}}

// most is how many rows a workbook of remedies holds.
const most = 50_000

// Remedies writes what the list of remedies finds with a filter, all pages of it. Words are left out where they are not for
// the actor, as on the page; the trail says that a list was taken.
func (s *Service) Remedies(ctx context.Context, actor authz.Actor, f remedy.Filter, w io.Writer) error {
	tree, err := s.Org.Tree(ctx, actor)
	if err != nil {
		return err
	}
	unit := f.Unit
	if unit == 0 { // a list of the whole scope belongs to the history of the reader's own unit
		unit = actor.Office(authz.RemedyRead)
	}
	at, err := tree.Unit(unit)
	if err != nil {
		return err
	}
	f.Page, f.Size = 1, most
	list, err := s.Remedy.List(ctx, actor, f)
	if err != nil {
		return err
	}
	err = workbook.WriteList(w, remedyLayout, func(put func([]string) error) error {
		for _, l := range list.Lines {
			if err := put(remedyRow(l)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		return audit.RecordTx(ctx, tx, actor, s.Now(), audit.Entry{
			UnitID: at.ID, Action: authz.RemedyRead, ObjectKind: "unit", ObjectID: at.ID,
			Summary: fmt.Sprintf("Tải danh sách việc tự sửa của %s: %s việc", at.Name, vi.Int(len(list.Lines))),
		})
	})
}

func remedyRow(l remedy.Line) []string {
	again := ""
	if l.Again {
		again = "lặp lại"
	}
	return []string{
		fmt.Sprint(l.ID), l.CellName, l.Owner(), l.Source.Label(), dayOf(l.SourceOn), l.SourceBasis, l.ThemeName, l.Shortcoming, l.Cause, l.Action,
		vi.Date(l.FirstDueOn), vi.Date(l.DueOn), vi.Int(l.Rolls), vi.Int(l.Returns), l.State.Label(), l.Result, dayOf(l.VerifiedOn), again,
	}
}

func dayOf(day *time.Time) string {
	if day == nil {
		return ""
	}
	return vi.Date(*day)
}
