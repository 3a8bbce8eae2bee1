package archtest

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"
)

// floors is the building. A package may import only packages of lower floors; one that is not here has no place yet, and
// finding it one is where the thinking happens.
var floors = map[string]int{
	"internal/apperr":               0,
	"internal/member/part":          0,
	"internal/substance/wording":    0,
	"internal/vi":                   0,
	"internal/vi/legacy":            0,
	"migrations":                    0,
	"internal/authz":                1,
	"internal/config":               1,
	"internal/password":             1,
	"internal/postgres":             1,
	"internal/secrecy":              1,
	"internal/attachment/content":   2,
	"internal/audit":                2,
	"internal/postgres/embedded":    2,
	"internal/attachment":           3,
	"internal/conduct":              3,
	"internal/org":                  3,
	"internal/period":               3,
	"internal/account":              4,
	"internal/committee":            4,
	"internal/deadline":             4,
	"internal/meeting/quality":      4,
	"internal/member":               4,
	"internal/pledgeform":           4,
	"internal/record":               4,
	"internal/rule":                 4,
	"internal/task/months":          4,
	"internal/task/office":          4,
	"internal/theme":                4,
	"internal/award":                5,
	"internal/complaint":            5,
	"internal/discipline":           5,
	"internal/factor":               5,
	"internal/inspection":           5,
	"internal/meeting":              5,
	"internal/milestone":            5,
	"internal/notice/channel":       5,
	"internal/notice/wording":       5,
	"internal/pledge":               5,
	"internal/remedy":               5,
	"internal/reorganisation":       5,
	"internal/roll":                 5,
	"internal/rulebook":             5,
	"internal/study":                5,
	"internal/task":                 5,
	"internal/vacancy":              5,
	"internal/yearend/form":         5,
	"internal/intake/cells":         6,
	"internal/intake/value":         6,
	"internal/packet":               6,
	"internal/pledgecount":          6,
	"internal/substance":            6,
	"internal/workload":             6,
	"internal/yearend":              6,
	"internal/intake/workbook":      7,
	"internal/notice":               7,
	"internal/review":               7,
	"internal/indicator":            8,
	"internal/intake/compare":       8,
	"internal/report/document":      8,
	"internal/intake/book":          9,
	"internal/meeting/minutes":      9,
	"internal/ranking":              9,
	"internal/report/pdf":           9,
	"internal/yearend/paper":        9,
	"internal/demo/places":          10,
	"internal/demo/texts":           10,
	"internal/intake":               10,
	"internal/intake/export":        10,
	"internal/pledgepaper":          10,
	"internal/report":               10,
	"internal/demo/apart":           11,
	"internal/demo/cases":           11,
	"internal/demo/checks":          11,
	"internal/demo/closings":        11,
	"internal/demo/deeds":           11,
	"internal/demo/honours":         11,
	"internal/demo/mend":            11,
	"internal/demo/promises":        11,
	"internal/demo/proofs":          11,
	"internal/demo/sittings":        11,
	"internal/demo/studies":         11,
	"internal/demo/yearends":        11,
	"internal/portal":               11,
	"internal/demo":                 12,
	"web/static":                    12,
	"web/ui":                        13,
	"web/kit":                       14,
	"web/addendumpiece":             15,
	"web/packetnews":                15,
	"web/findings":                  15,
	"web/pagetest":                  15,
	"web/sheetform":                 15,
	"web/filepiece":                 16,
	"web/paper":                     16,
	"web/promisecard":               16,
	"web/sheetpage":                 16,
	"web/taskpiece":                 16,
	"web/accounts":                  17,
	"web/assignments":               17,
	"web/auditlog":                  17,
	"web/committee":                 17,
	"web/conducts":                  17,
	"web/dashboards":                17,
	"web/giving":                    17,
	"web/help":                      17,
	"web/home":                      17,
	"web/imports":                   17,
	"web/members":                   17,
	"web/notices":                   17,
	"web/packets":                   17,
	"web/pledgeforms":               17,
	"web/pledges":                   17,
	"web/rankings":                  17,
	"web/recordpiece":               17,
	"web/remedies":                  17,
	"web/reorganisations":           17,
	"web/reports":                   17,
	"web/reviews":                   17,
	"web/signin":                    17,
	"web/tasks":                     17,
	"web/themes":                    17,
	"web/units":                     17,
	"web/yearends":                  17,
	"web/addenda":                   18,
	"web/awards":                    18,
	"web/disciplines":               18,
	"web/inspections":               18,
	"web/meetings":                  18,
	"web/studies":                   18,
	"web/site":                      19,
	"internal/postgres/pgtest/with": 20,
	"web/walk":                      20,
	"cmd/tusoi":                     21,
	"internal/archtest":             21,
}

// testsOnly are packages that no file of the program itself may import.
var testsOnly = map[string]bool{
	"internal/postgres/pgtest": true, "internal/postgres/pgtest/with": true, "internal/worldtest": true, "web/pagetest": true,
}

type listed struct {
	ImportPath string
	Imports    []string
}

func packages(t *testing.T) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", "tusoi/...")
	cmd.Dir = "../.."
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var list []listed
	dec := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return list
		} else if err != nil {
			t.Fatalf("go list: %v", err)
		}
		list = append(list, p)
	}
}

func TestArrowsPointDown(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, "tusoi/")
		if testsOnly[name] {
			continue
		}
		floor, ok := floors[name]
		if !ok {
			t.Errorf("%s stands on no floor: add it to the table, below everything that will import it", name)
			continue
		}
		for _, path := range p.Imports {
			if strings.HasPrefix(name, "web/") && strings.HasPrefix(path, "github.com/jackc/pgx") {
				t.Errorf("%s imports %s: pages never talk to the database", name, path)
			}
			below, ours := strings.CutPrefix(path, "tusoi/")
			switch {
			case !ours:
			case testsOnly[below]:
				t.Errorf("%s imports %s, which is for tests only", name, below)
			case floors[below] >= floor:
				t.Errorf("%s (floor %d) imports %s (floor %d): an import goes down", name, floor, below, floors[below])
			}
		}
	}
}
