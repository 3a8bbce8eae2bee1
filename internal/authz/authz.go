// Package authz holds the whole policy of who may do what, and where.
//
// A [Role] is held in a unit; [grants] says which [Action]s a role brings; an [Actor] carries its roles; a [Scope]
// is the part of the tree in which an actor may do one action. Only [Actor.Scope] and [System] make a usable Scope:
// every query on a scoped table binds it, so that a forgotten check is a compile error or a red test, never a leak.
//
// It owns no table.
package authz

import (
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
)

// Role is what a person is in a unit for a term of office.
type Role string

// The roles of the portal. The same words stand in the database.
const (
	Admin      Role = "admin"      // quản trị: units, accounts, imports, audit; never a review's text
	Office     Role = "office"     // the committee's boards: rank, decide, print
	Leader     Role = "leader"     // Thường trực, Ban Thường vụ: read figures, give tasks
	Inspector  Role = "inspector"  // Ủy ban Kiểm tra: discipline and inspections, with names
	Grassroots Role = "grassroots" // đảng ủy cơ sở: approve or return the cells below
	Secretary  Role = "secretary"  // bí thư, phó bí thư, chi ủy: enter and send a cell's month
	Member     Role = "member"     // đảng viên: own pledges, reviews and remedies
)

// Label is the role's name on the screen.
func (r Role) Label() string {
	switch r {
	case Admin:
		return "Quản trị"
	case Office:
		return "Cơ quan tham mưu"
	case Leader:
		return "Thường trực"
	case Inspector:
		return "Ủy ban Kiểm tra"
	case Grassroots:
		return "Cấp ủy cơ sở"
	case Secretary:
		return "Chi ủy"
	case Member:
		return "Đảng viên"
	}
	return string(r)
}

// NeedsFactor reports whether who holds the role must sign in with more than a password: every role above a cell, which
// reads or decides for many. A secretary or a member may have a second factor; nobody asks for it.
func (r Role) NeedsFactor() bool { return r != Secretary && r != Member }

// Action is one thing the portal lets some roles do.
type Action string

// The actions. A route names the one it needs, and the service asks for it again with the scope.
const (
	UnitRead     Action = "unit.read"
	UnitWrite    Action = "unit.write"
	MemberRead   Action = "member.read"
	MemberWrite  Action = "member.write"
	PledgeRead   Action = "pledge.read"
	PledgeWrite  Action = "pledge.write"
	TaskRead     Action = "task.read"
	TaskGive     Action = "task.give"   // give work, accept it or send it back, answer for its dates
	TaskOpen     Action = "task.open"   // what work asks: of oneself, or of whom one reads
	TaskAnswer   Action = "task.answer" // say how far work has come: one's own, one's cell's, one's committee's
	ReviewRead   Action = "review.read"
	ReviewWrite  Action = "review.write"
	RemedyRead   Action = "remedy.read"
	RemedyOpen   Action = "remedy.open" // what a meeting or an inspection found, outside a month sheet
	RemedyVerify Action = "remedy.verify"
	PacketRead   Action = "packet.read"
	PacketSend   Action = "packet.send"
	PacketDecide Action = "packet.decide"
	RecordRead   Action = "record.read"
	AwardWrite   Action = "award.write"
	StudyWrite   Action = "study.write"
	MeetingWrite Action = "meeting.write"

	InspectionWrite Action = "inspection.write" // plans of inspection, the register of the model, counts of complaints

	DisciplineCount Action = "discipline.count" // how many, of what form and content; nobody's name
	DisciplineRead  Action = "discipline.read"  // names and texts: the inspection board, and the committee directly above the cell
	DisciplineWrite Action = "discipline.write"

	FigureRead   Action = "figure.read"  // dashboards and the rows behind a figure
	RankingRead  Action = "ranking.read" // the whole list, with names
	RankingOwn   Action = "ranking.own"  // own cell's place, band and gaps
	ScoreWrite   Action = "score.write"  // answer by hand, score again
	RuleRead     Action = "rule.read"
	ReportRead   Action = "report.read"
	ImportOpen   Action = "import.open" // the import wizard; each kind of list asks for its own right as well
	ImportRun    Action = "import.run"  // lists of members and organisations
	AuditRead    Action = "audit.read"
	AccountWrite Action = "account.write"
	AccountReset Action = "account.reset" // a new first password for somebody below
	HomeRead     Action = "home.read"     // one's own work list; everybody signed in
	OwnRead      Action = "own.read"      // one's own pledges, tasks and remedies
	OwnWrite     Action = "own.write"     // one's own pledge, line of the month, task and form of the year
)

