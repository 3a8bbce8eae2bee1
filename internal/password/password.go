// Package password makes passwords, keeps them, compares them, and says which are too weak.
//
// What is kept is an argon2id hash, so that a copy of the database lets nobody in. It owns no table.
package password

import (
	"crypto/rand"
	"embed"
	"fmt"
	"math/big"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"tusoi/internal/vi"
)

// hashParams follow OWASP's first choice for argon2id: 19 MiB, two passes, one lane.
var hashParams = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// hashing bounds how many passwords are computed at once: each takes 19 MiB.
var hashing = make(chan struct{}, 4)

// Hash makes the kept form of a password.
func Hash(password string) (string, error) {
	hashing <- struct{}{}
	defer func() { <-hashing }()
	return argon2id.CreateHash(password, hashParams)
}

// emptyHash is compared against when there is no such user, so that both answers take the same time.
var emptyHash = sync.OnceValues(func() (string, error) { return Hash("không có tài khoản này") })

// Same reports whether a password is the one of a hash.
func Same(password, hash string) (bool, error) {
	if hash == "" { // no such user, or one without a password: refused, and in the same time
		empty, err := emptyHash()
		if err != nil {
			return false, err
		}
		_, err = Same(password, empty)
		return false, err
	}
	hashing <- struct{}{}
	defer func() { <-hashing }()
	return argon2id.ComparePasswordAndHash(password, hash)
}

// firstLetters are those that nobody mistakes for another, on paper or over the telephone.
const firstLetters = "abcdefghkmnpqrstuvwxyz23456789"

// First draws a first password, like hm4k-9ztq-w2ub: 58 bits, easily copied from a slip.
func First() (string, error) { return Draw(firstLetters, 3) }

// Draw makes groups of four letters out of an alphabet, with hyphens between them, each letter by chance.
func Draw(alphabet string, groups int) (string, error) {
	var b strings.Builder
	for i := range 4 * groups {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(alphabet))))
		if err != nil {
			return "", fmt.Errorf("draw a secret: %w", err)
		}
		b.WriteByte(alphabet[n.Int64()])
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
	least = 8
	most  = 100
)

// Weakness says why a password will not do, "" when it will. Nothing is asked of its letters but that it is long enough, on
// no list, and not made of the account's own names (ASVS 5, chapter 6.2).
func Weakness(password, login, name string) string {
	n := utf8.RuneCountInString(password)
	switch {
	case n < least:
		return fmt.Sprintf("Mật khẩu cần ít nhất %d ký tự. Một câu ngắn dễ nhớ là tốt nhất.", least)
	case n > most:
		return fmt.Sprintf("Mật khẩu dài %d ký tự, nhiều nhất là %d.", n, most)
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
