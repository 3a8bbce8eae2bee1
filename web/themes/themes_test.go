package themes

import (
	"context"
	"net/url"
	"testing"

	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/theme"
	"tusoi/internal/worldtest"
	"tusoi/web/kit"
	"tusoi/web/pagetest"
)

func TestThemesAreChangedOnTheirPage(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	w, ctx := worldtest.New(t, tx), context.Background()
	themes := &theme.Service{DB: tx, Now: worldtest.Clock}
	if err := theme.BeginTx(ctx, tx, w.Committee); err != nil {
		t.Fatal(err)
	}
	list, err := themes.List(ctx, w.Office, false)
	if err != nil {
		t.Fatal(err)
	}
	first, p := list[0], &Pages{Theme: themes, Now: worldtest.Clock}
	b := pagetest.Pages{
		"GET /cap-uy/chu-de": p.Index, "POST /cap-uy/chu-de": p.Add, "POST /cap-uy/chu-de/{theme}/doi-ten": p.Rename,
		"POST /cap-uy/chu-de/{theme}/thoi": p.Retire, "POST /cap-uy/chu-de/{theme}/dung-lai": p.Retire,
	}
	post := func(path string, want int, pairs ...string) pagetest.Answer {
		t.Helper()
		form := url.Values{}
		for i := 0; i < len(pairs); i += 2 {
			form.Set(pairs[i], pairs[i+1])
		}
		a := b.Post(t, w.Office, path, form)
		if a.Err != nil || a.Status != want {
			t.Errorf("%s: %d, %v", path, a.Status, a.Err)
		}
		return a
	}
	post(kit.ThemesPath, 303, "name", "Bảo vệ môi trường", "key", kit.NewKey())
	post(kit.ThemesPath, 422, "name", "x", "key", kit.NewKey()).Check(t, "too short", []string{`value="x"`, `href="#name"`}, nil)
	post(kit.ThemeStepPath(first.ID, "doi-ten"), 422, "name", "Nói thật", "from", "31/02/2026", "version", "1").
		Check(t, "no such day", []string{`href="#from-` + idText(first.ID), `value="Nói thật"`}, nil)
	post(kit.ThemeStepPath(first.ID, "doi-ten"), 303, "name", "Nói thật", "from", "01/11/2026", "version", "1")
	post(kit.ThemeStepPath(first.ID, "thoi"), 303, "version", "2")
	b.Get(t, w.Office, kit.ThemesPath).Check(t, "the page", []string{"Nói thật", "trước đó: Tự phê bình và phê bình", "Thôi dùng", "Dùng lại", "Bảo vệ môi trường"}, nil)
	if list, err = themes.List(ctx, w.Secretary, false); err != nil || len(list) == 0 || list[0].Name == "Nói thật" || list[len(list)-1].Name != "Bảo vệ môi trường" {
		t.Errorf("what can be chosen: %+v, %v", list, err)
	}
}
