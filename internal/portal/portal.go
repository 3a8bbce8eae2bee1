// Package portal wires the services together, once for the pages, the commands and the demonstration.
//
// Here stands the one inversion of the building: a change in a cell's month must refresh the cell's figures in the same
// transaction, while the room of figures stands above; and who moves to another cell takes along what other rooms keep. The
// rooms below declare what they need as a function, and it is filled in here.
package portal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/account"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/award"
	"tusoi/internal/committee"
	"tusoi/internal/complaint"
	"tusoi/internal/deadline"
	"tusoi/internal/discipline"
	"tusoi/internal/factor"
	"tusoi/internal/indicator"
	"tusoi/internal/inspection"
	"tusoi/internal/intake"
	"tusoi/internal/intake/book"
	"tusoi/internal/intake/export"
	"tusoi/internal/meeting"
	"tusoi/internal/member"
	"tusoi/internal/milestone"
	"tusoi/internal/notice"
	"tusoi/internal/org"
	"tusoi/internal/packet"
	"tusoi/internal/period"
	"tusoi/internal/pledge"
	"tusoi/internal/pledgecount"
	"tusoi/internal/pledgeform"
	"tusoi/internal/pledgepaper"
	"tusoi/internal/postgres"
	"tusoi/internal/ranking"
	"tusoi/internal/remedy"
	"tusoi/internal/reorganisation"
	"tusoi/internal/report"
	"tusoi/internal/review"
	"tusoi/internal/roll"
	"tusoi/internal/rulebook"
	"tusoi/internal/study"
	"tusoi/internal/substance"
	"tusoi/internal/task"
	"tusoi/internal/theme"
	"tusoi/internal/vacancy"
	"tusoi/internal/vi"
	"tusoi/internal/workload"
	"tusoi/internal/yearend"
)

// Portal is all services over one database and one clock.
type Portal struct {
	DB             postgres.DB
	Now            func() time.Time
	Account        *account.Service
	Audit          *audit.Service
	Committee      *committee.Service
	Org            *org.Service
	Deadline       *deadline.Service
	Member         *member.Service
	Milestone      *milestone.Service
	Pledge         *pledge.Service
	PledgeForm     *pledgeform.Service
	PledgeCount    *pledgecount.Service
	PledgePaper    *pledgepaper.Service
	Task           *task.Service
	Theme          *theme.Service
	Workload       *workload.Service
	Remedy         *remedy.Service
	Award          *award.Service
	Study          *study.Service
	Discipline     *discipline.Service
	Inspection     *inspection.Service
	Complaint      *complaint.Service
	Meeting        *meeting.Service
	Packet         *packet.Service
	Review         *review.Service
	Substance      *substance.Service
	Indicator      *indicator.Service
	Reorganisation *reorganisation.Service
	Roll           *roll.Service
	Rule           *rulebook.Service
	Ranking        *ranking.Service
	Report         *report.Service
	Intake         *intake.Service
	Export         *export.Service
	Vacancy        *vacancy.Service
	YearEnd        *yearend.Service
	Factor         *factor.Service // its key is set by whoever serves the portal
	Notice         *notice.Service // its ways out are set by whoever serves the portal
}

// New wires the services.
func New(db postgres.DB, now func() time.Time) *Portal {
	p := &Portal{
		DB: db, Now: now,
		Account:   &account.Service{DB: db, Now: now},
		Vacancy:   &vacancy.Service{DB: db, Now: now},
		YearEnd:   &yearend.Service{DB: db, Now: now},
		Audit:     &audit.Service{DB: db},
		Committee: &committee.Service{DB: db, Now: now},
		Org:       &org.Service{DB: db, Now: now},
		Milestone: &milestone.Service{DB: db, Now: now},
		Roll:      &roll.Service{DB: db, Now: now},
		Rule:      &rulebook.Service{DB: db},
		Theme:     &theme.Service{DB: db, Now: now},
		Indicator: &indicator.Service{DB: db, Now: now},
		Substance: &substance.Service{DB: db},
	}
	p.Factor = &factor.Service{DB: db, Now: now, Account: p.Account}
	changed := p.Indicator.CellsChangedTx
	p.Deadline = &deadline.Service{DB: db, Now: now, CellsChanged: changed}
	p.Member = &member.Service{DB: db, Now: now, CellsChanged: changed}
	p.Pledge = &pledge.Service{DB: db, Now: now, CellsChanged: changed}
	p.PledgeForm = &pledgeform.Service{DB: db, Now: now}
	p.PledgeCount = &pledgecount.Service{DB: db, Now: now}
	p.PledgePaper = &pledgepaper.Service{DB: db, Now: now, Pledge: p.Pledge, Committee: p.Committee}
	p.Task = &task.Service{DB: db, Now: now, CellsChanged: changed}
	p.Workload = &workload.Service{DB: db, Now: now, Task: p.Task}
	p.Remedy = &remedy.Service{DB: db, Now: now, CellsChanged: changed}
	p.Member.Follow = []member.Follow{p.Pledge.CarryTx, p.Task.CarryTx, p.Remedy.CarryTx, p.YearEnd.CarryTx}
	p.Packet = &packet.Service{DB: db, Now: now, CellsChanged: changed}
	p.Notice = &notice.Service{DB: db, Now: now, Account: p.Account}
	p.Packet.GivenBack = p.Notice.GivenBackTx
	p.Review = &review.Service{DB: db, Now: now, CellsChanged: changed, SettleTask: p.Task.SettleTx, Packet: p.Packet, Remedy: p.Remedy}
	p.Reorganisation = &reorganisation.Service{DB: db, Now: now, Org: p.Org, Member: p.Member, Account: p.Account}
	p.Ranking = &ranking.Service{DB: db, Now: now, Org: p.Org, Rule: p.Rule, Indicator: p.Indicator}
	p.Report = &report.Service{DB: db, Now: now, Org: p.Org, Indicator: p.Indicator, Packet: p.Packet}
	p.Intake = &intake.Service{DB: db, Now: now, Org: p.Org, Member: p.Member, Forget: p.Indicator.ForgetTx}
	p.Export = &export.Service{DB: db, Now: now, Org: p.Org, Remedy: p.Remedy}
	p.records()
	return p
}

