package factor

import (
	"encoding/base32"
	"testing"
	"time"
)

// The vectors are those of RFC 6238, appendix B, with six digits.
func TestCodesAreThoseOfTheStandard(t *testing.T) {
	t.Parallel()
	secret := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString([]byte("12345678901234567890"))
	for at, code := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		got, ok, err := step(secret, code, time.Unix(at, 0), 0)
		if err != nil || !ok || got != at/30 {
			t.Errorf("at %d the code %s fits %v at step %d, %v", at, code, ok, got, err)
		}
		if _, ok, _ := step(secret, code, time.Unix(at, 0), at/30); ok {
			t.Errorf("at %d the code %s fits twice", at, code)
		}
	}
}
