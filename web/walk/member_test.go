package walk

import (
	"fmt"
	"testing"

	"tusoi/web/kit"
)

// The office transfers a member from one cell to another in one step; both secretaries read of it on their first page.
func TestAMemberIsTransferredAndBothSecretariesSeeIt(t *testing.T) {
	t.Parallel()
	w := theWorld(t)
	cell := w.mainCell(t)
	for i, width := range widths {
		t.Run(fmt.Sprintf("at %d px", width), func(t *testing.T) {
			member := w.id(t, fmt.Sprintf(`SELECT s.member_id FROM memberships s JOIN members m ON m.committee_id = s.committee_id AND m.id = s.member_id
				WHERE s.unit_id = $1 AND s.valid_to IS NULL AND s.kind = 'work' AND s.state = 'active' AND m.party_post = '' ORDER BY s.member_id DESC OFFSET %d LIMIT 1`, i), cell)
			b := w.open(t, width)
			b.signIn("vanphong")
			b.visit(kit.MemberPath(member))
			b.look("member")
			b.follow(kit.MemberStepPath(member, "sua"))
			b.look("member-edit")
			b.visit(kit.MemberPath(member))
			b.follow(kit.MemberStepPath(member, "chuyen"))
			b.choose("cell", "Chi bộ ấp An Phước, xã An Thới – Đảng ủy xã An Thới")
			b.look("member-transfer")
			b.fill("reason", "GT 12")
			b.setDate("day", thisMonth.Next().Start())
			b.press("Chuyển chi bộ")
			b.says("main", "Đã ghi việc chuyển chi bộ")
			b.look("member-transferred")
			for _, login := range []string{"tanloc", "anphuoc"} {
				c := w.open(t, width)
				c.signIn(login)
				c.says("main", "Đến và đi trong 30 ngày qua", "01/12/2026")
				c.look("home-moved-" + login)
			}
			b.visit(kit.MilestonePath)
			b.look("milestones")
			b.visit(kit.NewMemberPath)
			b.look("member-new")
		})
	}
}
