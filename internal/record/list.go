package record

import (
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/vi"
)

// Filter says which records of a book are looked for; zero values find everything. Unit is it and everything below; From and
// To are days, both counted in; Query is words of the record, with or without diacritics. Pages are counted from 1.
type Filter struct {
	Unit     int64
	From, To time.Time
	Query    string
	Page     int
	Size     int // 50 when 0
}

// Args are the filter as a statement takes it: @unit, @from and @to (null for any), @query, @limit and @offset, and what is
// given besides.
func (f Filter) Args(more pgx.StrictNamedArgs) pgx.StrictNamedArgs {
	args := pgx.StrictNamedArgs{"unit": f.Unit, "from": nil, "to": nil, "query": vi.Clean(f.Query), "limit": f.size(), "offset": (max(f.Page, 1) - 1) * f.size()}
	if !f.From.IsZero() {
		args["from"] = f.From
	}
	if !f.To.IsZero() {
		args["to"] = f.To
	}
	for k, v := range more {
		args[k] = v
	}
	return args
}

func (f Filter) size() int {
	if f.Size <= 0 {
		return 50
	}
	return f.Size
}

// Listing is one page of the records that were found.
type Listing[R any] struct {
	Rows       []R
	Total      int
	Page, Last int
}

// Counted is embedded in the rows of a list: how many there are in all, as the list's statement counts them.
type Counted struct {
	Total int
}

func (c Counted) inAll() int { return c.Total }

// Collect reads one page of a list. NotFound for a page that is not there.
func Collect[R interface{ inAll() int }](f Filter, rows pgx.Rows) (Listing[R], error) {
	l := Listing[R]{Page: max(f.Page, 1), Last: 1}
	var err error
	if l.Rows, err = pgx.CollectRows(rows, pgx.RowToStructByName[R]); err != nil {
		return l, fmt.Errorf("list records: %w", err)
	}
	if len(l.Rows) == 0 && l.Page > 1 {
		return l, apperr.NotFound(fmt.Sprintf("Danh sách này không có trang %d.", l.Page))
	}
	if len(l.Rows) > 0 {
		l.Total = l.Rows[0].inAll()
		l.Last = (l.Total-1)/f.size() + 1
	}
	return l, nil
}

// CollectOne reads the one record that was looked for; NotFound when it is not there, or not in the scope.
func CollectOne[R any](rows pgx.Rows) (R, error) {
	r, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[R])
	if errors.Is(err, pgx.ErrNoRows) {
		return r, apperr.NotFound("")
	}
	return r, err
}
