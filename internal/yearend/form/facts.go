package form

import "time"

// Answer is what a member says under one heading.
type Answer struct {
	Text  string `json:"text,omitempty"`
	Grade Grade  `json:"grade,omitempty"`
}

// Answers are by the key of the heading.
type Answers map[string]Answer

// Votes are the ballots of the cell's meeting. Zero is a vote that nobody wrote down.
type Votes struct {
	Present   int `db:"votes_present"`
	Issued    int `db:"votes_issued"`
	Returned  int `db:"votes_returned"`
	Valid     int `db:"votes_valid"`
	Excellent int `db:"votes_excellent"`
	Good      int `db:"votes_good"`
	Done      int `db:"votes_done"`
	Failed    int `db:"votes_failed"`
}

// For are the votes for a level.
func (v Votes) For(l Level) int {
	return map[Level]int{Excellent: v.Excellent, Good: v.Good, Done: v.Done, Failed: v.Failed}[l]
}

// Person is the personal lines at the head of a form.
type Person struct {
	FullName  string     `json:"full_name"`
	BirthDate *time.Time `json:"birth_date,omitempty"`
	YearOnly  bool       `json:"year_only,omitempty" db:"birth_year_only"`
	PartyPost string     `json:"party_post,omitempty"`
	StatePost string     `json:"state_post,omitempty"`
	MassPost  string     `json:"mass_post,omitempty"`
	Job       string     `json:"job,omitempty"`
	CellName  string     `json:"cell_name"`
}

// Facts are what the portal knows of a member's year, up to a day.
type Facts struct {
	Until       time.Time    `json:"until"`
	Expected    int          `json:"expected"` // months in which the member had to review
	Reviewed    int          `json:"reviewed"`
	Substantive Tally        `json:"substantive"`
	Responsible Tally        `json:"responsible"`
	Pledges     []PledgeFact `json:"pledges,omitempty"`
	Tasks       []TaskFact   `json:"tasks,omitempty"`
	Remedies    []RemedyFact `json:"remedies,omitempty"`
}

// Tally is how often a question was answered in which way.
type Tally struct {
	Yes    int `json:"yes,omitempty"`
	Partly int `json:"partly,omitempty"`
	No     int `json:"no,omitempty"`
}

// Add counts an answer.
func (t *Tally) Add(answer string) {
	switch answer {
	case "yes":
		t.Yes++
	case "partly":
		t.Partly++
	case "no":
		t.No++
	}
}

// PledgeFact is one promise of the year. Last is the mark of the last month that has one.
type PledgeFact struct {
	MemberID int64     `json:"-"`
	Content  string    `json:"content"`
	Target   string    `json:"target,omitempty"`
	DueOn    time.Time `json:"due_on"`
	Months   int       `json:"months"` // in which it was marked
	Last     string    `json:"last,omitempty"`
}

// Outcome is how a promise stands, in words.
func (p PledgeFact) Outcome() string {
	switch p.Last {
	case "done":
		return "đã giữ được"
	case "on_track":
		return "đang thực hiện đúng hướng"
	case "not_done":
		return "chưa giữ được"
	}
	return "chưa đến hạn"
}

// TaskFact is one piece of work from above.
type TaskFact struct {
	MemberID int64      `json:"-"`
	Title    string     `json:"title"`
	DueOn    time.Time  `json:"due_on"`
	DoneOn   *time.Time `json:"done_on,omitempty"`
}

// Late reports whether the work was done after its day.
func (t TaskFact) Late() bool { return t.DoneOn != nil && t.DoneOn.After(t.DueOn) }

// Outcome is how the work stands, in words.
func (t TaskFact) Outcome(until time.Time) string {
	switch {
	case t.Late():
		return "xong, trễ hạn"
	case t.DoneOn != nil:
		return "xong đúng hạn"
	case t.DueOn.Before(until):
		return "chưa xong, quá hạn"
	}
	return "đang làm"
}

// RemedyFact is one shortcoming and its mending. Before is one of an earlier year that was still open as the year began.
type RemedyFact struct {
	MemberID    int64      `json:"-"`
	Shortcoming string     `json:"shortcoming"`
	Cause       string     `json:"cause,omitempty"`
	Action      string     `json:"action"`
	DueOn       time.Time  `json:"due_on"`
	Rolls       int        `json:"rolls,omitempty"`
	VerifiedOn  *time.Time `json:"verified_on,omitempty"`
	Before      bool       `json:"before,omitempty"`
}

// Outcome is how the mending stands, in words.
func (r RemedyFact) Outcome() string {
	if r.VerifiedOn != nil {
		return "đã được xác nhận"
	}
	return "đang sửa"
}
