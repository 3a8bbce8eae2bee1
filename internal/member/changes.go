package member

import (
	"fmt"
	"strconv"
	"time"

	"tusoi/internal/vi"
)

// Born writes a birth date as far as it is known, "" when it is not.
func (m Member) Born() string {
	switch {
	case m.BirthDate == nil:
		return ""
	case m.BirthYearOnly:
		return strconv.Itoa(m.BirthDate.Year())
	}
	return vi.Date(*m.BirthDate)
}

// changes says in words what differs. Of an identity number it says only that it changed.
func changes(old, now Member) []string {
	var list []string
	say := func(field, from, to string) {
		if from != to {
			list = append(list, fmt.Sprintf("%s “%s” thành “%s”", field, from, to))
		}
	}
	say("họ và tên", old.FullName, now.FullName)
	say("số thẻ", old.CardNumber, now.CardNumber)
	if old.IdentityNumber != now.IdentityNumber {
		list = append(list, "số CCCD")
	}
	say("ngày sinh", old.Born(), now.Born())
	say("ngày quyết định kết nạp", dayOf(old.DecidedOn), dayOf(now.DecidedOn))
	say("ngày kết nạp", dayOf(old.AdmittedOn), dayOf(now.AdmittedOn))
	say("ngày chính thức", dayOf(old.OfficialOn), dayOf(now.OfficialOn))
	say("diện", old.Standing.Label(), now.Standing.Label())
	say("chức vụ Đảng", old.PartyPost, now.PartyPost)
	say("chức vụ chính quyền", old.StatePost, now.StatePost)
	say("chức vụ đoàn thể", old.MassPost, now.MassPost)
	say("nghề nghiệp", old.Job, now.Job)
	say("đối tượng", old.Employment.Label(), now.Employment.Label())
	return list
}

func dayOf(t *time.Time) string {
	if t == nil {
		return ""
	}
	return vi.Date(*t)
}
