package archtest

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What a reader can hold in the head at once. A room that outgrows it holds two subjects.
const (
	fileLines     = 400
	functionLines = 40
	roomLines     = 1500
)

// The sizes are those of what people write: generated files count nowhere, tests only as files.
func TestNothingOutgrowsItsReader(t *testing.T) {
	t.Parallel()
	rooms := map[string]int{}
	for _, root := range []string{"cmd", "internal", "web", "migrations"} {
		err := filepath.WalkDir(filepath.Join("../..", root), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !written(path) {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			lines := bytes.Count(data, []byte("\n"))
			if lines > fileLines {
				t.Errorf("%s has %d lines, more than %d", path, lines, fileLines)
			}
			if !strings.HasSuffix(path, "_test.go") {
				rooms[filepath.Dir(path)] += lines
				functions(t, path, data)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for room, lines := range rooms {
		if lines > roomLines {
			t.Errorf("the room %s has %d lines, more than %d", room, lines, roomLines)
		}
	}
}

// written reports whether people write the file.
func written(path string) bool {
	return strings.HasSuffix(path, ".templ") || strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_templ.go")
}

func functions(t *testing.T, path string, data []byte) {
	if !strings.HasSuffix(path, ".go") {
		return
	}
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, data, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		if n := files.Position(f.End()).Line - files.Position(f.Pos()).Line + 1; n > functionLines {
			t.Errorf("%s: %s has %d lines, more than %d", path, f.Name.Name, n, functionLines)
		}
	}
}
