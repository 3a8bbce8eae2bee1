package intake_test

import (
	"context"
	"testing"

	"tusoi/internal/apperr"
	"tusoi/internal/intake/compare"
	"tusoi/internal/intake/workbook"
	"tusoi/internal/vi/legacy"
)

// oldList is a list as an office kept it for twenty years: names in TCVN3, cells and posts in VNI, headings in TCVN3.
func oldList(t *testing.T) []byte {
	t.Helper()
	return book(t, "STT|Hä vµ tªn|Ngµy sinh|Chi bé ®ang sinh ho¹t|Chøc vô §¶ng|Chøc vô chÝnh quyÒn",
		[]string{"1", "NguyÔn V¨n §óng", "01/02/1980", "Chi boä aáp Ñoâng", "Bí thö", "Tröôûng aáp"},
		[]string{"2", "TrÇn ThÞ M\u00adêi", "1981", "Chi boä aáp Ñoâng", "", ""},
		[]string{"3", "Ph¹m Thµnh Ph\u00ad¬ng", "1982", "Chi boä aáp Taây", "Chi uûy vieân", "Chuû tòch UBND xaõ"},
		[]string{"4", "Lª ThÞ Mêng", "1983", "Chi boä aáp Taây", "", ""}, // the soft hyphen of Mường was lost on the way
	)
}

func TestAListInTheOldFontsIsReadColumnByColumn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	run, plan := b.preview(t, oldList(t))
	if run.Added != 4 || run.Refused != 0 {
		t.Fatalf("%+v\n%+v", run, plan.Rows)
	}
	for i, want := range []string{"Nguyễn Văn Đúng", "Trần Thị Mười", "Phạm Thành Phương", "Lê Thị Mờng"} {
		if plan.Rows[i].Name != want {
			t.Errorf("row %d is %q, want %q", i+1, plan.Rows[i].Name, want)
		}
	}
	if notes := plan.Rows[3].Notes; len(notes) != 1 || plan.Rows[0].Notes != nil {
		t.Errorf("of what was lost it says %q", notes)
	}
	how := map[string]legacy.Encoding{}
	for _, s := range plan.Spellings {
		if s.Changed > 0 {
			how[s.Field] = s.Encoding
		}
	}
	if how["Họ và tên"] != legacy.TCVN3 || how["Chi bộ đang sinh hoạt"] != legacy.VNI || how["Chức vụ chính quyền"] != legacy.VNI {
		t.Errorf("read as %v", how)
	}
}

func TestAPersonDecidesHowAColumnIsWritten(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	run, _ := b.preview(t, oldList(t))
	// Read as it stands, the names are in letters that no Vietnamese text has.
	if err := b.Spell(ctx, b.Admin, run.ID, workbook.Encodings{"ho va ten": legacy.Unicode}); err != nil {
		t.Fatal(err)
	}
	got, plan, err := b.Plan(ctx, b.Admin, run.ID)
	if err != nil || got.Refused != 4 || plan.Count(compare.Refused) != 4 {
		t.Errorf("as Unicode: %+v, %v", got, err)
	}
	if err := b.Spell(ctx, b.Admin, run.ID, workbook.Encodings{"ho va ten": legacy.TCVN3}); err != nil {
		t.Fatal(err)
	}
	if got, plan, err = b.Plan(ctx, b.Admin, run.ID); err != nil || got.Added != 4 || !plan.Spellings[0].Said {
		t.Errorf("as TCVN3: %+v, %v", got, err)
	}
	var told int
	if err := b.tx.QueryRow(ctx, "SELECT count(*) FROM audit_entries WHERE object_kind = 'import' AND object_id = $1 AND summary LIKE 'Chọn bảng mã%'", run.ID).Scan(&told); err != nil || told != 2 {
		t.Errorf("the trail tells of %d choices, %v; want two", told, err)
	}
	if applied, _, err := b.Apply(ctx, b.Admin, run.ID, plan.Fingerprint); err != nil || applied.Added != 4 {
		t.Errorf("applied: %+v, %v", applied, err)
	}
	if err := b.Spell(ctx, b.Admin, run.ID, nil); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("after it was applied: %v", err)
	}
	other, _ := b.preview(t, oldList(t))
	if err := b.Spell(ctx, b.Admin, other.ID, workbook.Encodings{"ho va ten": "viscii"}); apperr.KindOf(err) != apperr.KindInvalid {
		t.Errorf("an encoding that is none: %v", err)
	}
	if err := b.Spell(ctx, b.Secretary, other.ID, nil); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("by a secretary: %v", err)
	}
}
