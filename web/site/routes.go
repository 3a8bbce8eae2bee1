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
	"tusoi/web/notices"
	"tusoi/web/pledgeforms"
	"tusoi/web/pledges"
	"tusoi/web/rankings"
	"tusoi/web/remedies"
	"tusoi/web/reorganisations"
	"tusoi/web/reports"
	"tusoi/web/signin"
	"tusoi/web/tasks"
	"tusoi/web/themes"
	"tusoi/web/units"
	"tusoi/web/yearends"
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
	return slices.Concat(s.doors(), s.units(), s.people(), s.promises(), s.tasks(), s.months(), s.mending(), s.yearEnds(), s.figures(), s.records(), s.ownSettings(), s.office())
}

// doors are open to everybody, but for the first page and one's own account.
func (s *Site) doors() []Route {
	signIn := s.signIn()
	guide := help.Pages{}
	own := s.accounts()
	start := &home.Pages{Packet: s.Packet, Workload: s.Workload, Remedy: s.Remedy, Pledge: s.Pledge, Milestone: s.Milestone, Notice: s.Notice, YearEnd: s.YearEnd, Now: s.Now}
	remind := &notices.Pages{Notice: s.Notice, Now: s.Now}
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
		{get, "/tai-khoan-cua-toi/nhac-viec", authz.HomeRead, remind.Own},
		{post, "/tai-khoan-cua-toi/nhac-viec", authz.HomeRead, remind.SaveOwn},
		{post, "/tai-khoan-cua-toi/nhac-viec/xoa", authz.HomeRead, remind.DropOwn},
	}
}

