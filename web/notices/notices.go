// Package notices shows where and of what somebody is reminded, to themselves, and what a committee reminds of, to who may
// change it.
//
// It owns no table. What must never happen: somebody's address on a page of anybody else's.
package notices

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"tusoi/internal/notice"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

// Pages shows and takes what people are reminded of.
type Pages struct {
	Notice *notice.Service
	Now    func() time.Time
}

type ownView struct {
	email, number string
	kinds         []notice.Kind // that may be asked for
	asked         []notice.Kind
	open          []notice.Channel
	given         bool // there is an address already
	problems      []ui.Problem
}

// Own is where the reader is reminded, and of what.
func (p *Pages) Own(w http.ResponseWriter, r *http.Request) error {
	c, err := p.Notice.Own(r.Context(), kit.Actor(r))
	if err != nil {
		return err
	}
	return p.own(w, r, http.StatusOK, ownView{email: c.Email, number: c.Number, asked: c.Kinds})
}

func (p *Pages) own(w http.ResponseWriter, r *http.Request, status int, v ownView) error {
	actor := kit.Actor(r)
	kept, err := p.Notice.Own(r.Context(), actor)
	if err != nil {
		return err
	}
	if v.open, err = p.Notice.Open(r.Context(), actor); err != nil {
		return err
	}
	v.kinds, v.given = notice.KindsFor(actor), kept.Given()
	return kit.Render(w, r, status, own(kit.Chrome(r), v))
}

// SaveOwn takes the form.
func (p *Pages) SaveOwn(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	v := ownView{email: f.Values["email"], number: f.Values["number"]}
	for _, k := range notice.KindsFor(kit.Actor(r)) {
		if f.Values[field(k)] != "" {
			v.asked = append(v.asked, k)
		}
	}
	err = p.Notice.SetOwn(r.Context(), kit.Actor(r), notice.Contact{Email: v.email, Number: v.number, Kinds: v.asked})
	if err == nil {
		done := "Đã lưu nơi nhận lời nhắc."
		if len(v.asked) == 0 {
			done = "Đã lưu nơi nhận. Đồng chí chưa chọn việc nào nên chưa được nhắc."
		}
		return kit.SeeOther(w, r, kit.OwnNoticesPath, done)
	}
	if !f.Take(err) {
		return err
	}
	v.problems = f.Problems
	return p.own(w, r, http.StatusUnprocessableEntity, v)
}

// DropOwn forgets the reader's addresses.
func (p *Pages) DropOwn(w http.ResponseWriter, r *http.Request) error {
	if err := p.Notice.DropOwn(r.Context(), kit.Actor(r)); err != nil {
		return err
	}
	return kit.SeeOther(w, r, kit.OwnNoticesPath, "Đã xóa nơi nhận. Không có lời nhắc nào được gửi cho đồng chí nữa.")
}

func field(k notice.Kind) string { return "k-" + string(k) }

func (v ownView) asks(k notice.Kind) bool { return slices.Contains(v.asked, k) }

// about says what a kind tells, and when.
func about(k notice.Kind) string {
	switch k {
	case notice.Work:
		return "Việc của chi bộ sắp đến hạn, hồ sơ bị trả lại, và khi cấp trên nhắc"
	case notice.Pledge:
		return "Điều tôi đã hứa, mỗi kỳ tự soi một lần"
	case notice.Decide:
		return "Hồ sơ mới gửi lên chờ duyệt, báo vào sáng hôm sau"
	case notice.Digest:
		return "Tổng hợp mỗi tuần: bao nhiêu chi bộ chưa gửi, bao nhiêu hồ sơ chờ duyệt"
	}
	return k.Label()
}

// view is the page of the committee's settings.
type view struct {
	form     map[string]string
	ways     []notice.Channel
	demo     bool
	list     []notice.Line
	own      string // the reader's own address, masked
	problems []ui.Problem
}

// Settings is what the committee reminds of, and what was sent last.
func (p *Pages) Settings(w http.ResponseWriter, r *http.Request) error {
	return p.settings(w, r, http.StatusOK, nil, nil)
}

func (p *Pages) settings(w http.ResponseWriter, r *http.Request, status int, typed map[string]string, problems []ui.Problem) error {
	ctx, actor := r.Context(), kit.Actor(r)
	s, err := p.Notice.Settings(ctx, actor)
	if err != nil {
		return err
	}
	v := view{form: typed, ways: p.Notice.Ways(), demo: s.Demonstration, problems: problems}
	if typed == nil {
		v.form = formOf(s)
	}
	if v.list, err = p.Notice.Last(ctx, actor); err != nil {
		return err
	}
	c, err := p.Notice.Own(ctx, actor)
	if err != nil {
		return err
	}
	v.own = c.Masked()
	return kit.Render(w, r, status, settings(kit.Chrome(r), v))
}

