package member_test

import (
	"context"
	"testing"

	"tusoi/internal/member"
)

func TestBothSecretariesSeeWhoCameAndWent(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	if err := b.Transfer(ctx, b.Office, b.Members[b.Cell.ID][1], b.Far.ID, today, "GT 12"); err != nil {
		t.Fatal(err)
	}
	if err := b.SetState(ctx, b.Office, b.Members[b.Cell.ID][2], member.Away, today, "Đi học"); err != nil {
		t.Fatal(err)
	}
	if err := b.Leave(ctx, b.Office, b.Members[b.Cell.ID][3], today, "Từ trần"); err != nil {
		t.Fatal(err)
	}
	since := today.AddDate(0, 0, -30)
	own, err := b.Recent(ctx, b.Secretary, since)
	if err != nil || len(own) != 2 || own[0].Sentence() != "Trần Thị Bình chuyển sang Chi bộ ấp Nam" || own[1].Sentence() != "Phạm Văn Dũng không còn trong danh sách: Từ trần" {
		t.Errorf("the old cell reads %+v, %v", own, err)
	}
	far, err := b.Recent(ctx, b.FarSecretary, since)
	if err != nil || len(far) != 1 || far[0].Sentence() != "Trần Thị Bình chuyển đến từ Chi bộ ấp Đông" {
		t.Errorf("the next cell reads %+v, %v", far, err)
	}
	if none, err := b.Recent(ctx, b.SisterSecretary, since); err != nil || len(none) != 0 {
		t.Errorf("the sister cell reads %+v, %v", none, err)
	}
}
