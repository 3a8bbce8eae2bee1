package site

import (
	"maps"
	"net/url"

	"tusoi/internal/period"
	"tusoi/web/kit"
)

// ownTargets are the rows of one's own line of the month, and of the conduct check.
var ownTargets = map[string]target{
	"GET /to-chuc/{unit}/thang/{month}/bieu-hien/{member}":      {path: findings, object: true},
	"POST /to-chuc/{unit}/thang/{month}/bieu-hien/{member}":     {path: findings, object: true},
	"GET /phieu-cua-toi/{month}":                                fixed("/phieu-cua-toi/2026-11"),
	"POST /phieu-cua-toi/{month}":                               {path: ownSheet(""), field: answered},
	"POST /phieu-cua-toi/{month}/o":                             {path: ownSheet("/o"), json: answeredByScript},
	"POST /phieu-cua-toi/{month}/viec-tu-sua":                   {path: ownSheet("/viec-tu-sua"), field: answered},
	"POST /phieu-cua-toi/{month}/viec-tu-sua/{remedy}/bao-xong": {path: func(w world) string { return kit.OwnRemedyPath(period.Month(2026, 11), w.remedy, "bao-xong") }},
	"GET /phieu-cua-toi/{month}/bieu-hien":                      fixed("/phieu-cua-toi/2026-11/bieu-hien"),
	"POST /phieu-cua-toi/{month}/bieu-hien":                     {path: ownSheet("/bieu-hien"), body: url.Values{"bh": {"nqtw4-2016/A5"}, "words": {"Chưa thẳng thắn góp ý."}}},
	"GET /bieu-hien":                                            fixed("/bieu-hien"),
}

func init() { maps.Copy(targets, ownTargets) }

func findings(w world) string {
	return kit.FindingsPath(w.Cell.ID, period.Month(2026, 11), w.Members[w.Cell.ID][1])
}

func ownSheet(step string) func(world) string {
	return func(world) string { return kit.OwnSheetPath(period.Month(2026, 11)) + step }
}
