package remedies

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"net/url"
	"strings"
	"testing"

	"tusoi/internal/apperr"
	"tusoi/internal/attachment/content"
	"tusoi/internal/authz"
	"tusoi/internal/remedy"
	"tusoi/web/filepiece"
	"tusoi/web/kit"
	"tusoi/web/pagetest"
)

var aPDF = pagetest.File{Name: "Biên bản số 12.pdf", Data: []byte("%PDF-1.4\n%%EOF\n")}

func photo(t *testing.T, name string, grey uint8) pagetest.File {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 32, 32))
	for i := range img.Pix {
		img.Pix[i] = color.Gray{grey}.Y
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return pagetest.File{Name: name, Data: b.Bytes()}
}

// file is the address of the only file on a remedy's page.
func (b bundle) file(t *testing.T, actor authz.Actor, at string) string {
	t.Helper()
	_, rest, found := strings.Cut(b.Get(t, actor, at).Body, `href="`+at+`/tep/`)
	id, _, _ := strings.Cut(rest, `"`)
	if !found {
		t.Fatalf("no file at %s", at)
	}
	return at + "/tep/" + id
}

func TestEvidenceIsGivenAndFetchedAsAFileAndNothingElse(t *testing.T) {
	t.Parallel()
	b := setup(t)
	at := b.opened(t, b.w.Grassroots, b.form())
	b.Get(t, b.w.Secretary, at).Check(t, "before", []string{"Minh chứng", `type="file"`, "multiple", `enctype="multipart/form-data"`, `accept=".pdf,`}, nil)
	for range 2 { // the form is sent twice
		if a := b.Send(t, b.w.Secretary, at+"/tep", filepiece.Field, aPDF); a.Err != nil || a.Status != 303 || a.Location != at {
			t.Fatalf("%d to %s, %v", a.Status, a.Location, a.Err)
		}
	}
	page := b.Get(t, b.w.Grassroots, at)
	page.Check(t, "above", []string{"Biên bản số 12.pdf", "PDF, 15 B", "Bí thư ấp Đông, ", "Thêm tệp: Biên bản số 12.pdf"}, []string{`type="file"`, "Bỏ tệp"})
	if n := strings.Count(page.Body, "/tep/"); n != 1 {
		t.Errorf("%d links to files, want one", n)
	}
	file := b.file(t, b.w.Secretary, at)
	a := b.Get(t, b.w.Grassroots, file)
	if a.Err != nil || a.Body != string(aPDF.Data) {
		t.Errorf("fetched: %d, %v", a.Status, a.Err)
	}
	for name, want := range map[string]string{
		"Content-Type": "application/pdf", "Content-Disposition": `attachment; filename="bien ban so 12.pdf"; filename*=utf-8''Bi%C3%AAn%20b%E1%BA%A3n%20s%E1%BB%91%2012.pdf`,
		"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox", "Cache-Control": "private, no-store",
	} {
		if got := a.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	for name, who := range map[string]struct {
		actor authz.Actor
		kind  apperr.Kind
	}{"a sister": {b.w.SisterSecretary, apperr.KindNotFound}, "too high": {b.w.Office, apperr.KindForbidden}, "another committee": {b.w.Stranger, apperr.KindNotFound}} {
		if a := b.Get(t, who.actor, file); apperr.KindOf(a.Err) != who.kind {
			t.Errorf("%s: %d, %v", name, a.Status, a.Err)
		}
		if a := b.Send(t, who.actor, at+"/tep", filepiece.Field, aPDF); a.Err == nil {
			t.Errorf("%s gives: %d", name, a.Status)
		}
	}
	b.Get(t, b.w.Office, at).Check(t, "too high", nil, []string{"Biên bản số 12", "/tep"})
}

func TestWhatIsWrongWithFilesIsSaidBesideTheField(t *testing.T) {
	t.Parallel()
	b := setup(t)
	at := b.opened(t, b.w.Grassroots, b.form())
	large := pagetest.File{Name: "Phim.pdf", Data: make([]byte, content.MaxSize+1)}
	for name, tc := range map[string]struct {
		files []pagetest.File
		words string
	}{
		"none":      {nil, "Chưa có tệp nào"},
		"unnamed":   {[]pagetest.File{{}}, "Chưa có tệp nào"},
		"liar":      {[]pagetest.File{aPDF, {Name: "ảnh.jpg", Data: aPDF.Data}}, "Tệp “ảnh.jpg” có đuôi .jpg nhưng nội dung là PDF"},
		"secret":    {[]pagetest.File{{Name: "Mật 05.pdf", Data: aPDF.Data}}, "có chữ MẬT trong tên"},
		"large":     {[]pagetest.File{large}, "Tệp “Phim.pdf” nặng quá 5 MB"},
		"many":      {[]pagetest.File{aPDF, aPDF, aPDF, aPDF, aPDF}, "nhiều nhất 4 tệp"},
		"too large": {[]pagetest.File{large, large, large, large, large, large, large, large}, "nặng quá"},
	} {
		a := b.Send(t, b.w.Secretary, at+"/tep", filepiece.Field, tc.files...)
		a.Check(t, name, []string{tc.words, `href="#tep"`, "Lỗi:", `aria-invalid="true"`}, []string{"/tep/"})
		if a.Status != 422 {
			t.Errorf("%s: %d", name, a.Status)
		}
	}
	if a := b.Post(t, b.w.Secretary, at+"/tep", url.Values{"tep": {"x"}}); a.Status != 422 {
		t.Errorf("no form with files: %d, %v", a.Status, a.Err)
	}
}

func TestAFileIsTakenAwayWithAReasonUntilTheRemedyIsVerified(t *testing.T) {
	t.Parallel()
	b := setup(t)
	at := b.opened(t, b.w.Grassroots, b.form())
	own := strings.Replace(at, kit.RemediesPath, kit.OwnRemediesPath, 1)
	if a := b.Send(t, b.w.Member, own+"/tep", filepiece.Field, photo(t, "anh.jpg", 10)); a.Err != nil || a.Location != own {
		t.Fatalf("a member's own: %d to %s, %v", a.Status, a.Location, a.Err)
	}
	mine := b.file(t, b.w.Member, own)
	if a := b.Get(t, b.w.Member, mine); a.Err != nil || a.Header.Get("Content-Type") != "image/jpeg" {
		t.Errorf("a member fetches: %v", a.Err)
	}
	field := "ly-do-bo-" + mine[strings.LastIndex(mine, "/")+1:]
	b.Post(t, b.w.Member, mine+"/bo", url.Values{field: {"x"}}).Check(t, "no reason", []string{`href="#` + field + `"`, "Ghi lý do bỏ tệp", `value="x"`}, nil)
	if a := b.Post(t, b.w.Member, mine+"/bo", url.Values{field: {"Chụp bị mờ"}}); a.Err != nil || a.Location != own {
		t.Errorf("dropped: %d, %v", a.Status, a.Err)
	}
	b.Get(t, b.w.Member, own).Check(t, "dropped", []string{"Bỏ tệp: anh.jpg", "Lý do: Chụp bị mờ"}, []string{"/tep/"})
	if a := b.Send(t, b.w.Secretary, at+"/tep", filepiece.Field, aPDF); a.Err != nil {
		t.Fatal(a.Err)
	}
	theirs := b.file(t, b.w.Member, own)
	b.Get(t, b.w.Member, own).Check(t, "the secretary's", []string{"Biên bản số 12.pdf"}, []string{"Bỏ tệp này"})
	if a := b.Post(t, b.w.Member, theirs+"/bo", url.Values{"ly-do-bo-" + theirs[strings.LastIndex(theirs, "/")+1:]: {"Không thích tệp này"}}); apperr.KindOf(a.Err) != apperr.KindForbidden {
		t.Errorf("a member drops the secretary's: %d, %v", a.Status, a.Err)
	}
	ctx, id := context.Background(), number(at[strings.LastIndex(at, "/")+1:])
	if _, err := b.Remedy.Report(ctx, b.w.Secretary, id, remedy.Evidence{Result: "Đã góp ý đủ các kỳ"}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Remedy.Verify(ctx, b.w.Grassroots, id); err != nil {
		t.Fatal(err)
	}
	if a := b.Send(t, b.w.Secretary, at+"/tep", filepiece.Field, photo(t, "b.jpg", 20)); apperr.KindOf(a.Err) != apperr.KindConflict {
		t.Errorf("after it was verified: %d, %v", a.Status, a.Err)
	}
	b.Get(t, b.w.Secretary, at).Check(t, "verified", []string{"Biên bản số 12.pdf"}, []string{`type="file"`, "Bỏ tệp này"})
}
