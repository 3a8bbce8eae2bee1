package pledgeforms

import (
	"net/url"
	"regexp"
	"testing"

	"tusoi/internal/apperr"
	"tusoi/internal/portal"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
	"tusoi/web/kit"
	"tusoi/web/pagetest"
)

func setup(t *testing.T) (pagetest.Pages, worldtest.World) {
	t.Helper()
	tx := pgtest.Tx(t)
	w := worldtest.New(t, tx)
	p := &Pages{Form: portal.New(tx, worldtest.Clock).PledgeForm, Now: worldtest.Clock}
	w.PledgeItem(t, tx, w.Cell, w.Members[w.Cell.ID][1], 2026, "Vận động năm hộ")
	return pagetest.Pages{
		"GET /cam-ket/mau/{year}": p.Show, "POST /cam-ket/mau/{year}": p.Save,
		"GET /cam-ket/goi-y": p.Suggestions, "POST /cam-ket/goi-y": p.Suggest,
		"GET /cam-ket/goi-y/{template}": p.Suggestion, "POST /cam-ket/goi-y/{template}": p.Resuggest, "POST /cam-ket/goi-y/{template}/rut": p.Withdraw,
	}, w
}

func TestTheFormOfAYearIsChangedOnItsPage(t *testing.T) {
	t.Parallel()
	b, w := setup(t)
	b.Get(t, w.Office, kit.PledgeFormPath(2026)).Check(t, "a year with sheets", []string{"các mục được giữ nguyên", "Tư tưởng chính trị"}, []string{`name="h0"`})
	b.Get(t, w.Office, kit.PledgeFormPath(2027)+"?mau=4").Check(t, "the four headings", []string{`value="Tổ chức kỷ luật và nêu gương"`}, []string{"Tác phong, lề lối làm việc"})
	form := url.Values{"ban": {"0"}, "k0": {"thought"}, "h0": {"Tư tưởng"}, "h1": {"Tư tưởng"}, "n0": {"08-NQ/HU"}, "d0": {"31/02/2026"}, "t0": {""}}
	b.Post(t, w.Office, kit.PledgeFormPath(2027), form).Check(t, "wrong", []string{`href="#h1"`, `href="#t0"`, `href="#d0"`, `value="08-NQ/HU"`, `value="31/02/2026"`}, nil)
	form.Set("h1", "Nêu gương")
	form.Set("d0", "2026")
	form.Set("t0", "Nghị quyết của huyện")
	for range 2 { // a double tap
		if a := b.Post(t, w.Office, kit.PledgeFormPath(2027), form); a.Err != nil || a.Location != kit.PledgeFormPath(2027) {
			t.Fatalf("save: %d, %v\n%s", a.Status, a.Err, a.Body)
		}
	}
	b.Get(t, w.Office, kit.PledgeFormPath(2028)).Check(t, "the year after", []string{`value="Nêu gương"`, "Đang dùng mẫu từ năm 2027"}, nil)
	form.Set("h1", "Khác")
	b.Post(t, w.Office, kit.PledgeFormPath(2027), form).Check(t, "from an older page", []string{"Có người vừa sửa mẫu", `value="Khác"`}, nil)
	if a := b.Get(t, w.Grassroots, kit.PledgeFormPath(2027)); apperr.KindOf(a.Err) != apperr.KindForbidden {
		t.Errorf("a branch: %v", a.Err)
	}
}

var key = regexp.MustCompile(`name="khoa" value="([^"]+)"`)

func TestASuggestionIsWrittenChangedAndWithdrawn(t *testing.T) {
	t.Parallel()
	b, w := setup(t)
	page := b.Get(t, w.Grassroots, kit.SuggestionsPath)
	page.Check(t, "nothing yet", []string{"Chưa có nội dung gợi ý nào", "Gợi ý cho các chi bộ thuộc Đảng ủy xã Một"}, nil)
	form := url.Values{"khoa": {key.FindStringSubmatch(page.Body)[1]}, "unit": {""}, "heading": {""}, "content": {"Giúp một hộ nghèo"}}
	form.Set("unit", regexp.MustCompile(`name="unit" value="(\d+)"`).FindStringSubmatch(page.Body)[1])
	b.Post(t, w.Grassroots, kit.SuggestionsPath, form).Check(t, "without a heading", []string{`href="#heading"`, "Giúp một hộ nghèo"}, nil)
	form.Set("heading", "duty")
	for range 2 { // a double tap
		if a := b.Post(t, w.Grassroots, kit.SuggestionsPath, form); a.Err != nil || a.Location != kit.SuggestionsPath {
			t.Fatalf("suggest: %d, %v\n%s", a.Status, a.Err, a.Body)
		}
	}
	page = b.Get(t, w.Grassroots, kit.SuggestionsPath)
	ways := regexp.MustCompile(`href="(/cam-ket/goi-y/\d+)"`).FindAllStringSubmatch(page.Body, -1)
	if len(ways) != 1 {
		t.Fatalf("%d suggestions to change:\n%s", len(ways), page.Body)
	}
	one := ways[0][1]
	form.Set("content", "Giúp hai hộ nghèo")
	if a := b.Post(t, w.Grassroots, one, form); a.Err != nil || a.Location != kit.SuggestionsPath {
		t.Fatalf("change: %d, %v", a.Status, a.Err)
	}
	b.Get(t, w.Office, kit.SuggestionsPath).Check(t, "the office reads it", []string{"Giúp hai hộ nghèo", "Đảng ủy xã Một"}, []string{"Giúp một hộ nghèo"})
	if a := b.Post(t, w.Stranger, one+"/rut", url.Values{}); apperr.KindOf(a.Err) != apperr.KindNotFound {
		t.Errorf("a stranger withdraws: %v", a.Err)
	}
	if a := b.Post(t, w.Grassroots, one+"/rut", url.Values{}); a.Err != nil || a.Location != kit.SuggestionsPath {
		t.Fatalf("withdraw: %d, %v", a.Status, a.Err)
	}
	b.Get(t, w.Grassroots, kit.SuggestionsPath).Check(t, "withdrawn", []string{"Chưa có nội dung gợi ý nào"}, nil)
}
