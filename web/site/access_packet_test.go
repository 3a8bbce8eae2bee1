package site

import (
	"maps"
	"net/url"

	"tusoi/internal/period"
	"tusoi/web/kit"
)

var october = period.Month(2026, 10)

// packetTargets are the rows of months on their way up, and of what is set right afterwards.
var packetTargets = map[string]target{
	"GET /to-chuc/{unit}/thang/{month}/dinh-chinh":  inCell("/to-chuc/%d/thang/2026-10/dinh-chinh", nil),
	"POST /to-chuc/{unit}/thang/{month}/dinh-chinh": inCell("/to-chuc/%d/thang/2026-10/dinh-chinh", url.Values{"member": {"ca-thang"}, "subject": {"Số hộ"}, "new": {"4 hộ"}, "reason": {"Ghi nhầm"}, "key": {"7b1f0c1e-9a55-4c1e-9f3e-000000000001"}}),
	"GET /duyet/{unit}/{month}/chot":                {path: func(w world) string { return kit.MonthApprovalPath(w.Org.ID, october) }, object: true},
	"POST /duyet/{unit}/{month}/chot":               {path: func(w world) string { return kit.MonthApprovalPath(w.Org.ID, october) }, object: true},
	"GET /duyet/{unit}/{month}":                     inCell("/duyet/%d/2026-10", nil),
	"POST /duyet/{unit}/{month}/nhan":               inCell("/duyet/%d/2026-10/nhan", nil),
	"POST /duyet/{unit}/{month}/duyet":              inCell("/duyet/%d/2026-10/duyet", nil),
	"POST /duyet/{unit}/{month}/tra-lai":            inCell("/duyet/%d/2026-10/tra-lai", nil),
}

func init() { maps.Copy(targets, packetTargets) }
