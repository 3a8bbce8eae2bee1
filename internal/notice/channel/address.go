package channel

import (
	"net/mail"
	"regexp"
	"strings"
	"unicode"
)

// longestAddress is what a mail server takes (RFC 5321).
const longestAddress = 254

// Address is an e-mail address alone, without a name beside it; false for anything else. Only plain letters: what a mail
// server far away does with others nobody knows.
func Address(text string) (string, bool) {
	text = strings.TrimSpace(text)
	a, err := mail.ParseAddress(text)
	if err != nil || a.Address != text || len(text) > longestAddress || strings.ContainsFunc(text, odd) {
		return "", false
	}
	_, domain, _ := strings.Cut(text, "@")
	return text, strings.Contains(domain, ".") && !strings.HasPrefix(domain, "[")
}

func odd(r rune) bool {
	return r > unicode.MaxASCII || unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune(`"<>,;:\`, r)
}

var (
	phone   = regexp.MustCompile(`^(?:\+84|84|0)([35789][0-9]{8})$`)
	gateway = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{5,63}$`)
	spaces  = strings.NewReplacer(" ", "", ".", "", "-", "", "(", "", ")", "")
)

// Number is a Vietnamese mobile number as +84…, or else a gateway's own mark of a person; false for anything else.
func Number(text string) (string, bool) {
	if m := phone.FindStringSubmatch(spaces.Replace(text)); m != nil {
		return "+84" + m[1], true
	}
	text = strings.TrimSpace(text)
	return text, gateway.MatchString(text) && strings.ContainsFunc(text, unicode.IsLetter) || longDigits.MatchString(text)
}

// longDigits is such a mark made of figures: longer than any telephone's number.
var longDigits = regexp.MustCompile(`^[0-9]{15,64}$`)

// Masked is an address or a number of which its owner knows which one it is, and nobody else could write to it.
func Masked(text string) string {
	if name, domain, ok := strings.Cut(text, "@"); ok {
		return name[:1] + "***@" + domain
	}
	if len(text) > 3 {
		return "***" + text[len(text)-3:]
	}
	return text
}
