package milestone_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/milestone"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
)

func TestABadgeCountsFromTheDecisionAndIsGivenInTheNextRound(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	b := worldtest.New(t, tx)
	s := &milestone.Service{DB: tx, Now: worldtest.Clock}
	set := func(i int, decided, admitted string) {
		worldtest.Exec(t, tx, `UPDATE members SET decided_on = nullif(@d, '')::date, admitted_on = @a::date WHERE committee_id = @c AND id = @m`,
			pgx.StrictNamedArgs{"d": decided, "a": admitted, "c": b.Committee, "m": b.Members[b.Cell.ID][i]})
	}
	set(0, "1986-12-20", "1987-01-10") // the decision counts: forty years in 2026
	set(1, "", "1996-02-29")           // no day of decision: thirty years, on 28 February
	set(2, "1995-06-01", "1995-06-20") // 31 years: none
	list, err := s.Badges(context.Background(), b.Secretary, 2026)
	if err != nil || len(list) != 2 {
		t.Fatalf("Badges = %+v, %v; want two", list, err)
	}
	for i, want := range []struct {
		name      string
		years     int
		on, round time.Time
	}{
		{"Nguyễn Văn An", 40, worldtest.Date(2026, 12, 20), worldtest.Date(2027, 2, 3)},
		{"Trần Thị Bình", 30, worldtest.Date(2026, 2, 28), worldtest.Date(2026, 5, 19)},
	} {
		got := list[i]
		if got.FullName != want.name || got.Years != want.years || !got.On.Equal(want.on) || !got.Round().Equal(want.round) {
			t.Errorf("%d: %+v, round %v; want %+v", i, got, got.Round(), want)
		}
	}
	if list, err := s.Badges(context.Background(), b.SisterSecretary, 2026); err != nil || len(list) != 0 {
		t.Errorf("the sister cell reads %+v, %v", list, err)
	}
}

func TestProbationEndsTwelveMonthsAfterTheCeremony(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	b := worldtest.New(t, tx)
	s := &milestone.Service{DB: tx, Now: worldtest.Clock}
	worldtest.Exec(t, tx, `UPDATE members SET admitted_on = '2026-02-03', official_on = NULL WHERE committee_id = @c AND id = @m`,
		pgx.StrictNamedArgs{"c": b.Committee, "m": b.Members[b.Cell.ID][2]})
	list, err := s.Probation(context.Background(), b.Secretary)
	if err != nil || len(list) != 1 || list[0].FullName != "Lê Thị Cúc" || !list[0].On.Equal(worldtest.Date(2027, 2, 3)) {
		t.Errorf("Probation = %+v, %v; want Cúc until 3 February 2027", list, err)
	}
}
