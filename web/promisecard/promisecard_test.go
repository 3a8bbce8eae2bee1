package promisecard

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"tusoi/internal/deadline"
	"tusoi/internal/packet"
	"tusoi/internal/period"
	"tusoi/internal/review"
)

func november() review.Sheet {
	due := time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC)
	pledge := func(text, mark string) review.Item {
		return review.Item{Kind: review.PledgeItem, Text: text, Target: "5 hộ", DueOn: due, Mark: mark, Note: "Chữ riêng của tháng"}
	}
	return review.Sheet{
		Packet: packet.Packet{CellID: 5, CellName: "Chi bộ ấp Tân Lộc", Month: period.Month(2026, 11), Due: deadline.Due{DueOn: time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)}},
		Members: []review.Member{
			{FullName: "Nguyễn Văn An", MembershipState: "active", Items: []review.Item{
				pledge("Vận động hộ hiến đất", review.Done), pledge("Dự đủ các kỳ sinh hoạt", ""), {Kind: review.TaskItem, Text: "Rà soát hộ nghèo", Mark: review.NotDone},
			}, Answers: review.Answers{Conduct: review.Found, ConductNote: "Lời riêng"}},
			{FullName: "Lê Thị Cẩm", MembershipState: "exempt"},
			{FullName: "Võ Thị Đẹp", MembershipState: "active"},
		},
	}
}

func TestACardHoldsOnesOwnPromisesAndNothingElse(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		blank    bool
		has, not []string
	}{
		"filled": {false, []string{
			"ĐIỀU TÔI ĐÃ HỨA", "Tháng 11/2026", "<b>Nguyễn Văn An</b>, Chi bộ ấp Tân Lộc", "Vận động hộ hiến đất", "chỉ tiêu 5 hộ, hạn 31/12/2026", "<b>Xong</b>",
			"<i>Chưa ghi</i>", "<b>Võ Thị Đẹp</b>", "Không còn lời hứa nào", "the=1&amp;trong=1",
		}, []string{`class="tick"`, "nộp lại chi ủy"}},
		"blank": {true, []string{`<span class="tick">Xong</span>`, "nộp lại chi ủy trước ngày 25/11/2026"}, []string{"<b>Xong</b>", "<i>Chưa ghi</i>"}},
	} {
		var b bytes.Buffer
		if err := Cards(november(), tc.blank).Render(t.Context(), &b); err != nil {
			t.Fatal(err)
		}
		for _, want := range tc.has {
			if !strings.Contains(b.String(), want) {
				t.Errorf("%s: the cards lack %q", name, want)
			}
		}
		for _, not := range append(tc.not, "Lê Thị Cẩm", "Rà soát hộ nghèo", "Chữ riêng", "Lời riêng") {
			if strings.Contains(b.String(), not) {
				t.Errorf("%s: the cards hold %q", name, not)
			}
		}
	}
}
