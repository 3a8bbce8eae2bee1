package packets_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/worldtest"
	"tusoi/web/kit"
)

const said = "Đến từng nhà ở tổ bốn vận động, ba hộ đồng ý lùi hàng rào, còn hộ ông Sáu chờ con trai về."

// An of the first cell and Bình of the school wrote the same; each is shown to who may read it, and sending waits for nothing.
func TestAPacketShowsWhatToReadClosely(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for i, cell := range []worldtest.Unit{b.Cell, b.GrassCell} {
		args := pgx.StrictNamedArgs{"c": b.Committee, "cell": cell.ID, "m": b.Members[cell.ID][i], "note": said + []string{"", " Riêng của trường."}[i]}
		worldtest.Exec(t, b.tx, `INSERT INTO reviews (committee_id, cell_id, member_id, month, updated_at, updated_by)
			VALUES (@c, @cell, @m, '2026-11-01', now(), 'thử')`, pgx.StrictNamedArgs{"c": b.Committee, "cell": cell.ID, "m": b.Members[cell.ID][i]})
		worldtest.Exec(t, b.tx, `INSERT INTO marks (committee_id, cell_id, member_id, month, item_kind, item_id, mark, note, updated_at, updated_by)
			VALUES (@c, @cell, @m, '2026-11-01', 'pledge', 7, 'on_track', @note, now(), 'thử')`, args)
	}
	for _, tc := range []struct {
		actor      authz.Actor
		has, lacks []string
	}{
		{b.Grassroots, []string{"Cần đọc kỹ", "bài ở một chi bộ khác", said, "Máy chỉ so chữ"}, []string{"Riêng của trường", b.GrassCell.Name}},
		{b.Office, []string{"Cần đọc kỹ", "bài của Trần Thị Bình, " + b.GrassCell.Name, "Riêng của trường"}, nil},
	} {
		w, err := b.ask(tc.actor, http.MethodGet, kit.PacketPath(b.Cell.ID, november), nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range tc.has {
			if !strings.Contains(w.Body.String(), s) {
				t.Errorf("%s: the page lacks %q", tc.actor.Name, s)
			}
		}
		for _, s := range tc.lacks {
			if strings.Contains(w.Body.String(), s) {
				t.Errorf("%s: the page has %q", tc.actor.Name, s)
			}
		}
	}
	if w, err := b.ask(b.Grassroots, http.MethodPost, kit.PacketPath(b.Cell.ID, november)+"/duyet", nil); err != nil || w.Code != http.StatusSeeOther {
		t.Errorf("approving what is pointed out: %d, %v", w.Code, err)
	}
}
