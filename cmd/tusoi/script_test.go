package main

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"

	"tusoi/internal/postgres/pgtest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"tusoi": main})
}

// Each script runs the program as a person would, on a database of its own.
func TestScripts(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			owner, app := pgtest.URLs(t)
			testscript.Run(t, testscript.Params{
				Files:               []string{file},
				RequireExplicitExec: true,
				Cmds:                map[string]func(*testscript.TestScript, bool, []string){"workbook": workbook, "wholecommittee": wholeCommittee},
				Setup: func(e *testscript.Env) error {
					e.Setenv("OWNER", owner)
					e.Setenv("APP", app)
					e.Setenv("DATABASE_OWNER_URL", owner)
					e.Setenv("DATABASE_URL", app)
					return nil
				},
			})
		})
	}
}

// workbook FILE.xlsx FILE.txt makes a workbook whose cells are the lines' fields, which bars part.
func workbook(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: workbook FILE.xlsx FILE.txt")
	}
	saveWorkbook(ts, args[0], strings.Split(strings.TrimSpace(ts.ReadFile(args[1])), "\n"))
}

func saveWorkbook(ts *testscript.TestScript, file string, lines []string) {
	f := excelize.NewFile()
	w, err := f.NewStreamWriter(f.GetSheetName(0))
	ts.Check(err)
	for i, line := range lines {
		var row []any
		for text := range strings.SplitSeq(line, "|") {
			row = append(row, strings.TrimSpace(text))
		}
		ts.Check(w.SetRow("A"+strconv.Itoa(i+1), row))
	}
	ts.Check(w.Flush())
	ts.Check(f.SaveAs(ts.MkAbs(file)))
	ts.Check(f.Close())
}

// wholeCommittee UNITS.xlsx MEMBERS.xlsx makes the lists of a district: 58 grassroots organisations, of which 24 have 263
// cells between them and 34 are cells themselves, and 6,214 members.
func wholeCommittee(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: wholecommittee UNITS.xlsx MEMBERS.xlsx")
	}
	units := []string{"Mã tổ chức|Tên tổ chức đảng|Loại|Tổ chức đảng cấp trên|Loại hình"}
	var cells []string
	for g := range 24 {
		units = append(units, fmt.Sprintf("G%02d|Đảng bộ xã %02d|Đảng bộ cơ sở||Ấp, khu phố", g+1, g+1))
		for c := range (263 + 23 - g) / 24 {
			units = append(units, fmt.Sprintf("C%02d%02d|Chi bộ ấp %d|Chi bộ trực thuộc|G%02d|Ấp, khu phố", g+1, c+1, c+1, g+1))
			cells = append(cells, fmt.Sprintf("C%02d%02d", g+1, c+1))
		}
	}
	for q := range 34 {
		units = append(units, fmt.Sprintf("Q%02d|Chi bộ Cơ quan số %d|Chi bộ cơ sở||Cơ quan", q+1, q+1))
		cells = append(cells, fmt.Sprintf("Q%02d", q+1))
	}
	members := []string{"STT|Họ và tên|Số thẻ Đảng viên|Số CCCD|Ngày sinh|Ngày kết nạp|Chi bộ đang sinh hoạt|Trạng thái"}
	for i := range 6214 {
		members = append(members, fmt.Sprintf("%d|NGUYỄN VĂN %s|53.%06d|0831%08d|%02d/%02d/%d|03/02/%d|%s|Đang sinh hoạt Đảng",
			i+1, []string{"BÌNH", "ĐỨC", "HẠNH"}[i%3], i, i, i%28+1, i%12+1, 1950+i%40, 1980+i%40, cells[i%len(cells)]))
	}
	saveWorkbook(ts, args[0], units)
	saveWorkbook(ts, args[1], members)
}

// Scripts only tell success from failure; a caller like systemd also tells a wrong call from a failed one.
func TestExitCodesTellAWrongCallFromAFailure(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		args []string
		env  map[string]string
		want int
	}{
		{"help", []string{"help"}, nil, 0},
		{"no command", nil, nil, 2},
		{"an unknown command", []string{"fly"}, nil, 2},
		{"too many words", []string{"migrate", "now"}, nil, 2},
		{"an unknown flag", []string{"serve", "--fast"}, nil, 2},
		{"audit without verify", []string{"audit"}, nil, 2},
		{"import without a file", []string{"import"}, nil, 2},
		{"a wrong setting", []string{"migrate"}, map[string]string{"TUSOI_ADDR": "here"}, 1},
		{"half of the database's addresses", []string{"migrate"}, map[string]string{"DATABASE_URL": "postgres://app@127.0.0.1/x"}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var out, errs bytes.Buffer
			got := run(context.Background(), c.args, func(k string) string { return c.env[k] }, &out, &errs)
			if got != c.want {
				t.Errorf("exit code %d, want %d\n%s%s", got, c.want, &out, &errs)
			}
			if (got == 0) != (errs.Len() == 0) {
				t.Errorf("exit code %d with this on standard error: %q", got, &errs)
			}
		})
	}
}
