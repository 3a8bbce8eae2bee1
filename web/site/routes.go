package site

import (
	"net/http"
	"slices"
	"time"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/demo"
	"tusoi/web/accounts"
	"tusoi/web/assignments"
	"tusoi/web/auditlog"
	"tusoi/web/committee"
	"tusoi/web/dashboards"
	"tusoi/web/giving"
	"tusoi/web/help"
	"tusoi/web/home"
	"tusoi/web/imports"
	"tusoi/web/kit"
	"tusoi/web/members"
	"tusoi/web/packets"
	"tusoi/web/pledges"
	"tusoi/web/rankings"
	"tusoi/web/reorganisations"
	"tusoi/web/reports"
	"tusoi/web/reviews"
	"tusoi/web/signin"
	"tusoi/web/tasks"
	"tusoi/web/units"
)

// Public is the right to a page that needs no sign-in.
const Public authz.Action = ""

// Route is one address with the right it needs. The service behind it asks again, with the scope.
type Route struct {
	Method  string
	Pattern string
	May     authz.Action
	Serve   kit.Handler
}

const get, post = http.MethodGet, http.MethodPost

// Routes is every address of the portal, with its right on the same line.
func (s *Site) Routes() []Route {
	return slices.Concat(s.doors(), s.units(), s.people(), s.promises(), s.months(), s.figures(), s.office())
}

// doors are open to everybody, but for the first page and one's own account.
func (s *Site) doors() []Route {
	signIn := s.signIn()
	guide := help.Pages{}
	own := s.accounts()
	start := &home.Pages{Review: s.Review, Pledge: s.Pledge, Milestone: s.Milestone, Now: s.Now}
	return []Route{
		{get, "/dang-nhap", Public, signIn.Show},
		{post, "/dang-nhap", Public, s.limited(byName, signIn.SignIn)},
		{get, "/dang-nhap/ma", Public, signIn.ShowCode},
		{post, "/dang-nhap/ma", Public, s.limited(s.byHalf, signIn.Code, quota{codesPerDay, 24 * time.Hour})},
		{post, "/dang-xuat", Public, signIn.SignOut},
		{get, "/huong-dan", Public, guide.Index},
		{get, "/huong-dan/{slug}", Public, guide.Show},
		{get, "/", authz.HomeRead, start.Show},

		{get, "/tai-khoan-cua-toi", authz.HomeRead, own.Own},
		{post, "/tai-khoan-cua-toi/mat-khau", authz.HomeRead, s.limited(byActor, own.ChangePassword)},
		{post, "/tai-khoan-cua-toi/thiet-bi/{session}", authz.HomeRead, own.EndDevice},
		{get, "/tai-khoan-cua-toi/buoc-hai", authz.HomeRead, own.OwnFactor},
		{post, "/tai-khoan-cua-toi/buoc-hai/dien-thoai", authz.HomeRead, s.limited(byActor, own.BeginPhone)},
		{post, "/tai-khoan-cua-toi/buoc-hai/dien-thoai/xac-nhan", authz.HomeRead, own.ConfirmPhone},
		{post, "/tai-khoan-cua-toi/buoc-hai/the", authz.HomeRead, s.limited(byActor, own.BeginCard)},
		{post, "/tai-khoan-cua-toi/buoc-hai/the/xac-nhan", authz.HomeRead, own.ConfirmCard},
		{post, "/tai-khoan-cua-toi/buoc-hai/bo-dien-thoai", authz.HomeRead, s.limited(byActor, own.RemovePhone)},
		{post, "/tai-khoan-cua-toi/buoc-hai/bo-the", authz.HomeRead, s.limited(byActor, own.RemoveCard)},
	}
}

