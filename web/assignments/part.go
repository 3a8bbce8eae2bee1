// Package assignments shows what one member, or one committee, is asked for: how far it is, what is decided of it, and by
// when; and takes the answers.
package assignments

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/task"
	"tusoi/internal/vi"
	"tusoi/internal/workload"
	"tusoi/web/kit"
	"tusoi/web/taskpiece"
	"tusoi/web/ui"
)

// Pages shows parts of tasks.
type Pages struct {
	Task     *task.Service
	Workload *workload.Service
	Audit    *audit.Service
	Now      func() time.Time
}

type partView struct {
	part           task.Part
	requests       []workload.Request
	history        []ui.Step
	today          time.Time
	reads          bool
	answers        bool // may say how far it is
	passes         bool
	accepts, drops bool
	key            string
	// What was typed, of the answer and of the wish.
	note, evidence, doneOn string
	version                string
	to, why                string
	problems               []ui.Problem
}

// Part is what one member, or one committee, is asked for: how far it is, and what may be done about it.
func (p *Pages) Part(w http.ResponseWriter, r *http.Request) error {
	return p.part(w, r, http.StatusOK, nil)
}

// part shows the page; typed puts back what was typed into it.
func (p *Pages) part(w http.ResponseWriter, r *http.Request, status int, typed func(*partView)) error {
	actor := kit.Actor(r)
	id, err := kit.PathID(r, "part")
	if err != nil {
		return err
	}
	part, err := p.Task.Part(r.Context(), actor, id)
	if err != nil {
		return err
	}
	open := part.State == task.Open
	v := partView{
		part: part, today: vi.Today(p.Now()), reads: actor.May(authz.TaskRead), key: kit.NewKey(),
		answers: open && part.MayAnswer(actor), passes: open && part.MayPass(actor),
		accepts: part.State == task.Done && part.MayAccept(actor), drops: (open || part.State == task.Done) && part.MayDrop(actor),
		note: part.Note, evidence: part.Evidence, version: strconv.Itoa(part.Version),
	}
	if v.requests, err = p.Workload.RequestsOf(r.Context(), actor, id); err != nil {
		return err
	}
	rows, err := p.Audit.History(r.Context(), actor, authz.TaskOpen, "assignment", id)
	if err != nil {
		return err
	}
	v.history = kit.History(rows)
	if typed != nil {
		typed(&v)
	}
	return kit.Render(w, r, status, onePart(kit.Chrome(r), v))
}

// Answer takes how far a part has come, or that it is done.
func (p *Pages) Answer(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.PathID(r, "part")
	if err != nil {
		return err
	}
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	a := task.Answer{Note: f.Values["note"], Evidence: f.Values["evidence"], Done: f.OneOf("buoc", "lưu tiến độ hay báo xong", true, "ghi", "xong") == "xong"}
	a.Version, _ = strconv.Atoi(f.Values["ban"])
	if a.Done {
		a.DoneOn = f.Date("done-on", "ngày hoàn thành", true)
	}
	if f.OK() {
		_, err := p.Task.Answer(r.Context(), kit.Actor(r), id, a)
		if err == nil {
			words := "Đã lưu tiến độ."
			if a.Done {
				words = fmt.Sprintf("Đã báo xong ngày %s, chờ xác nhận.", vi.Date(a.DoneOn))
			}
			return kit.SeeOther(w, r, kit.TaskPartPath(id), words)
		}
		if !f.Take(err) {
			return err
		}
	}
	return p.part(w, r, http.StatusUnprocessableEntity, func(v *partView) {
		v.note, v.evidence, v.doneOn, v.problems = a.Note, a.Evidence, f.Values["done-on"], f.Problems
	})
}

// Extend takes a request for a later date.
func (p *Pages) Extend(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.PathID(r, "part")
	if err != nil {
		return err
	}
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	wish := task.Wish{To: f.Date("to", "hạn mới", true), Reason: f.Values["why"], FormKey: f.Values["khoa"]}
	if !kit.IsKey(wish.FormKey) {
		f.Fail("", "Biểu mẫu thiếu khóa. Đồng chí bấm gửi lại một lần nữa.")
	}
	if f.OK() {
		err := p.Task.Extend(r.Context(), kit.Actor(r), id, wish)
		if err == nil {
			return kit.SeeOther(w, r, kit.TaskPartPath(id), fmt.Sprintf("Đã gửi đề nghị gia hạn đến %s.", vi.Date(wish.To)))
		}
		if !f.Take(err) {
			return err
		}
	}
	return p.part(w, r, http.StatusUnprocessableEntity, func(v *partView) { v.to, v.why, v.problems = f.Values["to"], f.Values["why"], f.Problems })
}

func (v partView) facts() []ui.Fact {
	p := v.part
	list := []ui.Fact{{Label: "Việc", Value: p.Title, Href: kit.TaskPath(p.TaskID), Action: "Xem cả việc"}, {Label: "Ai làm", Value: p.Whom()}}
	add := func(label, value string) {
		if value != "" {
			list = append(list, ui.Fact{Label: label, Value: value})
		}
	}
	if p.MemberID != nil {
		add("Chi bộ", p.UnitName)
	}
	add("Người giao", p.Giver)
	if p.AcceptorID != p.GiverID {
		add("Ai xác nhận kết quả", p.Acceptor)
	}
	add("Căn cứ", p.Basis)
	add("Sản phẩm cần có", p.Product)
	add("Ngày giao", vi.Date(p.GivenOn))
	add("Hạn", taskpiece.DueWords(p))
	if p.BelowTaskID != 0 {
		list = append(list, ui.Fact{Label: "Chuyển tiếp", Value: taskpiece.BelowWords(p), Href: kit.TaskPath(p.BelowTaskID), Action: "Xem phần đã chuyển"})
	}
	if p.DecidedOn != nil {
		add("Quyết định gần nhất", p.DecidedBy+", ngày "+vi.Date(*p.DecidedOn))
	}
	return list
}

func (v partView) home() string {
	if v.reads {
		return kit.TasksPath
	}
	return kit.MyTasksPath
}

// said tells who wrote last of the part.
func (v partView) said() string {
	if v.part.UpdatedAt == nil {
		return ""
	}
	return "Ghi lúc " + vi.Moment(*v.part.UpdatedAt) + ", " + v.part.UpdatedBy
}
