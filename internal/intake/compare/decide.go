package compare

import (
	"time"

	"tusoi/internal/intake/value"
	"tusoi/internal/member"
	"tusoi/internal/vi"
)

// decide gives a row its fate and adds what it writes.
func (r *roster) decide(p *person, in *member.Import) {
	switch {
	case len(p.row.Faults) > 0:
		p.row.Fate = Refused
	case p.match != nil:
		r.compare(p, in)
	case p.status.leaves:
		p.row.Fate = Same
		p.note("Không thêm: trạng thái là “%s”.", p.status.reason)
	default:
		p.row.Fate = New
		p.Standing = r.standing(p)
		in.Added = append(in.Added, member.Added{Member: p.Member, UnitID: p.cell.ID, State: stateOr(p.status.state, member.Active), ResidenceID: p.home.ID})
	}
}

// standing is what a new person is to the Party: what the list says, or probationary in the year after admission.
func (r *roster) standing(p *person) member.Standing {
	switch {
	case p.status.standing != "":
		return p.status.standing
	case p.OfficialOn == nil && p.AdmittedOn != nil && p.AdmittedOn.AddDate(1, 0, 0).After(r.today):
		return member.Probationary
	}
	return member.Full
}

// compare finds what a row says otherwise than the roll. An empty cell says nothing.
func (r *roster) compare(p *person, in *member.Import) {
	now := p.match.Member
	change := func(field, from, to string) {
		p.row.Changes = append(p.row.Changes, Change{field, from, to})
	}
	compareName(p, &now, change)
	if p.CardNumber != "" && value.CardKey(p.CardNumber) != value.CardKey(now.CardNumber) {
		change("Số thẻ Đảng viên", now.CardNumber, p.CardNumber)
		now.CardNumber = p.CardNumber
	}
	if p.IdentityNumber != "" && p.IdentityNumber != now.IdentityNumber {
		change("Số CCCD", masked(now.IdentityNumber), masked(p.IdentityNumber))
		now.IdentityNumber = p.IdentityNumber
	}
	compareDays(p, &now, change)
	if s := r.nextStanding(p, now.Standing); s != now.Standing {
		change("Diện", now.Standing.Label(), s.Label())
		now.Standing = s
	}
	comparePosts(p, &now, change)
	if len(p.row.Changes) > 0 {
		in.Changed = append(in.Changed, member.Changed{Member: now, Version: p.match.Version})
	}
	r.compareWork(p, in, change)
	r.compareHome(p, in, change)
	p.row.Fate = Same
	if len(p.row.Changes) > 0 {
		p.row.Fate = Altered
	}
}

func comparePosts(p *person, now *member.Member, change func(field, from, to string)) {
	for _, post := range []struct {
		field string
		known *string
		given string
	}{{"Chức vụ Đảng", &now.PartyPost, p.PartyPost}, {"Chức vụ chính quyền", &now.StatePost, p.StatePost}, {"Chức vụ đoàn thể", &now.MassPost, p.MassPost}} {
		if post.given != "" && post.given != *post.known {
			change(post.field, *post.known, post.given)
			*post.known = post.given
		}
	}
}

// compareName leaves a known name as it is when the list has it in capitals only.
func compareName(p *person, now *member.Member, change func(field, from, to string)) {
	if p.FullName != now.FullName && !(p.inCapitals && sameName(p.FullName, now.FullName)) {
		change("Họ và tên", now.FullName, p.FullName)
		now.FullName, now.FamilyName, now.MiddleName, now.GivenName = p.FullName, p.FamilyName, p.MiddleName, p.GivenName
	}
	p.row.Name = now.FullName
}

func compareDays(p *person, now *member.Member, change func(field, from, to string)) {
	if p.BirthDate != nil && !(agree(p.Member, *now) && (p.BirthYearOnly || !now.BirthYearOnly)) {
		change("Ngày sinh", born(*now), born(p.Member))
		now.BirthDate, now.BirthYearOnly = p.BirthDate, p.BirthYearOnly
	}
	day := func(field string, known **time.Time, given *time.Time) {
		if given != nil && (*known == nil || !(*known).Equal(*given)) {
			change(field, dateOf(*known), dateOf(given))
			*known = given
		}
	}
	day("Ngày quyết định kết nạp", &now.DecidedOn, p.DecidedOn)
	day("Ngày kết nạp", &now.AdmittedOn, p.AdmittedOn)
	day("Ngày chính thức", &now.OfficialOn, p.OfficialOn)
}

// nextStanding never takes a standing back: a list without the date says nothing.
func (r *roster) nextStanding(p *person, now member.Standing) member.Standing {
	switch {
	case p.status.standing != "":
		return p.status.standing
	case p.OfficialOn != nil:
		return member.Full
	case now == member.Cadre:
		return r.standing(p)
	}
	return now
}

// compareWork finds a transfer, a new state, a departure or a return.
func (r *roster) compareWork(p *person, in *member.Import, change func(field, from, to string)) {
	work := p.match.Work
	if p.status.leaves {
		if work.PlaceID == 0 || work.Ends {
			return
		}
		change("Trạng thái", work.State.Label(), p.status.reason)
		in.Moves = append(in.Moves, member.Move{MemberID: p.match.ID, Kind: member.Work, From: work, Reason: p.status.reason})
		if home := p.match.Residence; home.PlaceID != 0 && !home.Ends {
			in.Moves = append(in.Moves, member.Move{MemberID: p.match.ID, Kind: member.Residence, From: home, Reason: p.status.reason})
		}
		return
	}
	to := member.Move{MemberID: p.match.ID, Kind: member.Work, From: work, UnitID: p.cell.ID,
		State: stateOr(p.status.state, stateOr(work.State, member.Active))}
	moves := work.UnitID != to.UnitID || work.Ends
	if moves {
		change("Chi bộ đang sinh hoạt", r.names[work.UnitID], r.names[p.cell.ID])
		to.Reason = "Chuyển sinh hoạt"
	}
	if work.PlaceID != 0 && work.State != to.State {
		change("Trạng thái", work.State.Label(), to.State.Label())
		if !moves {
			to.Reason = "Đổi trạng thái: " + to.State.Label()
		}
		moves = true
	}
	if moves {
		in.Moves = append(in.Moves, to)
	}
}

func (r *roster) compareHome(p *person, in *member.Import, change func(field, from, to string)) {
	home := p.match.Residence
	if p.home.ID == 0 || home.UnitID == p.home.ID && !home.Ends {
		return
	}
	change("Chi bộ nơi cư trú", r.names[home.UnitID], r.names[p.home.ID])
	in.Moves = append(in.Moves, member.Move{
		MemberID: p.match.ID, Kind: member.Residence, From: home, UnitID: p.home.ID, State: member.Active, Reason: "Đổi nơi cư trú",
	})
}

// stateOr is what the list says, or else what is known.
func stateOr(given, known member.State) member.State {
	if given != "" {
		return given
	}
	return known
}

func dateOf(t *time.Time) string {
	if t == nil {
		return ""
	}
	return vi.Date(*t)
}