// units are the tree of organisations, and what changes it.
func (s *Site) units() []Route {
	tree := &units.Pages{Org: s.Org, Committee: s.Committee, Deadline: s.Deadline, Roll: s.Roll, Review: s.Review, Audit: s.Audit, Export: s.Export, Now: s.Now}
	shape := &reorganisations.Pages{Reorganisation: s.Reorganisation, Org: s.Org, Roll: s.Roll, Now: s.Now}
	return []Route{
		{get, "/to-chuc", authz.UnitRead, tree.Index},
		{get, "/to-chuc.xlsx", authz.UnitRead, tree.Download},
		{get, "/to-chuc/{unit}", authz.UnitRead, tree.Show},
		{get, "/to-chuc/{unit}/them", authz.UnitWrite, tree.New},
		{post, "/to-chuc/{unit}/them", authz.UnitWrite, tree.Found},
		{get, "/to-chuc/{unit}/sua", authz.UnitWrite, tree.Edit},
		{post, "/to-chuc/{unit}/sua", authz.UnitWrite, tree.Amend},
		{get, "/to-chuc/{unit}/ket-thuc", authz.UnitWrite, tree.EndForm},
		{post, "/to-chuc/{unit}/ket-thuc", authz.UnitWrite, tree.End},
		{get, "/sap-xep", authz.UnitWrite, shape.Index},
		{get, "/sap-xep/{task}", authz.UnitWrite, shape.Form},
		{post, "/sap-xep/{task}", authz.UnitWrite, shape.Step},
		{post, "/sap-xep/{reorganisation}/hoan-tac", authz.UnitWrite, shape.Undo},
	}
}

// people are the members, and where they take part.
func (s *Site) people() []Route {
	roll := &members.Pages{Org: s.Org, Member: s.Member, Roll: s.Roll, Milestone: s.Milestone, Audit: s.Audit, Export: s.Export, Now: s.Now}
	return []Route{
		{get, "/dang-vien", authz.MemberRead, roll.Index},
		{get, "/dang-vien.xlsx", authz.MemberRead, roll.Download},
		{get, "/dang-vien/moi", authz.MemberWrite, roll.New},
		{post, "/dang-vien/moi", authz.MemberWrite, roll.Enrol},
		{get, "/dang-vien/moc", authz.MemberRead, roll.Milestones},
		{get, "/dang-vien/{member}", authz.MemberRead, roll.Show},
		{get, "/dang-vien/{member}/sua", authz.MemberWrite, roll.Edit},
		{post, "/dang-vien/{member}/sua", authz.MemberWrite, roll.Amend},
		{get, "/dang-vien/{member}/chuyen", authz.MemberWrite, roll.Transfer},
		{post, "/dang-vien/{member}/chuyen", authz.MemberWrite, roll.MoveTo},
		{get, "/dang-vien/{member}/trang-thai", authz.MemberWrite, roll.State},
		{post, "/dang-vien/{member}/trang-thai", authz.MemberWrite, roll.SetState},
		{get, "/dang-vien/{member}/noi-cu-tru", authz.MemberWrite, roll.Residence},
		{post, "/dang-vien/{member}/noi-cu-tru", authz.MemberWrite, roll.Reside},
		{get, "/dang-vien/{member}/thoi", authz.MemberWrite, roll.Leave},
		{post, "/dang-vien/{member}/thoi", authz.MemberWrite, roll.Depart},
		{post, "/dang-vien/{member}/cccd", authz.MemberWrite, roll.Reveal},
	}
}

// promises are what was promised and asked.
func (s *Site) promises() []Route {
	promise := &pledges.Pages{Pledge: s.Pledge, Now: s.Now}
	work := &tasks.Pages{Task: s.Task, Workload: s.Workload, Org: s.Org, Audit: s.Audit, Now: s.Now}
	give := &giving.Pages{Task: s.Task, Workload: s.Workload, Org: s.Org, Now: s.Now}
	share := &assignments.Pages{Task: s.Task, Workload: s.Workload, Audit: s.Audit, Now: s.Now}
	return []Route{
		{get, "/to-chuc/{unit}/cam-ket/{year}", authz.PledgeRead, promise.Cell},
		{get, "/dang-vien/{member}/cam-ket/{year}", authz.PledgeRead, promise.Show},
		{post, "/dang-vien/{member}/cam-ket/{year}", authz.PledgeWrite, promise.Save},
		{post, "/dang-vien/{member}/cam-ket/{year}/gui", authz.PledgeWrite, promise.Submit},
		{post, "/dang-vien/{member}/cam-ket/{year}/duyet", authz.PledgeWrite, promise.Approve},

		{get, "/giao-viec", authz.TaskRead, work.Index},
		{get, "/giao-viec/moi", authz.TaskGive, give.New},
		{post, "/giao-viec/moi", authz.TaskGive, give.Give},
		{get, "/giao-viec/cua-toi", authz.TaskAnswer, work.Mine},
		{get, "/giao-viec/qua-han", authz.TaskOpen, work.Overdue},
		{get, "/giao-viec/lich", authz.TaskOpen, work.Calendar},
		{get, "/giao-viec/gia-han", authz.TaskGive, share.Requests},
		{post, "/giao-viec/gia-han/{request}", authz.TaskGive, share.Reply},
		{get, "/giao-viec/phan/{part}", authz.TaskOpen, share.Part},
		{post, "/giao-viec/phan/{part}/tien-do", authz.TaskAnswer, share.Answer},
		{post, "/giao-viec/phan/{part}/gia-han", authz.TaskAnswer, share.Extend},
		{get, "/giao-viec/{task}", authz.TaskOpen, work.Show},
		{get, "/giao-viec/{task}/in", authz.TaskRead, work.Print},
		{get, "/giao-viec/{task}/ket-qua.xlsx", authz.TaskRead, work.Download},
		{post, "/giao-viec/{task}/quyet-dinh", authz.TaskGive, work.Decide},
	}
}