// grants is the whole policy. A role that is not listed for an action may not do it.
var grants = map[Role][]Action{
	Admin: {HomeRead, UnitRead, UnitWrite, MemberRead, MemberWrite, ImportOpen, ImportRun, AuditRead, AccountWrite, AccountReset, RuleRead},
	Office: {HomeRead, UnitRead, UnitWrite, MemberRead, MemberWrite, PledgeRead, TaskRead, TaskGive, TaskOpen, ReviewRead, PacketRead, RecordRead,
		PacketDecide, AwardWrite, StudyWrite, InspectionWrite, MeetingWrite, DisciplineCount, RemedyRead, RemedyOpen, RemedyVerify, FigureRead, RankingRead, RankingOwn, ScoreWrite, RuleRead, ReportRead, ImportOpen, ImportRun},
	Leader: {HomeRead, UnitRead, MemberRead, PledgeRead, TaskRead, TaskGive, TaskOpen, PacketRead, RecordRead, DisciplineCount, FigureRead,
		RankingRead, RankingOwn, RuleRead, ReportRead},
	Inspector: {HomeRead, UnitRead, MemberRead, RecordRead, InspectionWrite, DisciplineCount, DisciplineRead, DisciplineWrite, FigureRead, RemedyRead, RemedyOpen, RemedyVerify,
		RuleRead, ImportOpen},
	Grassroots: {HomeRead, AccountReset, UnitRead, MemberRead, MemberWrite, PledgeRead, TaskRead, TaskGive, TaskOpen, TaskAnswer, ReviewRead, PacketRead, PacketDecide,
		RecordRead, AwardWrite, StudyWrite, InspectionWrite, MeetingWrite, DisciplineCount, DisciplineRead, DisciplineWrite, FigureRead, RankingRead, RankingOwn, RuleRead, ReportRead, RemedyRead, RemedyOpen, RemedyVerify},
	Secretary: {HomeRead, OwnRead, OwnWrite, UnitRead, MemberRead, PledgeRead, PledgeWrite, TaskRead, TaskGive, TaskOpen, TaskAnswer, ReviewRead, ReviewWrite, RemedyRead, RemedyOpen, RemedyVerify,
		PacketRead, PacketSend, RecordRead, StudyWrite, InspectionWrite, MeetingWrite, FigureRead, RankingOwn, RuleRead, ReportRead},
	Member: {HomeRead, OwnRead, OwnWrite, TaskOpen, TaskAnswer, RuleRead},
}

// closed are the actions whose traces are read only with another one: what was written under them names people, or says what they said,
// of which the administrator, who reads the trail, may not know.
var closed = map[Action]Action{DisciplineWrite: DisciplineRead, MeetingWrite: RecordRead}

// IsClosed reports whether the traces of an action are read only with another one.
func IsClosed(action Action) bool {
	_, ok := closed[action]
	return ok
}

// Closed are those of the closed actions whose traces the actor may not read anywhere. Nobody reads a part of them in a search: who
// may read some of the places reads them on the pages of the records.
func (a Actor) Closed() []string {
	list := []string{}
	for action, read := range closed {
		if !a.MayEverywhere(read) {
			list = append(list, string(action))
		}
	}
	return list
}

// ClosedTo are those of the closed actions whose traces are not read with an action.
func ClosedTo(read Action) []string {
	list := []string{}
	for action, opens := range closed {
		if opens != read {
			list = append(list, string(action))
		}
	}
	return list
}

// Allows reports whether a role brings an action.
func Allows(r Role, a Action) bool {
	for _, g := range grants[r] {
		if g == a {
			return true
		}
	}
	return false
}

