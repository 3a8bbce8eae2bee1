package imports

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tusoi/web/pagetest"
)

// foreign is a list with headings that nobody could know.
const foreign = "TT;Người;Mốc;Nơi;Ghi\n1;Võ Thị Mới;20/10/1999;Chi bộ ấp Đông;x\n2;Lê Thị Ba;1/1/1980;Chi bộ ấp Tây;\n3;Trần Bốn;1/1/1981;Chi bộ ấp Tây;\n4;Lý Năm;2/1/1981;Chi bộ ấp Tây;\n"

func (b bundle) asked() pagetest.Pages {
	return pagetest.Pages{"GET /nhap-lieu/{run}": b.pages.Show, "GET /nhap-lieu/{run}/cot": b.pages.Columns, "POST /nhap-lieu/{run}/cot": b.pages.Choose}
}

func TestWhoseHeadingsNobodyKnowsIsAskedForOnceAndRemembered(t *testing.T) {
	t.Parallel()
	b := setup(t)
	pages := b.asked()
	w, err := b.do(t, b.Admin, given(t, "tep", "la.csv", []byte(foreign)))
	at := w.Header().Get("Location")
	if err != nil || w.Code != http.StatusSeeOther || !strings.HasSuffix(at, "/cot") {
		t.Fatalf("%d to %q, %v", w.Code, at, err)
	}
	pages.Get(t, b.Admin, at).Check(t, "columns", []string{
		"Chọn cột của la.csv", "B: Người (Võ Thị Mới · Lê Thị Ba · Trần Bốn)", "E: Ghi (x)", "Không có trong tệp", `name="cot-ho-va-ten"`, `name="dong"`, `value="1"`,
	}, []string{"Lý Năm", "Có 1 chỗ"})
	if a := pages.Get(t, b.Admin, strings.TrimSuffix(at, "/cot")); a.Status != http.StatusSeeOther || a.Location != at {
		t.Errorf("the preview of a file that is not understood: %d to %q, %v", a.Status, a.Location, a.Err)
	}
	form := url.Values{"loai": {"dang-vien"}, "trang-tinh": {"Danh sách"}, "dong": {"1"}, "cot-ho-va-ten": {"1"}, "cot-ngay-sinh": {"1"}}
	wrong := pages.Post(t, b.Admin, at, form)
	wrong.Check(t, "two fields of one column", []string{"Có 2 chỗ cần sửa", "đã chọn cho “Họ và tên”", `href="#cot-chi-bo-dang-sinh-hoat"`}, nil)
	if wrong.Status != http.StatusUnprocessableEntity {
		t.Errorf("status %d", wrong.Status)
	}
	form.Set("cot-ngay-sinh", "2")
	form.Set("cot-chi-bo-dang-sinh-hoat", "3")
	if a := pages.Post(t, b.Admin, at, form); a.Err != nil || a.Status != http.StatusSeeOther || a.Location != strings.TrimSuffix(at, "/cot") {
		t.Fatalf("%d to %q, %v", a.Status, a.Location, a.Err)
	}
	pages.Get(t, b.Admin, strings.TrimSuffix(at, "/cot")).Check(t, "preview", []string{
		"Áp dụng 4 dòng", "Các cột đọc theo cách đã chọn", "cột B, “Người”", "Không dùng đến: “TT”, “Ghi”.", "Chọn lại cột",
	}, nil)

	w, err = b.do(t, b.Office, given(t, "tep", "la-nua.csv", []byte(strings.ReplaceAll(foreign, "Mới", "Khác"))))
	if err != nil || strings.HasSuffix(w.Header().Get("Location"), "/cot") {
		t.Fatalf("the next file goes to %q, %v", w.Header().Get("Location"), err)
	}
	pages.Get(t, b.Office, w.Header().Get("Location")).Check(t, "the next file", []string{"Các cột đọc theo cách đã chọn", "Võ Thị Khác", "Áp dụng 4 dòng"}, nil)
	w, err = b.do(t, b.Stranger, given(t, "tep", "la.csv", []byte(foreign)))
	if err != nil || !strings.HasSuffix(w.Header().Get("Location"), "/cot") {
		t.Errorf("another committee knows the headings: %q, %v", w.Header().Get("Location"), err)
	}
}

func TestColumnsThatWereTakenWronglyAreChosenAgain(t *testing.T) {
	t.Parallel()
	b := setup(t)
	pages := b.asked()
	data := []byte("Danh sách của xã\n\nHọ và tên;Ngày sinh;Sinh đúng;Chi bộ đang sinh hoạt\nVõ Thị Mới;1/1/1970;20/10/1999;Chi bộ ấp Đông\n")
	w, err := b.do(t, b.Admin, given(t, "tep", "ds.csv", data))
	if err != nil {
		t.Fatal(err)
	}
	at := w.Header().Get("Location")
	pages.Get(t, b.Admin, at).Check(t, "preview", []string{"Các cột đã đọc", "cột B, “Ngày sinh”", "Không dùng đến: “Sinh đúng”.", at + "/cot?trang-tinh="}, nil)
	pages.Get(t, b.Admin, at+"/cot").Check(t, "columns", []string{`name="dong" value="3"`, `<option value="1" selected>B: Ngày sinh (1/1/1970)`}, nil)
	pages.Get(t, b.Admin, at+"/cot?loai=to-chuc&dong=4").Check(t, "as units, from another row", []string{"Tên tổ chức đảng", "A: Võ Thị Mới (trống)"}, []string{"Họ và tên</label>"})
	a := pages.Post(t, b.Admin, at+"/cot", url.Values{"loai": {"dang-vien"}, "dong": {"3"}, "cot-ho-va-ten": {"0"}, "cot-ngay-sinh": {"2"},
		"cot-chi-bo-dang-sinh-hoat": {"3"}, "cot-so-cccd": {"99"}, "cot-la": {"1"}})
	if a.Err != nil || a.Location != at {
		t.Fatalf("%d to %q, %v\n%s", a.Status, a.Location, a.Err, a.Body)
	}
	pages.Get(t, b.Admin, at).Check(t, "chosen", []string{"cột C, “Sinh đúng”", "Không dùng đến: “Ngày sinh”."}, nil)
	for _, target := range []string{"/cot?trang-tinh=xyz", "/cot?dong=21"} {
		if got := pages.Get(t, b.Admin, at+target); got.Err == nil {
			t.Errorf("%s: %d", target, got.Status)
		}
	}
}