// units are the tree of organisations, and what changes it.
func (s *Site) units() []Route {
	tree := &units.Pages{Org: s.Org, Committee: s.Committee, Deadline: s.Deadline, Roll: s.Roll, Packet: s.Packet, Audit: s.Audit, Export: s.Export, Now: s.Now}
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
		{get, "/dang-vien/ngoai-dang", authz.MemberWrite, roll.NewBeyond},
		{post, "/dang-vien/ngoai-dang", authz.MemberWrite, roll.EnrolBeyond},
		{get, "/dang-vien/{member}", authz.MemberRead, roll.Show},
		{get, "/dang-vien/{member}/ket-nap", authz.MemberWrite, roll.AdmitForm},
		{post, "/dang-vien/{member}/ket-nap", authz.MemberWrite, roll.Admit},
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

// promises are the commitments of the year, and what they look like.
func (s *Site) promises() []Route {
	promise := &pledges.Pages{Pledge: s.Pledge, Count: s.PledgeCount, Paper: s.PledgePaper, Now: s.Now}
	form := &pledgeforms.Pages{Form: s.PledgeForm, Now: s.Now}
	return []Route{
		{get, "/to-chuc/{unit}/cam-ket/{year}", authz.PledgeRead, promise.Cell},
		{get, "/dang-vien/{member}/cam-ket/{year}", authz.PledgeRead, promise.Show},
		{post, "/dang-vien/{member}/cam-ket/{year}", authz.PledgeWrite, promise.Save},
		{post, "/dang-vien/{member}/cam-ket/{year}/gui", authz.PledgeWrite, promise.Submit},
		{post, "/dang-vien/{member}/cam-ket/{year}/duyet", authz.PledgeWrite, promise.Approve},
		{post, "/dang-vien/{member}/cam-ket/{year}/tra-lai", authz.PledgeWrite, promise.SendBack},
		{get, "/dang-vien/{member}/cam-ket/{year}/dieu-chinh", authz.PledgeWrite, promise.AmendForm},
		{post, "/dang-vien/{member}/cam-ket/{year}/dieu-chinh", authz.PledgeWrite, promise.Amend},
		{get, "/dang-vien/{member}/cam-ket/{year}/in", authz.PledgeRead, promise.Print},
		{get, "/dang-vien/{member}/cam-ket/{year}/pdf", authz.PledgeRead, promise.PDF},
		{post, "/to-chuc/{unit}/cam-ket/{year}/gui", authz.PledgeWrite, promise.SubmitAll},
		{post, "/to-chuc/{unit}/cam-ket/{year}/duyet", authz.PledgeWrite, promise.ApproveAll},
		{get, "/to-chuc/{unit}/cam-ket/{year}/in", authz.PledgeRead, promise.PrintCell},
		{get, "/to-chuc/{unit}/cam-ket/{year}/pdf", authz.PledgeRead, promise.CellPDF},
		{get, "/cam-ket-cua-toi/{year}", authz.OwnRead, promise.Own},
		{post, "/cam-ket-cua-toi/{year}", authz.OwnWrite, promise.SaveOwn},
		{post, "/cam-ket-cua-toi/{year}/gui", authz.OwnWrite, promise.SubmitOwn},
		{get, "/cam-ket-cua-toi/{year}/in", authz.OwnRead, promise.PrintOwn},
		{get, "/cam-ket-cua-toi/{year}/pdf", authz.OwnRead, promise.OwnPDF},
		{get, "/cam-ket", authz.PledgeRead, promise.Counts},
		{get, "/cam-ket/mau/{year}", authz.UnitWrite, form.Show},
		{post, "/cam-ket/mau/{year}", authz.UnitWrite, form.Save},
		{get, "/cam-ket/goi-y", authz.PacketDecide, form.Suggestions},
		{post, "/cam-ket/goi-y", authz.PacketDecide, form.Suggest},
		{get, "/cam-ket/goi-y/{template}", authz.PacketDecide, form.Suggestion},
		{post, "/cam-ket/goi-y/{template}", authz.PacketDecide, form.Resuggest},
		{post, "/cam-ket/goi-y/{template}/rut", authz.PacketDecide, form.Withdraw},
	}
}

// tasks are work given from above, and each one's share of it.
func (s *Site) tasks() []Route {
	work := &tasks.Pages{Task: s.Task, Workload: s.Workload, Org: s.Org, Audit: s.Audit, Now: s.Now}
	give := &giving.Pages{Task: s.Task, Workload: s.Workload, Org: s.Org, Now: s.Now}
	share := &assignments.Pages{Task: s.Task, Workload: s.Workload, Audit: s.Audit, Now: s.Now}
	return []Route{
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

// mending is what fell short, wherever it was found, and the themes it falls under.
func (s *Site) mending() []Route {
	mend := &remedies.Pages{Remedy: s.Remedy, Theme: s.Theme, Org: s.Org, Roll: s.Roll, Audit: s.Audit, Export: s.Export, Now: s.Now, Inspection: s.Inspection}
	proof, about := mend.Files(), &themes.Pages{Theme: s.Theme, Now: s.Now}
	return []Route{
		{get, "/viec-tu-sua", authz.RemedyRead, mend.Index},
		{get, "/viec-tu-sua.xlsx", authz.RemedyRead, mend.Download},
		{get, "/viec-tu-sua/chu-de", authz.FigureRead, mend.Table},
		{get, "/viec-tu-sua/moi", authz.RemedyOpen, mend.New},
		{post, "/viec-tu-sua/moi", authz.RemedyOpen, mend.Open},
		{get, "/viec-tu-sua/{remedy}", authz.RemedyRead, mend.Show},
		{post, "/viec-tu-sua/{remedy}/tep", authz.ReviewWrite, proof.AddFiles},
		{get, "/viec-tu-sua/{remedy}/tep/{file}", authz.RemedyRead, proof.OpenFile},
		{post, "/viec-tu-sua/{remedy}/tep/{file}/bo", authz.ReviewWrite, proof.DropFile},
		{post, "/viec-tu-sua/{remedy}/buoc/tien-do", authz.ReviewWrite, mend.Note},
		{post, "/viec-tu-sua/{remedy}/buoc/bao-xong", authz.ReviewWrite, mend.Report},
		{post, "/viec-tu-sua/{remedy}/buoc/doi-han", authz.ReviewWrite, mend.PutOff},
		{post, "/viec-tu-sua/{remedy}/buoc/xac-nhan", authz.RemedyVerify, mend.Verify},
		{post, "/viec-tu-sua/{remedy}/buoc/chua-dat", authz.RemedyVerify, mend.SendBack},
		{post, "/viec-tu-sua/{remedy}/buoc/chu-de", authz.RemedyOpen, mend.SetTheme},
		{post, "/viec-tu-sua/{remedy}/buoc/lap-lai", authz.RemedyOpen, mend.Recur},

		{get, "/viec-tu-sua-cua-toi/{remedy}", authz.OwnRead, mend.Show},
		{post, "/viec-tu-sua-cua-toi/{remedy}/tep", authz.OwnWrite, proof.AddFiles},
		{get, "/viec-tu-sua-cua-toi/{remedy}/tep/{file}", authz.OwnRead, proof.OpenFile},
		{post, "/viec-tu-sua-cua-toi/{remedy}/tep/{file}/bo", authz.OwnWrite, proof.DropFile},
		{post, "/viec-tu-sua-cua-toi/{remedy}/buoc/tien-do", authz.OwnWrite, mend.Note},
		{post, "/viec-tu-sua-cua-toi/{remedy}/buoc/bao-xong", authz.OwnWrite, mend.Report},

		{get, "/cap-uy/chu-de", authz.UnitWrite, about.Index},
		{post, "/cap-uy/chu-de", authz.UnitWrite, about.Add},
		{post, "/cap-uy/chu-de/{theme}/doi-ten", authz.UnitWrite, about.Rename},
		{post, "/cap-uy/chu-de/{theme}/thoi", authz.UnitWrite, about.Retire},
		{post, "/cap-uy/chu-de/{theme}/dung-lai", authz.UnitWrite, about.Retire},
	}
}

// yearEnds are the self-reviews of the year's end. Who may comment, decide or send back is narrowed by the form's own step.
func (s *Site) yearEnds() []Route {
	year := &yearends.Pages{YearEnd: s.YearEnd, Org: s.Org, Committee: s.Committee, Audit: s.Audit, Now: s.Now}
	return []Route{
		{get, "/to-chuc/{unit}/kiem-diem/{year}", authz.PacketRead, year.Unit},
		{get, "/to-chuc/{unit}/kiem-diem/{year}/quyet-dinh", authz.PacketDecide, year.Decisions},
		{post, "/to-chuc/{unit}/kiem-diem/{year}/quyet-dinh", authz.PacketDecide, year.Decide},
		{get, "/to-chuc/{unit}/kiem-diem/{year}/pdf", authz.ReviewRead, year.CellPDF},
		{get, "/to-chuc/{unit}/kiem-diem/{year}/mau-trong", authz.ReviewRead, year.CellBlank},
		{get, "/dang-vien/{member}/kiem-diem/{year}", authz.ReviewRead, year.Show},
		{post, "/dang-vien/{member}/kiem-diem/{year}", authz.ReviewWrite, year.Save},
		{post, "/dang-vien/{member}/kiem-diem/{year}/nhan-xet", authz.ReviewRead, year.Comment},
		{post, "/dang-vien/{member}/kiem-diem/{year}/quyet-dinh", authz.PacketDecide, year.DecideOne},
		{post, "/dang-vien/{member}/kiem-diem/{year}/tra-lai", authz.ReviewRead, year.SendBack},
		{get, "/dang-vien/{member}/kiem-diem/{year}/in", authz.ReviewRead, year.Print},
		{get, "/dang-vien/{member}/kiem-diem/{year}/pdf", authz.ReviewRead, year.PDF},
		{get, "/dang-vien/{member}/kiem-diem/{year}/mau-trong", authz.ReviewRead, year.Blank},
		{get, "/kiem-diem-cua-toi/{year}", authz.OwnRead, year.Own},
		{post, "/kiem-diem-cua-toi/{year}", authz.OwnWrite, year.SaveOwn},
		{get, "/kiem-diem-cua-toi/{year}/in", authz.OwnRead, year.PrintOwn},
		{get, "/kiem-diem-cua-toi/{year}/pdf", authz.OwnRead, year.OwnPDF},
		{get, "/kiem-diem-cua-toi/{year}/mau-trong", authz.OwnRead, year.OwnBlank},
	}
}

// figures are what the months add up to.
func (s *Site) figures() []Route {
	board := &dashboards.Pages{Org: s.Org, Indicator: s.Indicator, Packet: s.Packet, Now: s.Now}
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
	return []Route{
		{get, "/nhap-lieu", authz.ImportOpen, intake.Index},
		{post, "/nhap-lieu", authz.ImportOpen, intake.Preview},
		{get, "/nhap-lieu/{run}", authz.ImportOpen, intake.Show},
		{get, "/nhap-lieu/{run}/tep-loi", authz.ImportOpen, intake.Marked},
		{get, "/nhap-lieu/{run}/cot", authz.ImportOpen, intake.Columns},
		{post, "/nhap-lieu/{run}/cot", authz.ImportOpen, intake.Choose},
		{post, "/nhap-lieu/{run}/bang-ma", authz.ImportOpen, intake.Spell},
		{post, "/nhap-lieu/{run}/ap-dung", authz.ImportOpen, intake.Apply},
		{post, "/nhap-lieu/{run}/rut-lai", authz.ImportOpen, intake.Undo},

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

// ownSettings are those of a committee.
func (s *Site) ownSettings() []Route {
	own := &committee.Pages{Committee: s.Committee, Org: s.Org, Deadline: s.Deadline, Audit: s.Audit, Now: s.Now, Changed: s.forget}
	remind := &notices.Pages{Notice: s.Notice, Now: s.Now}
	return []Route{
		{get, "/cap-uy", authz.UnitWrite, own.Show},
		{post, "/cap-uy", authz.UnitWrite, own.Save},
		{post, "/cap-uy/thoi-han", authz.UnitWrite, own.SaveRule},
		{get, "/cap-uy/mo-thang", authz.UnitWrite, own.Openings},
		{post, "/cap-uy/mo-thang", authz.UnitWrite, own.Open},
		{post, "/cap-uy/mo-thang/{exception}/thoi", authz.UnitWrite, own.End},
		{get, "/cap-uy/nhac-viec", authz.UnitWrite, remind.Settings},
		{post, "/cap-uy/nhac-viec", authz.UnitWrite, remind.Save},
		{post, "/cap-uy/nhac-viec/gui-thu", authz.UnitWrite, s.limited(byActor, remind.Try)},
	}
}

func (s *Site) accounts() *accounts.Pages {
	return &accounts.Pages{Account: s.Account, Vacancy: s.Vacancy, Factor: s.Factor, Org: s.Org, Notice: s.Notice, Now: s.Now, Token: s.token}
}

// signIn shows the demonstration's accounts where there is a demonstration.
func (s *Site) signIn() *signin.Pages {
	var shown []signin.Account
	for _, a := range demo.Accounts() {
		shown = append(shown, signin.Account{Login: a.Login, Does: a.Does})
	}
	return &signin.Pages{
		Account: s.Account, Factor: s.Factor, Committee: s.Committee, Demo: shown, Password: demo.Password,
		Token: s.token, Whose: s.whose, Carrier: s.carrier(), Set: s.setSession, Clear: s.clearSession,
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