// months are a cell's month, its remedies, and the packet on its way up.
func (s *Site) months() []Route {
	sheet := &reviews.Pages{Review: s.Review, Remedy: s.Remedy, Org: s.Org, Committee: s.Committee, Now: s.Now}
	packet := &packets.Pages{Review: s.Review, Org: s.Org, Now: s.Now}
	return []Route{
		{get, "/to-chuc/{unit}/thang/{month}", authz.ReviewRead, sheet.Sheet},
		{post, "/to-chuc/{unit}/thang/{month}", authz.ReviewWrite, sheet.SaveAll},
		{post, "/to-chuc/{unit}/thang/{month}/o", authz.ReviewWrite, sheet.SaveField},
		{post, "/to-chuc/{unit}/thang/{month}/viec-tu-sua", authz.ReviewWrite, sheet.AddRemedy},
		{get, "/to-chuc/{unit}/thang/{month}/gui", authz.PacketSend, sheet.ReadBack},
		{post, "/to-chuc/{unit}/thang/{month}/gui", authz.PacketSend, sheet.Send},
		{get, "/to-chuc/{unit}/thang/{month}/in", authz.ReviewRead, sheet.Print},
		{post, "/viec-tu-sua/{remedy}/bao-xong", authz.ReviewWrite, sheet.ReportRemedy},
		{post, "/viec-tu-sua/{remedy}/xac-nhan", authz.RemedyVerify, sheet.VerifyRemedy},
		{post, "/viec-tu-sua/{remedy}/doi-han", authz.ReviewWrite, sheet.RollRemedy},

		{get, "/duyet", authz.PacketRead, packet.Index},
		{get, "/duyet/{unit}/{month}", authz.ReviewRead, packet.Show},
		{post, "/duyet/{unit}/{month}/nhan", authz.PacketDecide, packet.Take},
		{post, "/duyet/{unit}/{month}/duyet", authz.PacketDecide, packet.Approve},
		{post, "/duyet/{unit}/{month}/tra-lai", authz.PacketDecide, packet.Return},
	}
}

// figures are what the months add up to.
func (s *Site) figures() []Route {
	board := &dashboards.Pages{Org: s.Org, Indicator: s.Indicator, Now: s.Now}
	rank := &rankings.Pages{Ranking: s.Ranking, Rule: s.Rule, Now: s.Now}
	paper := &reports.Pages{Report: s.Report, Org: s.Org, Now: s.Now}
	return []Route{
		{get, "/bang-dieu-hanh", authz.FigureRead, board.Show},
		{get, "/so-lieu/{indicator}", authz.FigureRead, board.Evidence},

		{get, "/xep-hang", authz.RankingRead, rank.Index},
		{get, "/xep-hang/{unit}", authz.RankingOwn, rank.Show},
		{post, "/xep-hang/{unit}/tra-loi", authz.ScoreWrite, rank.Answer},
		{post, "/xep-hang/cham-lai", authz.ScoreWrite, rank.Close},
		{get, "/bo-tieu-chi/{key}", authz.RuleRead, rank.Set},

		{get, "/bao-cao", authz.ReportRead, paper.Index},
		{get, "/bao-cao/{unit}/{period}", authz.ReportRead, paper.Show},
		{get, "/bao-cao/{unit}/{period}/in", authz.ReportRead, paper.Print},
		{get, "/bao-cao/{unit}/{period}/pdf", authz.ReportRead, paper.PDF},
	}
}

