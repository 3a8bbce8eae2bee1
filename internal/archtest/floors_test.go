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
	"internal/apperr": 0, "internal/vi": 0, "migrations": 0,
	"internal/config": 1, "internal/postgres": 1, "internal/authz": 1,
	"internal/postgres/embedded": 2, "internal/audit": 2,
	"internal/org": 3, "internal/period": 3,
	"internal/account": 4, "internal/member": 4, "internal/rule": 4, "internal/rulebook": 5,
	"internal/pledge": 5, "internal/task": 5, "internal/record": 5,
	"internal/review":          6,
	"internal/indicator":       7,
	"internal/ranking":         8,
	"internal/intake/workbook": 8, "internal/report/document": 8, "internal/report/pdf": 9, "internal/report": 9, "internal/intake": 9,
	"internal/portal": 10,
	"internal/demo":   11,
	"web/static":      12, "web/ui": 13, "web/kit": 14,
	"web/accounts": 15, "web/auditlog": 15, "web/dashboards": 15, "web/help": 15, "web/home": 15, "web/imports": 15,
	"web/members": 15, "web/packets": 15, "web/pledges": 15, "web/rankings": 15, "web/reports": 15, "web/reviews": 15,
	"web/signin": 15, "web/tasks": 15, "web/units": 15,
	"web/site": 16, "web/walk": 17, "internal/postgres/pgtest/with": 17,
	"cmd/tusoi":         18,
	"internal/archtest": 18,
}

// testsOnly are packages that no file of the program itself may import.
var testsOnly = map[string]bool{
	"internal/postgres/pgtest": true, "internal/postgres/pgtest/with": true, "internal/worldtest": true,
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
