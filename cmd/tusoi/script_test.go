package main

import (
	"bytes"
	"context"
	"path/filepath"
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
				Cmds:                map[string]func(*testscript.TestScript, bool, []string){"workbook": workbook},
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
	f := excelize.NewFile()
	for i, line := range strings.Split(strings.TrimSpace(ts.ReadFile(args[1])), "\n") {
		for j, text := range strings.Split(line, "|") {
			cell, err := excelize.CoordinatesToCellName(j+1, i+1)
			ts.Check(err)
			ts.Check(f.SetCellStr(f.GetSheetName(0), cell, strings.TrimSpace(text)))
		}
	}
	ts.Check(f.SaveAs(ts.MkAbs(args[0])))
	ts.Check(f.Close())
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
