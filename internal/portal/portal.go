// Package portal wires the services together, once for the pages, the commands and the demonstration.
//
// Here stands the one inversion of the building: a change in a cell's month must refresh the cell's figures in the same
// transaction, while the room of figures stands above; and who moves to another cell takes along what other rooms keep. The
// rooms below declare what they need as a function, and it is filled in here.
package portal

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/account"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/committee"
	"tusoi/internal/deadline"
	"tusoi/internal/factor"
	"tusoi/internal/indicator"
	"tusoi/internal/intake"
	"tusoi/internal/intake/export"
	"tusoi/internal/member"
	"tusoi/internal/milestone"
	"tusoi/internal/org"
	"tusoi/internal/pledge"
	"tusoi/internal/postgres"
	"tusoi/internal/ranking"
	"tusoi/internal/remedy"
	"tusoi/internal/reorganisation"
	"tusoi/internal/report"
	"tusoi/internal/review"
	"tusoi/internal/roll"
	"tusoi/internal/rulebook"
	"tusoi/internal/task"
	"tusoi/internal/vacancy"
	"tusoi/internal/workload"
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
	Task           *task.Service
	Workload       *workload.Service
	Remedy         *remedy.Service
	Review         *review.Service
	Indicator      *indicator.Service
	Reorganisation *reorganisation.Service
	Roll           *roll.Service
	Rule           *rulebook.Service
	Ranking        *ranking.Service
	Report         *report.Service
	Intake         *intake.Service
	Export         *export.Service
	Vacancy        *vacancy.Service
	Factor         *factor.Service // its key is set by whoever serves the portal
}

// New wires the services.
func New(db postgres.DB, now func() time.Time) *Portal {
	p := &Portal{
		DB: db, Now: now,
		Account:   &account.Service{DB: db, Now: now},
		Vacancy:   &vacancy.Service{DB: db, Now: now},
		Audit:     &audit.Service{DB: db},
		Committee: &committee.Service{DB: db, Now: now},
		Org:       &org.Service{DB: db, Now: now},
		Milestone: &milestone.Service{DB: db, Now: now},
		Roll:      &roll.Service{DB: db, Now: now},
		Rule:      &rulebook.Service{DB: db},
		Indicator: &indicator.Service{DB: db, Now: now},
	}
	p.Factor = &factor.Service{DB: db, Now: now, Account: p.Account}
	changed := p.Indicator.CellsChangedTx
	p.Deadline = &deadline.Service{DB: db, Now: now, CellsChanged: changed}
	p.Member = &member.Service{DB: db, Now: now, CellsChanged: changed}
	p.Pledge = &pledge.Service{DB: db, Now: now, CellsChanged: changed}
	p.Task = &task.Service{DB: db, Now: now, CellsChanged: changed}
	p.Workload = &workload.Service{DB: db, Now: now, Task: p.Task}
	p.Remedy = &remedy.Service{DB: db, Now: now, CellsChanged: changed}
	p.Member.Follow = []member.Follow{p.Pledge.CarryTx, p.Task.CarryTx, p.Remedy.CarryTx}
	p.Review = &review.Service{DB: db, Now: now, CellsChanged: changed, SettleTask: p.Task.SettleTx, Remedy: p.Remedy}
	p.Reorganisation = &reorganisation.Service{DB: db, Now: now, Org: p.Org, Member: p.Member, Account: p.Account}
	p.Ranking = &ranking.Service{DB: db, Now: now, Org: p.Org, Rule: p.Rule, Indicator: p.Indicator}
	p.Report = &report.Service{DB: db, Now: now, Org: p.Org, Indicator: p.Indicator}
	p.Intake = &intake.Service{DB: db, Now: now, Org: p.Org, Member: p.Member, Forget: p.Indicator.ForgetTx}
	p.Export = &export.Service{DB: db, Now: now, Org: p.Org}
	return p
}

// Housekeep does what nobody asks for: it opens the month for every cell of every committee and drops lists that were
// given and never applied. Whoever serves the portal calls it at the start and every hour.
func (p *Portal) Housekeep(ctx context.Context) error {
	committees, err := p.Committee.List(ctx)
	if err != nil {
		return err
	}
	for _, c := range committees {
		if err := p.Indicator.OpenMonths(ctx, c.ID); err != nil {
			return fmt.Errorf("open the month of %s: %w", c.Name, err)
		}
	}
	return p.Intake.DropOld(ctx)
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
