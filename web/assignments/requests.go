package assignments

import (
	"fmt"
	"net/http"

	"tusoi/internal/vi"
	"tusoi/internal/workload"
	"tusoi/web/kit"
	"tusoi/web/taskpiece"
	"tusoi/web/ui"
)

type requestsView struct {
	tabs              []ui.NavItem
	waiting, answered []workload.Request
	at                int64 // the request that was answered wrongly, and the words
	words             string
	problems          []ui.Problem
}

// typed is what was typed as the answer to a request.
func (v requestsView) typed(request int64) string {
	if request == v.at {
		return v.words
	}
	return ""
}

// Requests lists who asks for a later date of what the reader's units gave.
func (p *Pages) Requests(w http.ResponseWriter, r *http.Request) error {
	return p.requests(w, r, http.StatusOK, requestsView{})
}

func (p *Pages) requests(w http.ResponseWriter, r *http.Request, status int, v requestsView) error {
	list, err := p.Workload.Requests(r.Context(), kit.Actor(r))
	if err != nil {
		return err
	}
	v.tabs = taskpiece.Tabs(kit.Actor(r), kit.ExtensionsPath)
	for _, x := range list {
		if x.State == "asked" {
			v.waiting = append(v.waiting, x)
		} else {
			v.answered = append(v.answered, x)
		}
	}
	return kit.Render(w, r, status, requests(kit.Chrome(r), v))
}

// Reply grants or refuses a later date.
func (p *Pages) Reply(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.PathID(r, "request")
	if err != nil {
		return err
	}
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	field := fmt.Sprintf("answer-%d", id)
	grant := f.OneOf("viec", "đồng ý hay không", true, "dong-y", "khong") == "dong-y"
	if f.OK() {
		err := p.Task.Reply(r.Context(), kit.Actor(r), id, grant, f.Values[field])
		if err == nil {
			words := "Đã ghi không đồng ý gia hạn."
			if grant {
				words = "Đã đồng ý gia hạn."
			}
			return kit.SeeOther(w, r, kit.ExtensionsPath, words)
		}
		if !f.Take(err) {
			return err
		}
	}
	for i := range f.Problems {
		if f.Problems[i].Field == "answer" {
			f.Problems[i].Field = field
		}
	}
	return p.requests(w, r, http.StatusUnprocessableEntity, requestsView{at: id, words: f.Values[field], problems: f.Problems})
}

// reply is what became of a request, in words.
func reply(x workload.Request) ui.State {
	note := ""
	if x.DecidedAt != nil {
		note = x.DecidedBy + ", " + vi.Moment(*x.DecidedAt)
	}
	switch x.State {
	case "granted":
		return ui.State{Kind: "ok", Text: "Đồng ý", Note: note}
	case "refused":
		return ui.State{Kind: "bad", Text: "Không đồng ý", Note: note}
	case "lapsed":
		return ui.State{Kind: "none", Text: "Việc kết thúc trước khi trả lời", Note: note}
	}
	return ui.State{Kind: "warn", Text: "Đang chờ trả lời"}
}
