package conducts_test

import (
	"net/http"
	"net/url"
	"testing"

	"tusoi/internal/apperr"
	"tusoi/internal/period"
	"tusoi/internal/portal"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
	"tusoi/web/conducts"
	"tusoi/web/kit"
	"tusoi/web/pagetest"
)

var november = period.Month(2026, 11)

func setup(t *testing.T) (worldtest.World, pagetest.Pages) {
	t.Helper()
	tx := pgtest.Tx(t)
	w := worldtest.New(t, tx)
	p := &conducts.Pages{Review: portal.New(tx, worldtest.Clock).Review, Now: worldtest.Clock}
	return w, pagetest.Pages{
		"GET /bieu-hien": p.Index, "GET /to-chuc/{unit}/thang/{month}/bieu-hien/{member}": p.Form,
		"POST /to-chuc/{unit}/thang/{month}/bieu-hien/{member}": p.Save, "GET /phieu-cua-toi/{month}/bieu-hien": p.OwnForm,
		"POST /phieu-cua-toi/{month}/bieu-hien": p.SaveOwn,
	}
}

func TestWhatWasFoundIsChosenFromTheListsAndSaidInWords(t *testing.T) {
	t.Parallel()
	w, pages := setup(t)
	member := w.Members[w.Cell.ID][1]
	path := kit.FindingsPath(w.Cell.ID, november, member)
	pages.Get(t, w.Secretary, path).Check(t, "the form", []string{"Trần Thị Bình", "Điều 14", "207-QĐ/TW", "04-NQ/TW"}, []string{"checked", "37-QĐ/TW"})

	a := pages.Post(t, w.Secretary, path, url.Values{"words": {"Nể nang khi góp ý cho trưởng ấp"}})
	if a.Status != http.StatusUnprocessableEntity {
		t.Errorf("without a sign: %d", a.Status)
	}
	a.Check(t, "without a sign", []string{"Chọn ít nhất một biểu hiện", "Nể nang khi góp ý cho trưởng ấp"}, nil)
	a = pages.Post(t, w.Secretary, path, url.Values{"bh": {"nqtw4-2016/A5", "qd207-2026/1"}})
	a.Check(t, "without words", []string{"Nêu rõ việc gì", `value="nqtw4-2016/A5" checked`}, nil)

	good := url.Values{"bh": {"nqtw4-2016/A5"}, "words": {"Nể nang khi góp ý cho trưởng ấp"}}
	if a := pages.Post(t, w.Secretary, path, good); a.Err != nil || a.Status != http.StatusSeeOther {
		t.Fatalf("saving: %d %v", a.Status, a.Err)
	}
	pages.Get(t, w.Secretary, path).Check(t, "the form again", []string{`value="nqtw4-2016/A5" checked`, "Nể nang khi góp ý cho trưởng ấp"}, nil)
	second := url.Values{"bh": {"nqtw4-2016/B5"}, "words": {"Lời của người thứ hai"}}
	a = pages.Post(t, w.Secretary, path, second)
	if a.Status != http.StatusUnprocessableEntity {
		t.Errorf("from an old page: %d, want the typed text back", a.Status)
	}
	a.Check(t, "from an old page", []string{"Có người vừa ghi khác", "Lời của người thứ hai"}, nil)

	pages.Get(t, w.Office, "/bieu-hien").Check(t, "the office", []string{"1 lượt", "27 biểu hiện"}, []string{"Nể nang khi góp ý cho trưởng ấp", "Trần Thị Bình"})
	pages.Get(t, w.Member, "/bieu-hien").Check(t, "a member", []string{"27 biểu hiện"}, []string{"1 lượt"})
}

func TestOnesOwnFindingsNeedNoSecretary(t *testing.T) {
	t.Parallel()
	w, pages := setup(t)
	who := w.Member
	who.MemberID = w.Members[w.Cell.ID][1]
	path := kit.OwnFindingsPath(november)
	pages.Get(t, who, path).Check(t, "my form", []string{"Trần Thị Bình"}, nil)
	a := pages.Post(t, who, path, url.Values{"bh": {"qd207-2026/18"}, "words": {"Uống rượu ở đám giỗ ngày 02/11"}})
	if a.Err != nil || a.Location != kit.OwnSheetPath(november) {
		t.Errorf("saving my own: %q %v", a.Location, a.Err)
	}
	for name, a := range map[string]pagetest.Answer{
		"the sister's secretary": pages.Get(t, w.SisterSecretary, kit.FindingsPath(w.Cell.ID, november, who.MemberID)),
		"somebody of no cell":    pages.Get(t, w.SisterSecretary, kit.FindingsPath(w.Sister.ID, november, who.MemberID)),
	} {
		if apperr.KindOf(a.Err) != apperr.KindNotFound {
			t.Errorf("%s: %v, want NotFound", name, a.Err)
		}
	}
}
