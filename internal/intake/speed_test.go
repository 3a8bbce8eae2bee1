package intake_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/intake/cells"
	"tusoi/internal/member"
	"tusoi/internal/portal"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
)

// BenchmarkAWholeImport lets the import of 6,214 members, preview and apply, run beside the least that it could cost: the
// library reads the sheet, and COPY takes the same rows into the same tables. It reports the medians of both and their ratio.
func BenchmarkAWholeImport(b *testing.B) {
	unitRows, people, _ := wholeCommittee()
	lists := [][]byte{units(b, unitRows...), members(b, people...)}
	tx := pgtest.Tx(b)
	var ours, bare []time.Duration
	for b.Loop() {
		o, l := oneImport(b, tx, lists)
		ours, bare = append(ours, o), append(bare, l)
	}
	slices.Sort(ours)
	slices.Sort(bare)
	mine, least := ours[len(ours)/2], bare[len(bare)/2]
	b.ReportMetric(float64(mine.Milliseconds()), "import-ms")
	b.ReportMetric(float64(least.Milliseconds()), "read+copy-ms")
	b.ReportMetric(float64(mine)/float64(least), "ratio")
}

// oneImport measures one round, inside a savepoint that is rolled back.
func oneImport(b *testing.B, outer pgx.Tx, lists [][]byte) (ours, bare time.Duration) {
	ctx := context.Background()
	tx, err := outer.Begin(ctx)
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := tx.Rollback(ctx); err != nil {
			b.Fatal(err)
		}
	}()
	p := portal.New(tx, worldtest.Clock)
	admin := emptyCommittee(b, tx)
	apply(b, p, admin, lists[0])
	bare = leastImport(b, tx, admin.Committee, lists[1])
	start := time.Now()
	apply(b, p, admin, lists[1])
	return time.Since(start), bare
}

func apply(b *testing.B, p *portal.Portal, admin authz.Actor, data []byte) {
	run, plan, err := p.Intake.Preview(context.Background(), admin, "", "ds.xlsx", data)
	if err != nil {
		b.Fatal(err)
	}
	if _, _, err := p.Intake.Apply(context.Background(), admin, run.ID, plan.Fingerprint); err != nil {
		b.Fatal(err)
	}
}

// leastImport reads the sheet and copies its people and their places in, all of it rolled back.
func leastImport(b *testing.B, outer pgx.Tx, committee int64, data []byte) time.Duration {
	ctx := context.Background()
	tx, err := outer.Begin(ctx)
	if err != nil {
		b.Fatal(err)
	}
	rows, _ := tx.Query(ctx, "SELECT id FROM units WHERE committee_id = $1 AND kind IN ('cell', 'grassroots_cell')", committee)
	cells, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		b.Fatal(err)
	}
	start := time.Now()
	list := read(b, data)
	people, places := member.Batch{Members: make([]member.Member, len(list))}, make([]member.Membership, 2*len(list))
	day := worldtest.Date(1980, 1, 1)
	for i, r := range list {
		id := int64(8_000_000 + i)
		people.Members[i] = member.Member{ID: id, FullName: r[1], FamilyName: "NGUYỄN", MiddleName: "VĂN", GivenName: "ÁNH", CardNumber: r[2], IdentityNumber: r[3],
			BirthDate: &day, AdmittedOn: &day, Standing: member.Full}
		for k, kind := range []member.Kind{member.Work, member.Residence} {
			places[2*i+k] = member.Membership{ID: 2*id + int64(k), MemberID: id, UnitID: cells[i%len(cells)], Kind: kind, State: member.Active, ValidFrom: day}
		}
	}
	people.Memberships = places
	if err := member.LoadTx(ctx, tx, committee, worldtest.Now, people); err != nil {
		b.Fatal(err)
	}
	took := time.Since(start)
	if err := tx.Rollback(ctx); err != nil {
		b.Fatal(err)
	}
	return took
}

// read reads the rows of the one sheet as the library gives them.
func read(b *testing.B, data []byte) [][]string {
	f, err := cells.Open("ds.xlsx", data, func([]string) int { return 1 })
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	var rows [][]string
	err = f.EachRow(f.Sheets()[0], func(number int, texts []string) error {
		if number > 1 {
			rows = append(rows, slices.Clone(texts))
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return rows
}
