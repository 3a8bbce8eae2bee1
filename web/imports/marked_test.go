package imports

import (
	"bytes"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
)

func TestTheFileComesBackWithItsFaultsAsLongAsItWaits(t *testing.T) {
	t.Parallel()
	b := setup(t)
	w, err := b.do(t, b.Admin, given(t, "tep", "Danh sách \"xã Một\".xlsx", members(t, "1|Võ Thị Mới|||20/10/1999||Chi bộ ấp Đông||", "2|Lê Sai|||31/02/1980||Chi bộ ấp Đông||")))
	if err != nil {
		t.Fatal(err)
	}
	at := w.Header().Get("Location")
	page, err := b.get(t, b.Admin, at)
	if err != nil {
		t.Fatal(err)
	}
	check(t, "preview", page, []string{at + "/tep-loi", "Tải tệp có ghi chú lỗi (.xlsx)"}, nil)
	w, err = b.do(t, b.Office, httptest.NewRequest(http.MethodGet, at+"/tep-loi", nil))
	if err != nil {
		t.Fatal(err)
	}
	kind, params, err := mime.ParseMediaType(w.Header().Get("Content-Disposition"))
	if err != nil || kind != "attachment" || params["filename"] != "Danh sách \"xã Một\"-ket-qua.xlsx" {
		t.Errorf("to be saved as %q %v, %v", kind, params, err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(w.Body.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("Sheet1")
	if err != nil || rows[0][9] != "Kết quả" || rows[1][9] != "Thêm mới" || rows[2][9] != "Có lỗi" || !strings.Contains(rows[2][10], "Ngày sinh: “31/02/1980”") {
		t.Errorf("%v: %q", err, rows)
	}
	apply := httptest.NewRequest(http.MethodPost, at+"/ap-dung", strings.NewReader(url.Values{"dau": {fingerprint.FindStringSubmatch(page)[1]}}.Encode()))
	apply.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if _, err := b.do(t, b.Admin, apply); err != nil {
		t.Fatal(err)
	}
	if _, err := b.get(t, b.Admin, at+"/tep-loi"); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("of a file that was applied: %v", err)
	}
	for who, want := range map[*authz.Actor]apperr.Kind{&b.Leader: apperr.KindForbidden, &b.Stranger: apperr.KindNotFound} {
		if _, err := b.get(t, *who, at+"/tep-loi"); apperr.KindOf(err) != want {
			t.Errorf("%s: %v", who.Name, err)
		}
	}
}
