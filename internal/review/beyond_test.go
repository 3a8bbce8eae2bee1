package review_test

import (
	"context"
	"strings"
	"testing"

	"tusoi/internal/apperr"
	"tusoi/internal/review"
	"tusoi/internal/worldtest"
)

// The packet waits for whoever is outside the Party as for anybody, asks them two questions, and says so in numbers of their own.
func TestWhoIsOutsideThePartyReviewsAfterTheMembersWithoutTheConductCheck(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	id := b.w.Outsider(t, b.tx, b.w.Cell)
	b.items[id] = b.w.PledgeItem(t, b.tx, b.w.Cell, id, 2026, "Trả hồ sơ đúng hẹn")
	s := b.sheet(t)
	last := s.Members[len(s.Members)-1]
	if last.ID != id || !last.Beyond || len(last.Items) != 1 || last.Missing() != 3 {
		t.Fatalf("last of the sheet: %+v; want who is outside, with one item and two questions", last)
	}
	if _, err := b.SaveField(ctx, b.w.Secretary, b.change(id, review.FieldConduct, review.Clear, "")); err == nil {
		t.Error("the conduct check was put to somebody whom its rules do not bind")
	}
	promised := b.items[id]
	delete(b.items, id)
	b.whole(t)
	b.items[id] = promised
	said := b.sheet(t).Summary(worldtest.Now).Sentence()
	if !strings.Contains(said, "4 đảng viên: 3 đã tự soi, 1 không phải tự soi; 1 người ngoài Đảng: 0 đã tự soi, 1 chưa xong;") {
		t.Errorf("read back as %q", said)
	}
	_, err := b.Send(ctx, b.w.Secretary, b.w.Cell.ID, november)
	if apperr.KindOf(err) != apperr.KindInvalid || !strings.Contains(apperr.Message(err), "còn 1 người chưa tự soi xong") {
		t.Fatalf("sent without them: %v", err)
	}
	for field, value := range map[review.Field]string{review.FieldMark: review.Done, review.FieldSubstantive: review.Yes, review.FieldResponsible: review.Partly} {
		if _, err := b.SaveField(ctx, b.w.Secretary, b.change(id, field, value, "")); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.Send(ctx, b.w.Secretary, b.w.Cell.ID, november); err != nil {
		t.Fatal(err)
	}
}
