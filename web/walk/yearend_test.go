package walk

import (
	"encoding/base64"
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"tusoi/web/kit"
)

// A member of the demonstration finds the year's form filled in from twelve months, and takes it along as a PDF with the same figures.
func TestAMembersYearIsFilledInAndPrinted(t *testing.T) {
	t.Parallel()
	w := theWorld(t)
	year := thisMonth.Year()
	member := w.id(t, `SELECT member_id FROM users WHERE login = 'dangvien'`)
	promised := w.id(t, `SELECT count(*) FROM pledge_items i JOIN pledges p ON p.committee_id = i.committee_id AND p.id = i.pledge_id AND p.state <> 'draft'
		WHERE i.member_id = $1 AND i.year = $2 AND (i.live_to IS NULL OR i.live_to > $3)`, member, year, thisMonth.End())
	asked := w.id(t, `SELECT count(*) FROM assignments WHERE member_id = $1 AND state <> 'dropped' AND given_on <= $3 AND (done_on IS NULL OR done_on >= make_date($2, 1, 1))`,
		member, year, thisMonth.End())
	if promised == 0 || asked == 0 {
		t.Fatalf("the member has %d promises and %d tasks: the walk would prove nothing", promised, asked)
	}
	b := w.open(t, 1280)
	b.signIn("dangvien")
	b.visit(kit.OwnYearPath(year))
	words := []string{fmt.Sprintf("Đã cam kết %d nội dung", promised), fmt.Sprintf("Được giao %d nhiệm vụ", asked)}
	typed := eval[string](b, `[...document.querySelectorAll("main textarea")].map((x) => x.value).join("\n") + document.querySelector("main").innerText`)
	for _, want := range words {
		if !strings.Contains(typed, want) {
			t.Errorf("the form lacks %q\n%s", want, typed)
		}
	}
	file := eval[string](b, fmt.Sprintf(`fetch(%q).then((r) => r.arrayBuffer()).then((a) => btoa([...new Uint8Array(a)].map((c) => String.fromCharCode(c)).join("")))`,
		kit.OwnYearPath(year)+"/pdf"), chromedp.EvalAwaitPromise)
	data, err := base64.StdEncoding.DecodeString(file)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("pdftotext", "-layout", "-", "-")
	cmd.Stdin = strings.NewReader(string(data))
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("pdftotext (make test installs it): %v", err)
	}
	text := strings.Join(strings.Fields(string(out)), " ")
	for _, want := range append(words, "BẢN KIỂM ĐIỂM", fmt.Sprint(year)) {
		if !strings.Contains(text, want) {
			t.Errorf("the PDF lacks %q:\n%s", want, text)
		}
	}
}
