package remedies

import (
	"net/http"

	"tusoi/internal/authz"
	"tusoi/web/filepiece"
	"tusoi/web/kit"
)

// Files is how remedies keep their evidence.
func (p *Pages) Files() filepiece.Room {
	return filepiece.Room{
		Param: "remedy", Desk: p.Remedy.Files(), Page: page,
		Again: func(w http.ResponseWriter, r *http.Request, f *kit.Form) error {
			return p.show(w, r, http.StatusUnprocessableEntity, filepiece.Field, f)
		},
	}
}

// page is the address of a remedy as the reader came to it.
func page(r *http.Request, id int64) string {
	if ownPage(r) {
		return kit.OwnRemedyPagePath(id)
	}
	return kit.RemedyPagePath(id)
}

// files is the evidence on a remedy's page.
func (v oneView) files() filepiece.View {
	return filepiece.View{Title: "Minh chứng", Page: v.page, Files: v.life.Files, May: v.steps.Attach, Mine: v.mine, Typed: v.typed, Problems: v.problems}
}

// mine is the reader when they may take away only what they gave.
func mine(actor authz.Actor) int64 {
	if actor.May(authz.ReviewWrite) {
		return 0
	}
	return actor.User
}
