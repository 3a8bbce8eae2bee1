package site

import (
	"net/http"
	"slices"
	"strings"

	"tusoi/internal/authz"
	"tusoi/web/awards"
	"tusoi/web/disciplines"
	"tusoi/web/filepiece"
	"tusoi/web/inspections"
	"tusoi/web/kit"
	"tusoi/web/meetings"
	"tusoi/web/recordpiece"
	"tusoi/web/studies"
)

// book is what the pages of every book of records can do.
type book interface {
	Index(w http.ResponseWriter, r *http.Request) error
	Download(w http.ResponseWriter, r *http.Request) error
	New(w http.ResponseWriter, r *http.Request) error
	Create(w http.ResponseWriter, r *http.Request) error
	Show(w http.ResponseWriter, r *http.Request) error
	Edit(w http.ResponseWriter, r *http.Request) error
	Save(w http.ResponseWriter, r *http.Request) error
	Drop(w http.ResponseWriter, r *http.Request) error
	Files() filepiece.Room
}

// bookRoutes are the addresses of one book: who reads records reads it, and write is the right to write in it.
func bookRoutes(word string, read, write authz.Action, b book) []Route {
	at := "/" + word
	return []Route{
		{get, at, read, b.Index},
		{get, at + "/tep", read, b.Download},
		{get, at + "/moi", write, b.New},
		{post, at + "/moi", write, b.Create},
		{get, at + "/{record}", read, b.Show},
		{get, at + "/{record}/sua", write, b.Edit},
		{post, at + "/{record}/sua", write, b.Save},
		{post, at + "/{record}/bo", write, b.Drop},
		{post, at + "/{record}/tep", write, b.Files().AddFiles},
		{get, at + "/{record}/tep/{file}", read, b.Files().OpenFile},
		{post, at + "/{record}/tep/{file}/bo", write, b.Files().DropFile},
	}
}

// records are the books of what happened: dated evidence that figures and criteria are made from.
func (s *Site) records() []Route {
	tools := recordpiece.Tools{Org: s.Org, Roll: s.Roll, Audit: s.Audit, Now: s.Now}
	award := awards.New(tools, s.Award, s.Export)
	documents, sessions := studies.NewDocuments(tools, s.Study, s.Export), studies.NewSessions(tools, s.Study, s.Export)
	strict := disciplines.New(tools, s.Discipline, s.Export)
	checks, models, complaints := inspections.NewChecks(tools, s.Inspection, s.Export), inspections.NewModels(tools, s.Inspection, s.Export), inspections.NewComplaints(tools, s.Complaint, s.Export)
	meet := meetings.New(tools, s.Meeting, s.Committee, s.Export)
	shelf := &recordpiece.Shelf{Books: []recordpiece.Names{meet.Names, documents.Names, sessions.Names, award.Names, checks.Names, models.Names, complaints.Names, strict.Names}}
	routes := []Route{{get, kit.BooksPath, authz.RecordRead, shelf.Show}}
	return slices.Concat(routes, meetingRoutes(meet),
		bookRoutes(kit.AwardsWord, authz.RecordRead, authz.AwardWrite, award),
		bookRoutes(kit.DocumentsWord, authz.RecordRead, authz.StudyWrite, documents),
		bookRoutes(kit.SessionsWord, authz.RecordRead, authz.StudyWrite, sessions),
		bookRoutes(kit.InspectionsWord, authz.RecordRead, authz.InspectionWrite, checks),
		bookRoutes(kit.ModelsWord, authz.RecordRead, authz.InspectionWrite, models),
		withoutFiles(bookRoutes(kit.ComplaintsWord, authz.RecordRead, authz.InspectionWrite, complaints)),
		besideChecks(&inspections.Pages{Tools: tools, Inspection: s.Inspection, Committee: s.Committee}),
		strictRoutes(bookRoutes(kit.DisciplinesWord, authz.DisciplineRead, authz.DisciplineWrite, strict.Pages), strict))
}

// withoutFiles are the addresses of a book whose records have no evidence.
func withoutFiles(routes []Route) []Route {
	return slices.DeleteFunc(routes, func(r Route) bool { return strings.Contains(r.Pattern, "{record}/tep") })
}

// besideChecks are the pages beside the book of checks and the register of the model.
func besideChecks(p *inspections.Pages) []Route {
	return []Route{
		{get, kit.InspectionPlanPath, authz.RecordRead, p.Plan},
		{get, kit.InspectionPlanPrintPath, authz.RecordRead, p.PrintPlan},
		{get, kit.InspectionPlanFilePath, authz.RecordRead, p.PlanPDF},
		{get, kit.RegisterManyPath, authz.RecordRead, p.RegisterMany},
		{post, kit.RegisterManyPath, authz.InspectionWrite, p.Register},
		{get, kit.RecogniseManyPath, authz.RecordRead, p.RecogniseMany},
		{post, kit.RecogniseManyPath, authz.InspectionWrite, p.Recognise},
	}
}

// strictRoutes are those of the book of discipline: who only counts sees the counts where others see the list.
func strictRoutes(routes []Route, strict *disciplines.Desk) []Route {
	routes[0] = Route{get, "/" + kit.DisciplinesWord, authz.DisciplineCount, strict.Index}
	return append(routes, Route{get, kit.DisciplineCountsPath, authz.DisciplineCount, strict.Counts})
}

// meetingRoutes are those of the book of meetings, and of one meeting's minutes and quality sheet.
func meetingRoutes(meet *meetings.Pages) []Route {
	at := "/" + kit.MeetingsWord
	return append(bookRoutes(kit.MeetingsWord, authz.RecordRead, authz.MeetingWrite, meet),
		Route{get, kit.MeetingBlankAt, authz.RecordRead, meet.Blank},
		Route{get, at + "/{record}/bien-ban", authz.RecordRead, meet.Print},
		Route{get, at + "/{record}/bien-ban.pdf", authz.RecordRead, meet.PDF},
		Route{get, at + "/{record}/cham", authz.RecordRead, meet.Sheet},
		Route{post, at + "/{record}/cham", authz.MeetingWrite, meet.Score})
}
