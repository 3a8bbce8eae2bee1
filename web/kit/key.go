package kit

import (
	"crypto/rand"
	"fmt"
	"regexp"
)

// NewKey names one showing of a form, so that the same form sent twice does its work once. It is a random UUID.
func NewKey() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails: the program would have stopped
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

var key = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// IsKey reports whether a form came back with a key of ours, not something typed by hand.
func IsKey(s string) bool { return key.MatchString(s) }