// office is what an administrator does for everybody.
func (s *Site) office() []Route {
	intake := &imports.Pages{Intake: s.Intake, Now: s.Now}
	user := s.accounts()
	trail := &auditlog.Pages{Audit: s.Audit}
	own := &committee.Pages{Committee: s.Committee, Org: s.Org, Deadline: s.Deadline, Audit: s.Audit, Now: s.Now, Changed: s.forget}
	return []Route{
		{get, "/cap-uy", authz.UnitWrite, own.Show},
		{post, "/cap-uy", authz.UnitWrite, own.Save},
		{post, "/cap-uy/thoi-han", authz.UnitWrite, own.SaveRule},
		{get, "/cap-uy/mo-thang", authz.UnitWrite, own.Openings},
		{post, "/cap-uy/mo-thang", authz.UnitWrite, own.Open},
		{post, "/cap-uy/mo-thang/{exception}/thoi", authz.UnitWrite, own.End},

		{get, "/nhap-lieu", authz.ImportRun, intake.Index},
		{post, "/nhap-lieu", authz.ImportRun, intake.Preview},
		{get, "/nhap-lieu/{run}", authz.ImportRun, intake.Show},
		{get, "/nhap-lieu/{run}/tep-loi", authz.ImportRun, intake.Marked},
		{get, "/nhap-lieu/{run}/cot", authz.ImportRun, intake.Columns},
		{post, "/nhap-lieu/{run}/cot", authz.ImportRun, intake.Choose},
		{post, "/nhap-lieu/{run}/bang-ma", authz.ImportRun, intake.Spell},
		{post, "/nhap-lieu/{run}/ap-dung", authz.ImportRun, intake.Apply},
		{post, "/nhap-lieu/{run}/rut-lai", authz.ImportRun, intake.Undo},

		{get, "/tai-khoan", authz.AccountReset, user.Index},
		{get, "/tai-khoan/moi", authz.AccountWrite, user.New},
		{post, "/tai-khoan/moi", authz.AccountWrite, user.Create},
		{get, "/tai-khoan/chua-co", authz.AccountWrite, user.Vacancies},
		{post, "/tai-khoan/chua-co", authz.AccountWrite, user.CreateForUnits},
		{get, "/tai-khoan/{user}", authz.AccountReset, user.Show},
		{post, "/tai-khoan/{user}/cap-lai", authz.AccountReset, user.Reset},
		{post, "/tai-khoan/{user}/dong", authz.AccountWrite, user.Close},
		{post, "/tai-khoan/{user}/giao", authz.AccountWrite, user.Give},
		{post, "/tai-khoan/{user}/thay-mat", authz.AccountWrite, user.Lend},
		{post, "/tai-khoan/{user}/thoi/{term}", authz.AccountWrite, user.EndTerm},
		{post, "/tai-khoan/{user}/dang-xuat", authz.AccountWrite, user.SignOutEverywhere},
		{post, "/tai-khoan/{user}/bo-buoc-hai", authz.AccountWrite, user.DropFactor},

		{get, "/nhat-ky", authz.AuditRead, trail.Index},
	}
}

func (s *Site) accounts() *accounts.Pages {
	return &accounts.Pages{Account: s.Account, Vacancy: s.Vacancy, Factor: s.Factor, Org: s.Org, Now: s.Now, Token: s.token}
}

// signIn shows the demonstration's accounts where there is a demonstration.
func (s *Site) signIn() *signin.Pages {
	var shown []signin.Account
	for _, a := range demo.Accounts() {
		shown = append(shown, signin.Account{Login: a.Login, Does: a.Does})
	}
	return &signin.Pages{
		Account: s.Account, Factor: s.Factor, Committee: s.Committee, Demo: shown, Password: demo.Password,
		Token: s.token, Set: s.setSession, Clear: s.clearSession,
	}
}

func (s *Site) token(r *http.Request) string {
	c, err := r.Cookie(s.cookieName())
	if err != nil {
		return ""
	}
	return c.Value
}

func notFound(http.ResponseWriter, *http.Request) error {
	return apperr.NotFound("Không có trang này. Đồng chí kiểm tra lại địa chỉ, hoặc về trang Việc cần làm.")
}

// askToSignIn stands in for a page that needs a person: it remembers where they were going and what they typed.
func (s *Site) askToSignIn(w http.ResponseWriter, r *http.Request) {
	if wantsJSON(r) {
		s.answer(w, r, http.StatusUnauthorized, "Phiên làm việc đã hết. Đồng chí đăng nhập lại, chữ vừa gõ vẫn còn trên trang.", "")
		return
	}
	s.serve(w, r, s.signIn().Ask)
}
