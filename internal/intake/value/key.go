package value

import (
	"strings"

	"tusoi/internal/vi"
)

// Key makes headings, and words of a fixed list, comparable: folded, without what stands in brackets and without marks.
func Key(s string) string {
	var b strings.Builder
	depth := 0
	for _, r := range vi.Fold(s) {
		switch {
		case r == '(' || r == '[':
			depth++
		case r == ')' || r == ']':
			depth = max(depth-1, 0)
		case depth > 0:
		case strings.ContainsRune("*:.,;_-/\\|'\"", r):
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
