// Package book joins the books of records to the wizard that takes lists from files, and to the lists that are handed out: the
// columns of each book, how a row becomes a draft, and how a record becomes a row.
//
// It writes no table: whether a draft is right is judged by the room of the record, with the same rules as a form, and that
// room writes it. What is handed out and comes back unchanged adds nothing.
package book

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/intake/compare"
	"tusoi/internal/intake/workbook"
	"tusoi/internal/record"
)

// Book is one kind of record as lists have it.
type Book struct {
	Kind   compare.Kind
	Layout workbook.Layout
	Write  authz.Action // who takes such a list needs it in the whole committee

	// Plan says what a list would do, in the transaction's eyes.
	Plan func(ctx context.Context, tx pgx.Tx, actor authz.Actor, s workbook.Sheet, known *compare.Known) (compare.Plan, error)
	// Add does what a plan said and returns the new records' ids.
	Add func(ctx context.Context, tx pgx.Tx, actor authz.Actor, p compare.Plan) ([]int64, error)
	// Withdraw takes back what Add wrote.
	Withdraw func(ctx context.Context, tx pgx.Tx, actor authz.Actor, ids []int64) error
}

// spec is what differs from book to book. fields tells at which column a problem of a draft's field is shown.
type spec[D any] struct {
	kind   compare.Kind
	layout workbook.Layout
	fields map[string]int
	read   func(*compare.Line) D
	// ready makes read, where a line names something that must be looked up first.
	ready func(ctx context.Context, tx pgx.Tx, actor authz.Actor) (func(*compare.Line) D, error)
	room  *record.Book[D]
}

func (s spec[D]) book() Book {
	s.layout.Key = string(s.kind)
	return Book{
		Kind: s.kind, Layout: s.layout, Write: s.room.Write, Plan: s.plan, Withdraw: s.room.WithdrawTx,
		Add: func(ctx context.Context, tx pgx.Tx, actor authz.Actor, p compare.Plan) ([]int64, error) {
			drafts, ok := p.Records.([]D)
			if !ok {
				return nil, fmt.Errorf("book: a plan of %s has no drafts", p.Kind)
			}
			return s.room.AddTx(ctx, tx, actor, drafts)
		},
	}
}

func (s spec[D]) plan(ctx context.Context, tx pgx.Tx, actor authz.Actor, sheet workbook.Sheet, known *compare.Known) (compare.Plan, error) {
	read := s.read
	if s.ready != nil {
		var err error
		if read, err = s.ready(ctx, tx, actor); err != nil {
			return compare.Plan{}, err
		}
	}
	plan, lines, drafts := compare.Lines(s.kind, sheet, known, read)
	twins(lines, drafts)
	var right []*compare.Line
	var asked []D
	for i, l := range lines {
		if l.OK() {
			right, asked = append(right, l), append(asked, drafts[i])
		} else {
			l.Decide(compare.Refused)
		}
	}
	verdicts, err := s.room.CheckTx(ctx, tx, actor, asked)
	if err != nil {
		return plan, err
	}
	var added []D
	for i, v := range verdicts {
		fate := s.judge(right[i], v)
		right[i].Decide(fate)
		if fate == compare.New {
			added = append(added, asked[i])
		}
	}
	plan.Records = added
	plan.Seal()
	return plan, nil
}

// judge turns a verdict into a fate, and shows what is wrong at the column of the field.
func (s spec[D]) judge(l *compare.Line, v record.Verdict) compare.Fate {
	switch {
	case v.Same:
		return compare.Same
	case v.Err == nil:
		return compare.New
	}
	fields := apperr.FieldsOf(v.Err)
	for _, f := range fields {
		l.Refuse(s.fields[f.Name], f.Msg)
	}
	if len(fields) == 0 {
		l.Refuse(0, apperr.Message(v.Err))
	}
	return compare.Refused
}

// twins refuses rows that say exactly what a row above them says.
func twins[D any](lines []*compare.Line, drafts []D) {
	first := map[string]int{}
	for i, l := range lines {
		if !l.OK() {
			continue
		}
		text, err := json.Marshal(drafts[i])
		if err != nil {
			panic(err) // plain structs of texts, numbers and dates
		}
		if n, twice := first[string(text)]; twice {
			l.Refuse(0, "Dòng này giống hệt dòng "+strconv.Itoa(n)+". Bỏ một dòng.")
			continue
		}
		first[string(text)] = l.Number()
	}
}
