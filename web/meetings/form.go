package meetings

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"tusoi/internal/meeting"
	"tusoi/internal/vi"
	"tusoi/web/kit"
	"tusoi/web/recordpiece"
	"tusoi/web/ui"
)

// The fields of a member in the attendance, and of a point of the agenda.
func stateField(member int64) string       { return fmt.Sprintf("state.%d", member) }
func reasonField(member int64) string      { return fmt.Sprintf("reason.%d", member) }
func spokeField(member int64) string       { return fmt.Sprintf("spoke.%d", member) }
func itemField(n int, field string) string { return fmt.Sprintf("agenda.%d.%s", n, field) }

// The buttons of the form that only change what is typed.
const (
	markRest  = "co-mat"
	reread    = "danh-sach"
	moreItems = "them"
)

// leastItems is for how many points of the agenda there is room to begin with.
const leastItems = 3

// again does what the buttons do that write nothing: everybody who is not marked yet was there, one more point of the agenda, or the list of the
// day that was typed.
func (p *Pages) again(r *http.Request, f *kit.Form) (bool, error) {
	switch f.Values["buoc"] {
	case markRest:
		day, err := vi.ParseDate(f.Values["on"])
		if err != nil {
			day = vi.Today(p.Now())
		}
		people, err := p.meeting.People(r.Context(), kit.Actor(r), int64(kit.Number(f.Values["unit"])), day)
		if err != nil {
			return false, err
		}
		for _, m := range people {
			if m.Counted && f.Values[stateField(m.ID)] == "" && vi.Clean(f.Values[reasonField(m.ID)]) == "" {
				f.Values[stateField(m.ID)] = string(meeting.Present)
			}
		}
		return true, nil
	case moreItems:
		f.Values["items"] = strconv.Itoa(min(room(f.Values)+1, meeting.MostItems))
		return true, nil
	}
	return f.Values["buoc"] == reread, nil
}

// room is for how many points of the agenda the form has fields.
func room(typed map[string]string) int {
	n := max(leastItems, kit.Number(typed["items"]))
	for i := n; i < meeting.MostItems; i++ {
		if typed[itemField(i, "title")] != "" {
			n = i + 1
		}
	}
	return min(n, meeting.MostItems)
}

func read(f *kit.Form) meeting.Draft {
	d := meeting.Draft{
		CellID: int64(kit.Number(f.Values["unit"])), HeldOn: f.Date("on", "ngày sinh hoạt", true), Kind: meeting.Kind(f.Values["kind"]),
		Theme: vi.Clean(f.Values["theme"]), Mending: f.Values["mending"] != "", Begins: clock(f, "begins"), Ends: clock(f, "ends"),
		Place: vi.Clean(f.Values["place"]), Chair: vi.Clean(f.Values["chair"]), Secretary: vi.Clean(f.Values["secretary"]), Guests: vi.CleanText(f.Values["guests"]),
		Resolution: vi.CleanText(f.Values["resolution"]), People: attendance(f), Agenda: agenda(f),
		VotesFor: count(f, "votes_for", "số đồng ý"), VotesAgainst: count(f, "votes_against", "số không đồng ý"), VotesOther: count(f, "votes_other", "số ý kiến khác"),
	}
	for line := range strings.Lines(f.Values["duties"]) {
		if line = vi.Clean(line); line != "" {
			d.Duties = append(d.Duties, line)
		}
	}
	counted := []string{"expected", "attended", "excused", "quality"}
	if len(d.People) > 0 {
		if slices.ContainsFunc(counted, func(name string) bool { return vi.Clean(f.Values[name]) != "" }) {
			f.Fail("expected", "Đã điểm danh từng đồng chí thì để trống phần chỉ ghi số.")
		}
		return d.Settled()
	}
	d.Expected, d.Attended, d.Excused = count(f, "expected", "số phải dự"), count(f, "attended", "số đã dự"), count(f, "excused", "số vắng có lý do")
	if text := vi.Clean(f.Values["quality"]); text != "" {
		n, err := vi.ParseHundredths(text)
		if err != nil {
			f.Fail("quality", "Ghi điểm chất lượng bằng số, ví dụ 92 hoặc 92,5.")
		}
		d.Quality = &n
	}
	return d
}

func clock(f *kit.Form, name string) meeting.Clock {
	c, ok := meeting.ParseClock(f.Values[name])
	if !ok {
		f.Fail(name, "Ghi giờ và phút, ví dụ 19:30.")
	}
	return c
}

// count reads how many there were; nothing written is 0, and what is no number is told.
func count(f *kit.Form, name, label string) int {
	text := strings.ReplaceAll(vi.Clean(f.Values[name]), ".", "")
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > 1_000_000 {
		f.Fail(name, "Ghi "+label+" bằng chữ số.")
		return 0
	}
	return n
}