// Post is one role held in one unit. Path is the unit's materialised path; Behalf is the name of who holds the office and
// gave it for a time, "" for an office of one's own.
type Post struct {
	Role     Role
	UnitID   int64
	UnitName string
	Path     string
	Behalf   string
}

// Actor is who asks. Services take it as their second argument, never from the context, so that the compiler finds
// whoever forgets it.
type Actor struct {
	Committee int64
	User      int64
	Name      string
	MemberID  int64 // 0 when the user is no member of the committee's lists
	Posts     []Post
	// FirstSecret is true for somebody who signed in with a password that others made: until they have one of their own,
	// the portal lets them do nothing else.
	FirstSecret bool
	// NeedsFactor is true for somebody who may not go without a second factor; FactorDue while there is none that could be
	// used: until there is, the portal lets them do nothing else.
	NeedsFactor, FactorDue bool

	system bool
}

// System is the actor of the command line and of jobs: all of one committee, under the name of the job.
func System(committee int64, rootPath, job string) Actor {
	return Actor{Committee: committee, Name: job, Posts: []Post{{Path: rootPath}}, system: true}
}

// May reports whether the actor may do the action somewhere.
func (a Actor) May(action Action) bool {
	for _, p := range a.Posts {
		if a.system || Allows(p.Role, action) {
			return true
		}
	}
	return false
}

// MayEverywhere reports whether the actor may do the action in the whole committee, not only in a branch of its tree.
func (a Actor) MayEverywhere(action Action) bool {
	for _, p := range a.Posts {
		if (a.system || Allows(p.Role, action)) && !strings.Contains(p.Path, ".") {
			return true
		}
	}
	return false
}

// UnitsIn lists the units in which the actor holds a role, each once, in the order of its posts.
func (a Actor) UnitsIn(r Role) []int64 {
	var ids []int64
	for _, p := range a.Posts {
		if p.Role == r && !slices.Contains(ids, p.UnitID) {
			ids = append(ids, p.UnitID)
		}
	}
	return ids
}

// Office is the unit in which the actor first holds a role that brings the action; 0 for none.
func (a Actor) Office(action Action) int64 {
	for _, p := range a.Posts {
		if Allows(p.Role, action) {
			return p.UnitID
		}
	}
	return 0
}

// Scope is where the actor may do the action; Forbidden when nowhere.
func (a Actor) Scope(action Action) (Scope, error) {
	s := Scope{committee: a.Committee}
	for _, p := range a.Posts {
		if a.system || Allows(p.Role, action) {
			s.paths = append(s.paths, p.Path)
		}
	}
	if len(s.paths) == 0 || a.Committee == 0 {
		return Scope{}, apperr.Forbidden("")
	}
	return s, nil
}

// Scope is a set of branches of one committee's tree. Its zero value panics when used.
type Scope struct {
	committee int64
	paths     []string
}

// Committee is the committee the scope lies in.
func (s Scope) Committee() int64 {
	s.must()
	return s.committee
}

// Args are the named arguments of a scoped query: @committee and @scope, and the given ones. In SQL the scope reads
//
//	u.path <@ ANY (@scope::text[]::ltree[])
func (s Scope) Args(more pgx.StrictNamedArgs) pgx.StrictNamedArgs {
	s.must()
	args := pgx.StrictNamedArgs{"committee": s.committee, "scope": s.paths}
	for k, v := range more {
		if _, twice := args[k]; twice {
			panic(fmt.Sprintf("authz: argument %q belongs to the scope", k))
		}
		args[k] = v
	}
	return args
}

// Covers reports whether a unit's path lies in the scope.
func (s Scope) Covers(path string) bool {
	s.must()
	for _, p := range s.paths {
		if covers(p, path) {
			return true
		}
	}
	return false
}

// covers reports whether a path lies on a branch.
func covers(branch, path string) bool {
	return path == branch || len(path) > len(branch) && path[:len(branch)] == branch && path[len(branch)] == '.'
}

func (s Scope) must() {
	if s.committee == 0 || len(s.paths) == 0 {
		panic("authz: a scope that no actor made")
	}
}
