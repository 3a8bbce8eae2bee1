// Package value reads the text of one cell of a list: a number, a day, a name, an organisation.
//
// It is pure and writes no table. What is wrong with a text is told in words. What must never happen: a number whose lost
// digits are guessed.
package value

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"tusoi/internal/apperr"
	"tusoi/internal/vi"
)

// The functions of this file read the text of one cell. Their last result is what is wrong with it, "" when nothing is.

var scientific = regexp.MustCompile(`^([1-9])(?:[.,]([0-9]+))?[eE](\+?)([0-9]{1,2})$`)

// Digits writes out a number as Excel or another program stored it. lost tells that digits are gone: "8.72E+10" is what
// a person sees when Excel shortened an identity number. A program writes every digit ("8.7200001234E10"), and leaves
// out only zeros at the end, without a plus.
func Digits(s string) (text string, lost bool) {
	s = strings.TrimPrefix(s, "'")
	if m := scientific.FindStringSubmatch(s); m != nil {
		exp, _ := strconv.Atoi(m[4]) // two digits
		gone := exp - len(m[2])
		if gone < 0 || gone > 0 && m[3] == "+" || exp > 20 {
			return s, true
		}
		return m[1] + m[2] + strings.Repeat("0", gone), false
	}
	if whole, rest, ok := strings.Cut(s, "."); ok && len(whole) > 4 && strings.Trim(rest, "0") == "" {
		return whole, false
	}
	return s, false
}

const lostDigits = "Excel đã rút gọn số này thành “%s” nên mất chữ số. Định dạng cột thành Văn bản (Text), nhập lại số, rồi tải tệp lên lại."

// Lost says that Excel shortened a number, and what to do.
func Lost(s string) string { return strings.Replace(lostDigits, "%s", s, 1) }

func allDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// Identity reads an identity number: 12 digits, or 9 of the old card. A number of 10 or 11 digits lost the zeros at
// its beginning in Excel: a number begins with the province, from 001 to 096, so that at most two of them are lost.
func Identity(s string) (string, string) {
	text, lost := Digits(s)
	if lost {
		return "", Lost(s)
	}
	text = strings.NewReplacer(" ", "", ".", "", "-", "").Replace(text)
	if !allDigits(text) || strings.Trim(text, "0") == "" {
		return "", "Số CCCD “" + s + "” có ký tự không phải chữ số. Ghi lại 12 chữ số."
	}
	switch len(text) {
	case 9, 12:
		return text, ""
	case 10, 11:
		return strings.Repeat("0", 12-len(text)) + text, ""
	}
	return "", "Số CCCD “" + s + "” có " + strconv.Itoa(len(text)) + " chữ số, cần đủ 12 chữ số (CMND cũ: 9 chữ số)."
}

var cardForm = regexp.MustCompile(`^[0-9A-ZĐ][0-9A-ZĐ./-]{2,19}$`)

var cutCard = regexp.MustCompile(`^[0-9]{2}\.[0-9]{1,5}$`)

// Card reads the number of a member's card: text with its zeros. A number of 7 digits lost its first zero.
func Card(s string) (string, string) {
	text, lost := Digits(s)
	if lost {
		return "", Lost(s)
	}
	text = strings.ToUpper(strings.ReplaceAll(text, " ", ""))
	switch {
	case cutCard.MatchString(text):
		return "", "Số thẻ “" + s + "” thiếu chữ số: Excel đã bỏ số 0 ở cuối. Định dạng cột thành Văn bản (Text), nhập lại số thẻ, rồi tải tệp lên lại."
	case !cardForm.MatchString(text):
		return "", "Số thẻ “" + s + "” chưa đúng. Ghi đúng như trên thẻ, ví dụ 87.012345."
	case allDigits(text) && (len(text) == 7 || len(text) == 11):
		return "0" + text, ""
	}
	return text, ""
}

// CardKey is what two ways of writing one card number have in common.
func CardKey(card string) string { return cardSigns.Replace(card) }

var cardSigns = strings.NewReplacer(".", "", "-", "", "/", "")

var (
	serial  = regexp.MustCompile(`^([0-9]{4,5})(\.[0-9]+)?$`)
	isoTime = regexp.MustCompile(`^([0-9]{4}-[0-9]{2}-[0-9]{2})[T ][0-9:.]+Z?$`)
	midday  = regexp.MustCompile(`^([0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}) [0-9:]+$`)
)

// Day reads a date: as people write it, as Excel keeps it (the number of days since 1900), or only a year. Four
// digits from 1900 to 2100 are a year.
func Day(s string, from1904 bool) (time.Time, vi.Precision, string) {
	text := strings.TrimPrefix(s, "'")
	if m := serial.FindStringSubmatch(text); m != nil {
		n, _ := strconv.Atoi(m[1]) // at most five digits
		if n < 1900 || n > 2100 || m[2] != "" {
			return serialDay(s, n, from1904)
		}
	}
	for _, form := range []*regexp.Regexp{isoTime, midday} {
		if m := form.FindStringSubmatch(text); m != nil {
			text = m[1]
		}
	}
	day, precision, err := vi.ParseDateOrYear(text)
	if err != nil {
		return time.Time{}, 0, "“" + s + "” chưa phải là ngày: " + apperr.Message(err)
	}
	return day, precision, ""
}

func serialDay(s string, n int, from1904 bool) (time.Time, vi.Precision, string) {
	day, err := excelize.ExcelDateToTime(float64(n), from1904)
	if err != nil || day.Year() < 1900 || day.Year() > 2100 {
		return time.Time{}, 0, "“" + s + "” chưa phải là ngày. Viết ngày, tháng, năm như 25/11/2026."
	}
	return day.UTC().Truncate(24 * time.Hour), vi.PrecisionDay, ""
}

// foreign are letters that no Vietnamese text in Unicode has, and every text in the old TCVN3 or VNI fonts does.
const foreign = "¡¢£¤¥¦§¨©ª«¬®¯°±²³´µ¶·¸¹º»¼½¾¿äåæçëîïñöøûüÿßþð×÷ÄÅÆÇËÎÏÑÖØÛÜÞ\u00ad"

const oldFont = "“%s” gõ bằng bảng mã cũ (TCVN3 hoặc VNI). Chuyển tệp sang Unicode rồi tải lên lại."

// Text reads one line of at most most letters. Ð, which looks like Đ and is another letter, becomes it.
func Text(s string, most int) (string, string) {
	s = strings.ReplaceAll(s, "Ð", "Đ")
	switch {
	case strings.ContainsAny(s, foreign) || strings.ContainsRune(s, utf8.RuneError):
		return "", strings.Replace(oldFont, "%s", s, 1)
	case strings.HasPrefix(s, "#"):
		return "", "Ô này là lỗi của Excel (“" + s + "”). Sửa lại trong tệp."
	case utf8.RuneCountInString(s) > most:
		return "", "Dài quá " + strconv.Itoa(most) + " ký tự. Rút gọn lại."
	}
	return s, ""
}

// PersonName reads a person's name; names in capitals get small letters.
func PersonName(s string) (string, string) {
	text, problem := Text(s, 100)
	if problem != "" {
		return "", problem
	}
	if strings.ContainsFunc(text, unicode.IsDigit) || !strings.ContainsFunc(text, unicode.IsLetter) {
		return "", "“" + s + "” không phải là họ và tên."
	}
	return vi.ProperName(text), ""
}