// attendance reads everybody of whom something was said.
func attendance(f *kit.Form) []meeting.Attendance {
	said := map[int64]bool{}
	for name, value := range f.Values {
		field, id, _ := strings.Cut(name, ".")
		member, err := strconv.ParseInt(id, 10, 64)
		if err == nil && vi.Clean(value) != "" && (field == "state" || field == "reason" || field == "spoke") {
			said[member] = true
		}
	}
	var list []meeting.Attendance
	for m := range said {
		list = append(list, meeting.Attendance{
			MemberID: m, State: meeting.State(f.Values[stateField(m)]), Reason: vi.Clean(f.Values[reasonField(m)]), Spoke: f.Values[spokeField(m)] != "",
		})
	}
	return list
}

// agenda reads the points in which something stands, and moves them together, so that what is wrong is told where it is.
func agenda(f *kit.Form) []meeting.Item {
	fields := []string{"title", "presenter", "opinions", "conclusion"}
	var list []meeting.Item
	for i := range meeting.MostItems {
		texts, any := make([]string, len(fields)), false
		for k, name := range fields {
			texts[k] = f.Values[itemField(i, name)]
			any = any || vi.CleanText(texts[k]) != ""
			delete(f.Values, itemField(i, name))
		}
		if !any {
			continue
		}
		for k, name := range fields {
			f.Values[itemField(len(list), name)] = texts[k]
		}
		list = append(list, meeting.Item{Title: vi.Clean(texts[0]), Presenter: vi.Clean(texts[1]), Opinions: opinions(texts[2]), Conclusion: vi.CleanText(texts[3])})
	}
	return list
}

// opinions reads a line for each: who, a colon, and what was said.
func opinions(text string) []meeting.Opinion {
	var list []meeting.Opinion
	for line := range strings.Lines(text) {
		if line = vi.Clean(line); line == "" {
			continue
		}
		name, said, ok := strings.Cut(line, ":")
		if !ok {
			name, said = "", line
		}
		list = append(list, meeting.Opinion{Name: vi.Clean(name), Text: vi.Clean(said)})
	}
	return list
}

func values(r meeting.Row) map[string]string {
	v := map[string]string{
		"on": vi.Date(r.HeldOn), "kind": string(r.Kind), "theme": r.Theme, "begins": r.Begins.String(), "ends": r.Ends.String(), "place": r.Place, "chair": r.Chair,
		"secretary": r.Secretary, "guests": r.Guests, "resolution": r.Resolution, "duties": strings.Join(r.Duties, "\n"), "items": strconv.Itoa(len(r.Agenda)),
	}
	if r.Mending {
		v["mending"] = "1"
	}
	for name, n := range map[string]int{"votes_for": r.VotesFor, "votes_against": r.VotesAgainst, "votes_other": r.VotesOther} {
		if n > 0 {
			v[name] = strconv.Itoa(n)
		}
	}
	for i, item := range r.Agenda {
		var said []string
		for _, o := range item.Opinions {
			said = append(said, o.Name+": "+o.Text)
		}
		v[itemField(i, "title")], v[itemField(i, "presenter")] = item.Title, item.Presenter
		v[itemField(i, "opinions")], v[itemField(i, "conclusion")] = strings.Join(said, "\n"), item.Conclusion
	}
	for _, a := range r.People {
		v[stateField(a.MemberID)], v[reasonField(a.MemberID)] = string(a.State), a.Reason
		if a.Spoke {
			v[spokeField(a.MemberID)] = "1"
		}
	}
	if len(r.People) == 0 {
		v["expected"], v["attended"], v["excused"] = strconv.Itoa(r.Expected), strconv.Itoa(r.Attended), strconv.Itoa(r.Excused)
		if r.Quality != nil && r.Sheet == "" {
			v["quality"] = vi.Hundredths(*r.Quality)
		}
	}
	return v
}

// fields are the form's, with the members of the cell on the day that was typed; today's while there is none.
func (p *Pages) fields(r *http.Request, f recordpiece.Fields) (templ.Component, error) {
	day, err := vi.ParseDate(f.Typed["on"])
	if err != nil {
		day = vi.Today(p.Now())
	}
	people, err := p.meeting.People(r.Context(), kit.Actor(r), f.Unit.ID, day)
	if err != nil {
		return nil, err
	}
	v := fieldsView{Fields: f, day: vi.Date(day), items: room(f.Typed)}
	for _, m := range people {
		if m.Counted {
			v.people = append(v.people, m)
		} else {
			v.others = append(v.others, m.Name)
		}
	}
	return fields(v), nil
}

// fieldsView is what the fields need besides what is typed.
type fieldsView struct {
	recordpiece.Fields
	day    string
	people []meeting.Person // who had to come
	others []string         // who did not
	items  int
}

func (v fieldsView) states(m meeting.Person) ui.Input {
	in := v.Of(stateField(m.ID), m.Name, "", nil)
	for _, s := range meeting.States() {
		in.Options = append(in.Options, ui.Option{Value: string(s), Label: s.Label()})
	}
	return in
}

// counted reports whether something stands in the part that only counts.
func (v fieldsView) counted() bool {
	return v.Typed["expected"]+v.Typed["attended"]+v.Typed["excused"]+v.Typed["quality"] != ""
}