// records wires the books of records, and what takes lists into them and hands them out.
func (p *Portal) records() {
	p.Award = &award.Service{DB: p.DB, Now: p.Now}
	p.Study = &study.Service{DB: p.DB, Now: p.Now}
	p.Discipline = &discipline.Service{DB: p.DB, Now: p.Now, ModelChanged: inspection.DisciplinedTx}
	p.Inspection, p.Complaint = &inspection.Service{DB: p.DB, Now: p.Now}, &complaint.Service{DB: p.DB, Now: p.Now}
	p.Meeting = &meeting.Service{DB: p.DB, Now: p.Now}
	p.Intake.Books = []book.Book{book.Awards(p.Award), book.Documents(p.Study), book.Sessions(p.Study), book.Disciplines(p.Discipline),
		book.Inspections(p.Inspection), book.Models(p.Inspection), book.Complaints(p.Complaint), book.Meetings(p.Meeting)}
	p.Export.Award, p.Export.Study = p.Award, p.Study
	p.Export.Discipline, p.Export.Inspection, p.Export.Complaint, p.Export.Meeting = p.Discipline, p.Inspection, p.Complaint, p.Meeting
}

// readyMonths is for how many months what was sent is made ready to be compared before anybody opens it.
const readyMonths = 2

// Housekeep does what nobody asks for: it opens the month for every cell of every committee, makes what was sent ready to be
// compared, drops lists that were given and never applied, and puts the day's reminders into the outbox. Whoever serves the
// portal calls it at the start and every hour.
func (p *Portal) Housekeep(ctx context.Context) error {
	committees, err := p.Committee.List(ctx)
	if err != nil {
		return err
	}
	for _, c := range committees {
		if err := p.Indicator.OpenMonths(ctx, c.ID); err != nil {
			return fmt.Errorf("open the month of %s: %w", c.Name, err)
		}
		for m, n := period.MonthOf(vi.Today(p.Now())), 0; n < readyMonths; m, n = m.Prev(), n+1 {
			if err := p.Substance.Prepare(ctx, c.ID, m); err != nil {
				return fmt.Errorf("make the texts of %s ready: %w", c.Name, err)
			}
		}
	}
	return errors.Join(p.Intake.DropOld(ctx), p.remind(ctx))
}

func (p *Portal) remind(ctx context.Context) error {
	actors, err := p.SystemActors(ctx, "Nhắc việc")
	for _, a := range actors {
		if e := p.Notice.Prepare(ctx, a); e != nil {
			err = errors.Join(err, fmt.Errorf("prepare the reminders of committee %d: %w", a.Committee, e))
		}
	}
	return err
}

const rootsSQL = `
SELECT u.committee_id, u.path::text AS path
FROM units u
WHERE u.parent_id IS NULL
ORDER BY u.committee_id`

// SystemActors are the actors of a command, one for each committee, under the command's name.
func (p *Portal) SystemActors(ctx context.Context, command string) ([]authz.Actor, error) {
	var committee int64
	var path string
	var actors []authz.Actor
	rows, _ := p.DB.Query(ctx, rootsSQL)
	_, err := pgx.ForEachRow(rows, []any{&committee, &path}, func() error {
		actors = append(actors, authz.System(committee, path, command))
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("find the committees: %w", err)
	}
	return actors, nil
}
