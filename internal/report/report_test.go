package report_test

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/indicator"
	"tusoi/internal/org"
	"tusoi/internal/packet"
	"tusoi/internal/period"
	"tusoi/internal/postgres"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/report"
	"tusoi/internal/report/document"
	"tusoi/internal/report/pdf"
	"tusoi/internal/worldtest"
)

var november = period.Month(2026, 11)

func service(db postgres.DB) *report.Service {
	return &report.Service{DB: db, Now: worldtest.Clock, Packet: &packet.Service{DB: db, Now: worldtest.Clock}, Org: &org.Service{DB: db, Now: worldtest.Clock},
		Indicator: &indicator.Service{DB: db, Now: worldtest.Clock}}
}

func links(key string, unit int64, p period.Period) string {
	return fmt.Sprintf("/so-lieu/%s?%d.%s", key, unit, p)
}

// figures are the texts of a document that lead to rows.
func figures(d document.Document) (texts []string) {
	for _, b := range d.Body() {
		if p, ok := b.(document.Paragraph); ok {
			for _, r := range p.Runs {
				if r.Href != "" {
					texts = append(texts, r.Text)
				}
			}
		}
	}
	return texts
}

func TestEveryUnitHasItsReportAndEachFigureItsRows(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	w := worldtest.New(t, tx)
	s := service(tx)
	for name, tc := range map[string]struct {
		actor           authz.Actor
		unit            worldtest.Unit
		number, members string
	}{
		"cell":       {w.Secretary, w.Cell, "-BC/CB", "4"},
		"grassroots": {w.Grassroots, w.Org, "-BC/ĐU", "8"},
		"committee":  {w.Office, w.Root, "-BC/HU", "20"},
	} {
		d, err := s.Build(context.Background(), tc.actor, tc.unit.ID, november, links)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := d.Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if d.Head.Organisation != tc.unit.Name || d.Head.Number != tc.number {
			t.Errorf("%s: head %+v", name, d.Head)
		}
		if got := figures(d); !strings.Contains(" "+strings.Join(got, " ")+" ", " "+tc.members+" ") {
			t.Errorf("%s: figures %v, want %s members among them", name, got, tc.members)
		}
	}
}

func TestAReportStaysInsideTheScope(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	w := worldtest.New(t, tx)
	s := service(tx)
	for name, tc := range map[string]struct {
		actor authz.Actor
		unit  int64
		want  apperr.Kind
	}{
		"sister cell": {w.SisterSecretary, w.Cell.ID, apperr.KindNotFound}, "the unit above": {w.Secretary, w.Org.ID, apperr.KindNotFound},
		"another committee": {w.Stranger, w.Cell.ID, apperr.KindNotFound}, "the administrator": {w.Admin, w.Root.ID, apperr.KindForbidden},
	} {
		if _, err := s.Build(context.Background(), tc.actor, tc.unit, november, links); apperr.KindOf(err) != tc.want {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
}

func TestThePDFHoldsTheFiguresOfThePage(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	w := worldtest.New(t, tx)
	d, err := service(tx).Build(context.Background(), w.Office, w.Root.ID, november, links)
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := pdf.Write(&file, d); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("pdftotext", "-layout", "-", "-")
	cmd.Stdin = &file
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("pdftotext (make test installs it): %v", err)
	}
	text := strings.Join(strings.Fields(string(out)), " ")
	for _, want := range append(figures(d), "HUYỆN ỦY THỬ", "ĐẢNG CỘNG SẢN VIỆT NAM", "BÁO CÁO", "PHỤ LỤC I") {
		if !strings.Contains(text, want) {
			t.Errorf("the PDF lacks %q", want)
		}
	}
}