func formOf(s notice.Settings) map[string]string {
	tick := func(yes bool) string {
		if yes {
			return "1"
		}
		return ""
	}
	return map[string]string{
		"early_days": strconv.Itoa(s.EarlyDays), "near_days": strconv.Itoa(s.NearDays), "pledge_day": strconv.Itoa(s.PledgeDay),
		"digest_day": strconv.Itoa(s.DigestDay), "quiet_from": strconv.Itoa(s.QuietFrom), "quiet_to": strconv.Itoa(s.QuietTo),
		"sundays": tick(s.Sundays), "email": tick(s.Email), "webhook": tick(s.Webhook), "version": strconv.Itoa(s.Version),
	}
}

// Save takes the settings.
func (p *Pages) Save(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	s := notice.Settings{Sundays: f.Values["sundays"] != "", Email: f.Values["email"] != "", Webhook: f.Values["webhook"] != ""}
	for name, into := range map[string]*int{
		"early_days": &s.EarlyDays, "near_days": &s.NearDays, "pledge_day": &s.PledgeDay, "digest_day": &s.DigestDay,
		"quiet_from": &s.QuietFrom, "quiet_to": &s.QuietTo, "version": &s.Version,
	} {
		if *into, err = strconv.Atoi(f.Values[name]); err != nil {
			*into = -1 // nothing was chosen: the service says so
		}
	}
	err = p.Notice.Set(r.Context(), kit.Actor(r), s)
	if err == nil {
		return kit.SeeOther(w, r, kit.NoticesPath, "Đã lưu cài đặt nhắc việc.")
	}
	if !f.Take(err) {
		return err
	}
	return p.settings(w, r, http.StatusUnprocessableEntity, f.Values, f.Problems)
}

// Try sends a message to the reader.
func (p *Pages) Try(w http.ResponseWriter, r *http.Request) error {
	err := p.Notice.TryOwn(r.Context(), kit.Actor(r))
	if err == nil {
		return kit.SeeOther(w, r, kit.NoticesPath, "Đã xếp tin gửi thử. Đợi nửa phút rồi tải lại trang để xem kết quả ở cuối trang.")
	}
	f := &kit.Form{}
	if !f.Take(err) {
		return err
	}
	return p.settings(w, r, http.StatusUnprocessableEntity, nil, f.Problems)
}

func numbers(from, to int, label string) []ui.Option {
	var list []ui.Option
	for n := from; n <= to; n++ {
		list = append(list, ui.Option{Value: strconv.Itoa(n), Label: fmt.Sprintf(label, n)})
	}
	return list
}

func ahead() []ui.Option {
	return append([]ui.Option{{Value: "0", Label: "Đúng ngày đến hạn"}}, numbers(1, notice.MostDays, "Trước hạn %d ngày")...)
}

func monthDays() []ui.Option {
	return append([]ui.Option{{Value: "0", Label: "Không nhắc"}}, numbers(1, notice.LastDay, "Ngày %d hằng tháng")...)
}

func weekDays() []ui.Option {
	list := []ui.Option{{Value: "0", Label: "Không gửi"}}
	for i, name := range []string{"Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật"} {
		list = append(list, ui.Option{Value: strconv.Itoa(i + 1), Label: name})
	}
	return list
}

func hours() []ui.Option { return numbers(0, 23, "%d giờ") }

// way says how it stands with a way out.
func (v view) way(c notice.Channel) ui.State {
	switch {
	case v.demo:
		return ui.State{Kind: "none", Text: "Không gửi", Note: "bản minh họa không gửi tin ra ngoài"}
	case !slices.Contains(v.ways, c):
		return ui.State{Kind: "none", Text: "Chưa cài đặt trên máy chủ"}
	case v.form[string(c)] == "":
		return ui.State{Kind: "warn", Text: "Đang tắt"}
	}
	return ui.State{Kind: "ok", Text: "Đang dùng"}
}

// state is how a notice stands, and when.
func state(l notice.Line) ui.State {
	s := ui.State{Text: l.State.Label()}
	switch l.State {
	case notice.Sent:
		s.Kind, s.Note = "ok", vi.Moment(*l.EndedAt)
	case notice.GivenUp:
		s.Kind, s.Note = "bad", vi.Moment(*l.EndedAt)
	case notice.Failed:
		s.Kind, s.Note = "warn", "lần tới "+vi.Moment(l.NextTryAt)
	default:
		s.Kind, s.Note = "none", "từ "+vi.Moment(l.NextTryAt)
	}
	return s
}
