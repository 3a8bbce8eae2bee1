package document

// Table is a ruled table. Its head is repeated on every page it reaches, and no row is cut by the end of a page.
type Table struct {
	Caption  string
	Columns  []Column
	HeadRows []Row // when empty, one head row is made of the columns' titles
	Rows     []Row
}

// Column says how a column looks. Shares are relative: 1, 4, 2 gives a column of one seventh, and so on.
type Column struct {
	Title string
	Align Align
	Share int
}

// Row is a row of cells. Every column must be filled, by a cell or by the span of one.
type Row []Cell

// Cell is one box of a table. "\n" in its text begins a new line.
type Cell struct {
	Text         string
	Was          string // what stood here before it was amended, printed struck out above the text
	Align        Align  // AlignAuto follows the column
	Bold, Italic bool
	Href         string // as in Run
	Span         int    // columns it covers; 0 is 1
	Down         int    // head rows it covers; 0 is 1. Only in HeadRows: below the head a page may end after any row.
}

// Align is where text stands in its box.
type Align int

// AlignAuto is the column's own alignment, and left for a column; in the head of a table it is the centre.
const (
	AlignAuto Align = iota
	AlignLeft
	AlignCenter
	AlignRight
)

// Columns is how many columns the cell covers.
func (c Cell) Columns() int { return max(c.Span, 1) }

// Rows is how many head rows the cell covers.
func (c Cell) Rows() int { return max(c.Down, 1) }

// AlignIn is the alignment of a body cell that begins in the column; never AlignAuto.
func (c Cell) AlignIn(column Column) Align {
	for _, a := range []Align{c.Align, column.Align} {
		if a != AlignAuto {
			return a
		}
	}
	return AlignLeft
}

// AlignInHead is the alignment of a head cell; never AlignAuto.
func (c Cell) AlignInHead() Align {
	if c.Align != AlignAuto {
		return c.Align
	}
	return AlignCenter
}

// Cells is a row of plain texts.
func Cells(texts ...string) Row {
	row := make(Row, len(texts))
	for i, text := range texts {
		row[i].Text = text
	}
	return row
}

// Bold is the same row with every cell bold, for totals.
func (r Row) Bold() Row {
	bold := make(Row, len(r))
	for i, c := range r {
		c.Bold = true
		bold[i] = c
	}
	return bold
}

// Head is the rows to repeat on every page.
func (t Table) Head() []Row {
	if len(t.HeadRows) > 0 {
		return t.HeadRows
	}
	row := make(Row, len(t.Columns))
	for i, c := range t.Columns {
		row[i] = Cell{Text: c.Title}
	}
	return []Row{row}
}

// Widths shares out a width, in whatever unit; nothing is lost to rounding.
func (t Table) Widths(total int) []int {
	sum := 0
	for _, c := range t.Columns {
		sum += c.Share
	}
	widths := make([]int, len(t.Columns))
	done, seen := 0, 0
	for i, c := range t.Columns {
		seen += c.Share
		widths[i] = total*seen/sum - done
		done += widths[i]
	}
	return widths
}

// Placed is a cell and where in a block of rows it begins.
type Placed struct {
	Cell
	Row, Column int
}

// Place finds the column in which each cell of the rows begins, past the cells that reach down from rows above.
func Place(rows []Row, columns int) []Placed {
	taken := make([]int, columns) // the first row in which the column is free again
	var placed []Placed
	for r, row := range rows {
		at := 0
		for _, c := range row {
			for at < columns && taken[at] > r {
				at++
			}
			placed = append(placed, Placed{Cell: c, Row: r, Column: at})
			for n := 0; n < c.Columns(); n++ {
				if at < columns {
					taken[at] = r + c.Rows()
				}
				at++
			}
		}
	}
	return placed
}
