// Package help is the user guide: one short Vietnamese page per role and task, written in Markdown and embedded.
package help

import (
	"bytes"
	"embed"
	"net/http"
	"regexp"
	"strings"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"
	"github.com/yuin/goldmark"

	"tusoi/internal/apperr"
	"tusoi/web/kit"
	"tusoi/web/static"
)

//go:embed pages/*.md
var files embed.FS

// guides are the pages in the order of the list. The name of a file is its address.
var guides = []string{"dang-nhap", "bi-thu-chi-bo", "cap-uy-co-so", "van-phong-cap-uy", "uy-ban-kiem-tra", "kiem-tra-giam-sat", "dang-vien", "quan-tri"}

type guide struct {
	slug, title string
	body        templ.Component
}

var rendered = render()

// render turns the embedded pages into HTML once. Their text is ours, so it needs no cleaning.
func render() map[string]guide {
	all := make(map[string]guide, len(guides))
	for _, slug := range guides {
		source, err := files.ReadFile("pages/" + slug + ".md")
		if err != nil {
			panic(err) // the list above names a page that is not there
		}
		first, rest, _ := strings.Cut(string(source), "\n")
		var html bytes.Buffer
		if err := goldmark.Convert([]byte(rest), &html); err != nil {
			panic(err)
		}
		all[slug] = guide{slug, strings.TrimPrefix(first, "# "), templ.Raw(withPictures(html.String()))}
	}
	return all
}

var picture = regexp.MustCompile(`src="([^"]+)"`)

// withPictures turns the pictures' names into the addresses at which they are served. A picture that is not there panics.
func withPictures(html string) string {
	return picture.ReplaceAllStringFunc(html, func(m string) string {
		return `src="` + static.Path("img/"+picture.FindStringSubmatch(m)[1]) + `" loading="lazy"`
	})
}

// Pages shows the guide.
type Pages struct{}

// Index lists the pages.
func (Pages) Index(w http.ResponseWriter, r *http.Request) error {
	list := make([]guide, 0, len(guides))
	for _, slug := range guides {
		list = append(list, rendered[slug])
	}
	return kit.Render(w, r, http.StatusOK, index(kit.Chrome(r), list))
}

// Show is one page.
func (Pages) Show(w http.ResponseWriter, r *http.Request) error {
	g, ok := rendered[chi.URLParam(r, "slug")]
	if !ok {
		return apperr.NotFound("Không có trang hướng dẫn này. Đồng chí xem danh sách các trang hướng dẫn.")
	}
	return kit.Render(w, r, http.StatusOK, show(kit.Chrome(r), g))
}
