package document

import (
	"fmt"
	"net/url"
	"strings"
)

// Absolute says whether an address means something outside the portal's own pages, on paper or in a file sent on.
func Absolute(href string) bool {
	u, err := url.Parse(href)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

// Check finds what no writer could print: a slip of whoever built the document, never of a person. Writers call it.
func (d Document) Check() error {
	if d.Format.Width == 0 {
		return fmt.Errorf("document %q has no format", d.Title())
	}
	if err := checkBlocks(d.Blocks); err != nil {
		return fmt.Errorf("document %q: %w", d.Title(), err)
	}
	for _, a := range d.Addenda {
		if err := checkBlocks(a.Blocks); err != nil {
			return fmt.Errorf("document %q, addendum %q: %w", d.Title(), a.Number, err)
		}
	}
	return nil
}

func checkBlocks(blocks []Block) error {
	for i, b := range blocks {
		if err := checkBlock(b); err != nil {
			return fmt.Errorf("block %d: %w", i, err)
		}
	}
	return nil
}

func checkBlock(b Block) error {
	switch b := b.(type) {
	case Heading:
		if b.Level < LevelPart || b.Level > LevelItem {
			return fmt.Errorf("heading %q has level %d", b.Text, b.Level)
		}
	case Paragraph:
		return checkRuns(b.Runs)
	case Note:
		return checkRuns(b.Runs)
	case Table:
		return b.check()
	case nil:
		return fmt.Errorf("there is no block")
	}
	return nil
}

func checkRuns(runs []Run) error {
	for _, r := range runs {
		if err := checkHref(r.Href); err != nil {
			return err
		}
	}
	return nil
}

// checkHref refuses what is neither a path of the portal nor an absolute address: "javascript:…" above all.
func checkHref(href string) error {
	own := strings.HasPrefix(href, "/") && !strings.HasPrefix(href, "//") && !strings.HasPrefix(href, `/\`)
	if href == "" || own || Absolute(href) {
		return nil
	}
	return fmt.Errorf("address %q is neither a path nor an http address", href)
}

func (t Table) check() error {
	if len(t.Columns) == 0 {
		return fmt.Errorf("table %q has no columns", t.Caption)
	}
	for i, c := range t.Columns {
		if c.Share <= 0 {
			return fmt.Errorf("table %q: column %d has no share of the width", t.Caption, i)
		}
	}
	if err := t.checkRows("head row", t.Head()); err != nil {
		return err
	}
	for i, row := range t.Rows {
		for _, c := range row {
			if c.Rows() > 1 {
				return fmt.Errorf("table %q: row %d: a cell below the head reaches over several rows", t.Caption, i)
			}
		}
		if err := t.checkRows(fmt.Sprintf("row %d", i), []Row{row}); err != nil {
			return err
		}
	}
	return nil
}

// checkRows asks that the cells fill the rows exactly.
func (t Table) checkRows(what string, rows []Row) error {
	full := len(rows) * len(t.Columns)
	for _, c := range Place(rows, len(t.Columns)) {
		if err := checkHref(c.Href); err != nil {
			return fmt.Errorf("table %q: %s: %w", t.Caption, what, err)
		}
		if c.Column+c.Columns() > len(t.Columns) || c.Row+c.Rows() > len(rows) {
			return fmt.Errorf("table %q: %s: %q reaches out of the table", t.Caption, what, c.Text)
		}
		full -= c.Columns() * c.Rows()
	}
	if full != 0 {
		return fmt.Errorf("table %q: %s leaves columns empty or fills them twice", t.Caption, what)
	}
	return nil
}
