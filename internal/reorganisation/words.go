package reorganisation

import "strings"

// joined names things the way a sentence does: "A, B và C".
func joined(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " và " + names[len(names)-1]
}

func lower(label string) string {
	r := []rune(label)
	return strings.ToLower(string(r[:1])) + string(r[1:])
}
