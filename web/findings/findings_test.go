package findings

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"tusoi/internal/period"
	"tusoi/internal/substance"
)

func page(t *testing.T, c templ.Component) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestAFlagIsToldInPlainWords(t *testing.T) {
	t.Parallel()
	own := substance.Text{Name: "Nguyễn Văn An", CellID: 1, CellName: "Chi bộ ấp Đông", Month: period.Month(2026, 11)}
	past, other := own, own
	past.Month = period.Month(2026, 10)
	other.CellID, other.CellName, other.Name = 2, "Chi bộ ấp Tây", "Lê Thị Cúc"
	moved := past
	moved.CellID, moved.CellName = 2, "Chi bộ ấp Tây"
	for want, f := range map[string]substance.Flag{
		"Giống 96 % bài của chính đồng chí tháng 10/2026":                      {Kind: substance.Again, Share: 9643, Own: own, Other: &past},
		"Giống 96 % bài của chính đồng chí tháng 10/2026 và 2 kỳ khác":         {Kind: substance.Again, Share: 9600, Own: own, Other: &past, More: 2},
		"Giống 70 % bài của chính đồng chí tháng 10/2026 ở Chi bộ ấp Tây":      {Kind: substance.Again, Share: 7000, Own: own, Other: &moved},
		"Giống 100 % bài của Lê Thị Cúc":                                       {Kind: substance.Shared, Share: 10000, Own: own, Other: &other, Others: []string{"Lê Thị Cúc"}},
		"Giống 100 % bài của 2 đồng chí: A, B":                                 {Kind: substance.Shared, Share: 10000, Own: own, Other: &other, Others: []string{"A", "B"}},
		"Giống 80 % bài của Lê Thị Cúc, Chi bộ ấp Tây":                         {Kind: substance.Elsewhere, Share: 8000, Own: own, Other: &other},
		"Giống 80 % bài ở một chi bộ khác":                                     {Kind: substance.Elsewhere, Share: 8000, Own: own},
		"Giống 80 % bài ở một chi bộ khác và 3 bài khác ở chi bộ khác":         {Kind: substance.Elsewhere, Share: 8000, Own: own, More: 3},
		"Giống 80 % bài ở một chi bộ khác và nhiều bài khác ở các chi bộ khác": {Kind: substance.Elsewhere, Share: 8000, Own: own, More: 150},
		"Chưa thấy việc, con số, ngày, nơi hay người cụ thể":                   {Kind: substance.Hollow, Own: own},
	} {
		if got := words(f); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// However many are pointed out, the texts of a dozen are on the page and a line for each other.
func TestThePageStaysShort(t *testing.T) {
	t.Parallel()
	var f substance.Findings
	for i := range 40 {
		own := substance.Text{Name: fmt.Sprintf("Đảng viên số %d", i), Notes: []string{"Lời <b>tự soi</b>"}}
		f.People = append(f.People, substance.Person{ID: int64(i), Name: own.Name, Flags: []substance.Flag{{Kind: substance.Hollow, Own: own}}})
	}
	f.Clean = []string{"Nguyễn Văn An"}
	f.People[20].Flags[0].Kind = substance.Elsewhere // comes before empty phrases
	for name, c := range map[string]templ.Component{
		"above":  Closely(f, func(id int64) string { return fmt.Sprint("#", id) }),
		"before": Before(f, func(id int64) string { return fmt.Sprint("#", id) }),
	} {
		html := page(t, c)
		if strings.Index(html, "Đảng viên số 20<") > strings.Index(html, "Đảng viên số 0<") {
			t.Errorf("%s: what can be compared does not come first", name)
		}
		if n := strings.Count(html, "Lời &lt;b&gt;"); n != inFull {
			t.Errorf("%s: %d texts on the page, want %d", name, n, inFull)
		}
		for _, want := range []string{"Còn 28 đồng chí nữa", "bài ở một chi bộ khác", "Đảng viên số 39</a>: chưa thấy", "1 đồng chí ba kỳ liền", "Nguyễn Văn An."} {
			if !strings.Contains(html, want) {
				t.Errorf("%s: the page lacks %q", name, want)
			}
		}
	}
	if html := page(t, Closely(substance.Findings{}, nil)) + page(t, Before(substance.Findings{}, nil)); html != "" {
		t.Errorf("nothing found, and yet %q", html)
	}
}
