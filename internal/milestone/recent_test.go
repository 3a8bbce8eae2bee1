package milestone_test

import (
	"context"
	"testing"

	"tusoi/internal/member"
	"tusoi/internal/milestone"
	"tusoi/internal/portal"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
)

func TestBothSecretariesSeeWhoCameAndWent(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	b := worldtest.New(t, tx)
	s := &milestone.Service{DB: tx, Now: worldtest.Clock}
	m := portal.New(tx, worldtest.Clock).Member
	ctx, today := context.Background(), worldtest.Date(2026, 11, 20)
	if err := m.Transfer(ctx, b.Office, b.Members[b.Cell.ID][1], b.Far.ID, today, "GT 12"); err != nil {
		t.Fatal(err)
	}
	if err := m.SetState(ctx, b.Office, b.Members[b.Cell.ID][2], member.Away, today, "Đi học"); err != nil {
		t.Fatal(err)
	}
	if err := m.Leave(ctx, b.Office, b.Members[b.Cell.ID][3], today, "Từ trần"); err != nil {
		t.Fatal(err)
	}
	since := today.AddDate(0, 0, -30)
	own, err := s.Recent(ctx, b.Secretary, since)
	if err != nil || len(own) != 2 || own[0].Sentence() != "Trần Thị Bình chuyển sang Chi bộ ấp Nam" || own[1].Sentence() != "Phạm Văn Dũng không còn trong danh sách: Từ trần" {
		t.Errorf("the old cell reads %+v, %v", own, err)
	}
	far, err := s.Recent(ctx, b.FarSecretary, since)
	if err != nil || len(far) != 1 || far[0].Sentence() != "Trần Thị Bình chuyển đến từ Chi bộ ấp Đông" {
		t.Errorf("the next cell reads %+v, %v", far, err)
	}
	if none, err := s.Recent(ctx, b.SisterSecretary, since); err != nil || len(none) != 0 {
		t.Errorf("the sister cell reads %+v, %v", none, err)
	}
}
