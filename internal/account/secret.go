package account

import (
	"crypto/rand"
	"embed"
	"fmt"
	"math/big"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"tusoi/internal/vi"
)

// SecretLife is how long a first password waits for its owner.
const SecretLife = 14 * 24 * time.Hour

// secretLetters are those that nobody mistakes for another, on paper or over the telephone.
const secretLetters = "abcdefghkmnpqrstuvwxyz23456789"

// newSecret is a first password, like hm4k-9ztq-w2ub: 58 bits, easily copied from a slip.
func newSecret() (string, error) {
	var b strings.Builder
	for i := range 12 {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(secretLetters))))
		if err != nil {
			return "", fmt.Errorf("draw a first password: %w", err)
		}
		b.WriteByte(secretLetters[n.Int64()])
	}
	return b.String(), nil
}

// common.txt is the head of the list of leaked passwords that zxcvbn-ts keeps (MIT, see common-LICENSE.txt), of those with
// eight letters or more, most frequent first.
//
//go:embed common.txt
var commonFile embed.FS

var common = sync.OnceValue(func() map[string]bool {
	data, err := commonFile.ReadFile("common.txt")
	if err != nil {
		panic(err) // embedded: it is there
	}
	list := map[string]bool{}
	for line := range strings.Lines(string(data)) {
		list[strings.TrimSpace(line)] = true
	}
	return list
})

// local are the beginnings of what people here choose, folded; years and ones at the end make them no better.
var local = []string{"matkhau", "bithu", "bimat", "chibo", "danguy", "dangvien", "huyenuy", "tusoi", "vietnam", "dangcongsan", "bacho", "quantri"}

// The length of a password, in letters (OWASP ASVS 5, 6.2.1 and 6.2.9).
const (
	leastPassword = 8
	mostPassword  = 100
)

// weakness says why a password will not do, "" when it will. Nothing is asked of its letters but that it is long enough, on
// no list, and not made of the account's own names (ASVS 5, chapter 6.2).
func weakness(password, login, name string) string {
	n := utf8.RuneCountInString(password)
	switch {
	case n < leastPassword:
		return fmt.Sprintf("Mật khẩu cần ít nhất %d ký tự. Một câu ngắn dễ nhớ là tốt nhất.", leastPassword)
	case n > mostPassword:
		return fmt.Sprintf("Mật khẩu dài %d ký tự, nhiều nhất là %d.", n, mostPassword)
	case common()[strings.ToLower(password)]:
		return "Mật khẩu này nằm trong danh sách hay bị đoán trúng. Chọn mật khẩu khác."
	}
	bare := strings.TrimRight(strings.ReplaceAll(vi.Fold(password), " ", ""), "0123456789!@#$%^&*.-_")
	for _, word := range append([]string{login, strings.ReplaceAll(vi.Fold(name), " ", "")}, local...) {
		if bare == word || bare == "" {
			return "Mật khẩu này dễ đoán: chỉ gồm tên, chữ số hoặc từ quen dùng. Ghép thêm vài từ khác."
		}
	}
	return ""
}
