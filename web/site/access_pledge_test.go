package site

import (
	"maps"
	"net/url"

	"tusoi/web/kit"
)

func suggestion(step string) target {
	return target{path: func(w world) string { return kit.SuggestionPath(w.suggestion) + step }, object: true}
}

// The rows of the commitments' pages; the matrix is one, its files are several.
func init() {
	maps.Copy(targets, map[string]target{
		"POST /dang-vien/{member}/cam-ket/{year}/tra-lai":    ofMember("/dang-vien/%d/cam-ket/2026/tra-lai"),
		"GET /dang-vien/{member}/cam-ket/{year}/dieu-chinh":  ofMember("/dang-vien/%d/cam-ket/2026/dieu-chinh"),
		"POST /dang-vien/{member}/cam-ket/{year}/dieu-chinh": ofMember("/dang-vien/%d/cam-ket/2026/dieu-chinh"),
		"GET /dang-vien/{member}/cam-ket/{year}/in":          ofMember("/dang-vien/%d/cam-ket/2026/in"),
		"GET /dang-vien/{member}/cam-ket/{year}/pdf":         ofMember("/dang-vien/%d/cam-ket/2026/pdf"),
		"POST /to-chuc/{unit}/cam-ket/{year}/gui":            inCell("/to-chuc/%d/cam-ket/2026/gui", nil),
		"POST /to-chuc/{unit}/cam-ket/{year}/duyet":          inCell("/to-chuc/%d/cam-ket/2026/duyet", url.Values{"ngay": {"15/01/2026"}}),
		"GET /to-chuc/{unit}/cam-ket/{year}/in":              inCell("/to-chuc/%d/cam-ket/2026/in", nil),
		"GET /to-chuc/{unit}/cam-ket/{year}/pdf":             inCell("/to-chuc/%d/cam-ket/2026/pdf", nil),
		"GET /cam-ket-cua-toi/{year}":                        fixed("/cam-ket-cua-toi/2026"),
		"POST /cam-ket-cua-toi/{year}":                       fixed("/cam-ket-cua-toi/2026"),
		"POST /cam-ket-cua-toi/{year}/gui":                   fixed("/cam-ket-cua-toi/2026/gui"),
		"GET /cam-ket-cua-toi/{year}/in":                     fixed("/cam-ket-cua-toi/2026/in"),
		"GET /cam-ket-cua-toi/{year}/pdf":                    fixed("/cam-ket-cua-toi/2026/pdf"),
		"GET /cam-ket":                                       inCell("/cam-ket?don-vi=%d", nil),
		"GET /cam-ket/mau/{year}":                            fixed("/cam-ket/mau/2026"),
		"POST /cam-ket/mau/{year}":                           fixed("/cam-ket/mau/2026"),
		"GET /cam-ket/goi-y":                                 fixed("/cam-ket/goi-y"),
		"POST /cam-ket/goi-y":                                fixed("/cam-ket/goi-y"),
		"GET /cam-ket/goi-y/{template}":                      suggestion(""),
		"POST /cam-ket/goi-y/{template}":                     suggestion(""),
		"POST /cam-ket/goi-y/{template}/rut":                 suggestion("/rut"),
	})
}
