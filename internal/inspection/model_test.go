package inspection_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/inspection"
	"tusoi/internal/worldtest"
)

func (b bench) registration() inspection.Registration {
	return inspection.Registration{UnitID: b.Cell.ID, Year: 2026, RegisteredOn: worldtest.Date(2026, 1, 20)}
}

func TestARegistrationIsRefusedInWordsForEverythingThatIsWrongWithIt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	lose := func(on time.Time, why string) func(*inspection.Registration) {
		return func(r *inspection.Registration) { r.LostOn, r.LostReason = on, why }
	}
	recognise := func(on time.Time, number string) func(*inspection.Registration) {
		return func(r *inspection.Registration) { r.RecognisedOn, r.RecognisedNumber = on, number }
	}
	for name, tc := range map[string]struct {
		change      func(*inspection.Registration)
		as          authz.Actor
		field, want string
	}{
		"of an organisation":        {func(r *inspection.Registration) { r.UnitID = b.Org.ID }, b.Grassroots, "unit", "do chi bộ đăng ký"},
		"registered tomorrow":       {func(r *inspection.Registration) { r.RegisteredOn = worldtest.Date(2026, 11, 21) }, b.Secretary, "on", "sau hôm nay"},
		"registered a year before":  {func(r *inspection.Registration) { r.RegisteredOn = worldtest.Date(2025, 9, 30) }, b.Secretary, "on", "quý IV năm 2025"},
		"registered after its year": {func(r *inspection.Registration) { r.Year = 2025 }, b.Secretary, "on", "hết năm 2025"},
		"of no year":                {func(r *inspection.Registration) { r.Year = 26 }, b.Secretary, "year", "từ 2010 đến 2027"},
		"lost before it began":      {lose(worldtest.Date(2026, 1, 19), "không làm đủ"), b.Secretary, "lost", "trước ngày đăng ký"},
		"lost tomorrow":             {lose(worldtest.Date(2026, 11, 21), "không làm đủ"), b.Secretary, "lost", "sau hôm nay"},
		"lost without why":          {lose(worldtest.Date(2026, 5, 19), ""), b.Secretary, "lost-reason", "Ghi lý do"},
		"why without a day":         {lose(time.Time{}, "không làm đủ"), b.Secretary, "lost", "Ghi cả ngày"},
		"why names a member":        {lose(worldtest.Date(2026, 5, 19), "do đồng chí trần thị bình vi phạm"), b.Secretary, "lost-reason", "không ghi tên"},
		"lost by discipline, typed": {lose(worldtest.Date(2026, 5, 19), "Có đảng viên vi phạm đến mức xử lý kỷ luật"), b.Secretary, "lost-reason", "cổng tự ghi"},
		"recognised by the cell":    {recognise(worldtest.Date(2026, 11, 1), "31-QĐ/HU"), b.Secretary, "recognised-number", "Ủy ban Kiểm tra hoặc"},
		"recognised while lost": {func(r *inspection.Registration) {
			lose(worldtest.Date(2026, 5, 19), "không làm đủ")(r)
			recognise(worldtest.Date(2026, 11, 1), "31-QĐ/HU")(r)
		}, b.Office, "recognised-number", "không công nhận được"},
		"recognised before it began": {recognise(worldtest.Date(2026, 1, 1), "31-QĐ/HU"), b.Office, "recognised", "trước ngày đăng ký"},
		"recognised without a day":   {recognise(time.Time{}, "31-QĐ/HU"), b.Inspector, "recognised", "Ghi ngày"},
		"outside the scope":          {func(r *inspection.Registration) { r.UnitID = b.Far.ID }, b.Grassroots, "unit", "không có trong phạm vi"},
	} {
		r := b.registration()
		tc.change(&r)
		_, err := b.Register().Add(context.Background(), tc.as, key(1), r)
		fields := apperr.FieldsOf(err)
		if apperr.KindOf(err) != apperr.KindInvalid || len(fields) == 0 || fields[0].Name != tc.field || !strings.Contains(fields[0].Msg, tc.want) {
			t.Errorf("%s: %v %v; want “%s” at %s", name, err, fields, tc.want, tc.field)
		}
	}
}

// What is known of a discipline is that the model is lost: its day only to who may read the book of discipline, its member to nobody.
func TestALossByDisciplineTellsNobodysNameAndItsDayToFew(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	id, err := b.Register().Add(ctx, b.Secretary, key(1), b.registration())
	if err != nil {
		t.Fatal(err)
	}
	worldtest.Exec(t, b.tx, `INSERT INTO disciplines (committee_id, unit_id, member_id, form, summary, decided_on) VALUES (@c, @u, @m, 'warning', 'Đánh bạc', '2026-05-19')`,
		pgx.StrictNamedArgs{"c": b.Committee, "u": b.Cell.ID, "m": b.Members[b.Cell.ID][1]})
	scope, err := b.Inspector.Scope(authz.DisciplineWrite)
	if err != nil {
		t.Fatal(err)
	}
	if err := inspection.DisciplinedTx(ctx, b.tx, scope, []int64{b.Cell.ID, b.Cell.ID}, []int32{2026, 2026}); err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		as   authz.Actor
		told bool
	}{"secretary": {b.Secretary, false}, "office": {b.Office, false}, "leader": {b.Leader, false}, "board": {b.Inspector, true}, "directly above": {b.Grassroots, true}} {
		r, err := b.Registration(ctx, tc.as, id)
		text, _ := json.Marshal(r)
		if err != nil || r.Standing != inspection.Lost || !strings.Contains(r.Why(), "Có đảng viên vi phạm") || strings.Contains(string(text)+r.Why(), "Bình") || strings.Contains(string(text), "bạc") {
			t.Errorf("%s: %s %s, %v", name, text, r.Why(), err)
		}
		if (r.DisciplinedOn != nil) != tc.told || strings.Contains(string(text), "2026-05-19") != tc.told || strings.Contains(r.Why(), "19/05/2026") != tc.told {
			t.Errorf("%s is told the day: %s %s", name, text, r.Why())
		}
	}
	r := b.registration()
	r.RecognisedOn, r.RecognisedNumber = worldtest.Date(2026, 11, 2), "31-QĐ/HU"
	if err := b.Register().Amend(ctx, b.Office, id, 1, r, "Công nhận cuối năm"); !strings.Contains(apperr.FieldsOf(err)[0].Msg, "không công nhận được") {
		t.Errorf("recognised though disciplined: %v", err)
	}
	late := b.registration()
	late.Year, late.RegisteredOn = 2026, worldtest.Date(2026, 2, 2)
	if err := b.Register().Drop(ctx, b.Secretary, id, 1, "Ghi lại từ đầu"); err != nil {
		t.Fatal(err)
	}
	if id, err = b.Register().Add(ctx, b.Secretary, key(2), late); err != nil {
		t.Fatal(err)
	}
	if r, err := b.Registration(ctx, b.Secretary, id); err != nil || r.Standing != inspection.Lost {
		t.Errorf("registered anew after the discipline: %+v, %v", r, err)
	}
}

func TestManyCellsRegisterAndAreRecognisedAtOnceOrNot(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	on := worldtest.Date(2026, 1, 20)
	cells := []int64{b.Cell.ID, b.Sister.ID}
	if n, err := b.RegisterMany(ctx, b.Grassroots, 2026, on, cells); err != nil || n != 2 {
		t.Fatal(n, err)
	}
	if n, err := b.RegisterMany(ctx, b.Grassroots, 2026, on, cells); err != nil || n != 0 {
		t.Errorf("sent twice: %d, %v", n, err)
	}
	if _, err := b.RegisterMany(ctx, b.Office, 2026, worldtest.Date(2026, 2, 1), []int64{b.Far.ID, b.Cell.ID}); !strings.Contains(apperr.FieldsOf(err)[0].Msg, b.Cell.Name+": Chi bộ đã đăng ký") {
		t.Errorf("one is there already: %v", err)
	}
	if _, err := b.RegisterMany(ctx, b.Grassroots, 2026, on, []int64{b.Far.ID}); err == nil {
		t.Error("a cell outside the scope is registered")
	}
	if _, err := b.RegisterMany(ctx, b.Grassroots, 2026, on, nil); apperr.FieldsOf(err)[0].Name != "cells" {
		t.Errorf("nobody: %v", err)
	}
	year, err := b.Year(ctx, b.Office, 0, 2026)
	if err != nil || len(year) != 5 {
		t.Fatal(year, err)
	}
	var ids []int64
	var ours int64
	for _, c := range year {
		if c.CellID == b.Cell.ID {
			ours = c.ID
		}
		if (c.ID != 0) != (c.CellID == b.Cell.ID || c.CellID == b.Sister.ID) || c.ID != 0 && c.Standing != inspection.Holding {
			t.Errorf("%+v", c)
		}
		if c.ID != 0 {
			ids = append(ids, c.ID)
		}
	}
	if _, err := b.Recognise(ctx, b.Grassroots, "31-QĐ/HU", worldtest.Date(2026, 11, 2), ids); !strings.Contains(apperr.FieldsOf(err)[0].Msg, "Ủy ban Kiểm tra hoặc") {
		t.Errorf("recognised by a part of the committee: %v", err)
	}
	if n, err := b.Recognise(ctx, b.Inspector, "31-QĐ/HU", worldtest.Date(2026, 11, 2), ids); err != nil || n != 2 {
		t.Fatal(n, err)
	}
	if n, err := b.Recognise(ctx, b.Inspector, "31-QĐ/HU", worldtest.Date(2026, 11, 2), ids); err != nil || n != 0 {
		t.Errorf("sent twice: %d, %v", n, err)
	}
	list, err := b.Registrations(ctx, b.Leader, inspection.ModelFilter{Year: 2026, Standing: inspection.Recognised})
	if err != nil || list.Total != 2 || list.Rows[0].RecognisedNumber != "31-QĐ/HU" || list.Rows[0].Version != 2 {
		t.Errorf("%+v, %v", list, err)
	}
	r := b.registration()
	r.RecognisedOn, r.RecognisedNumber = list.Rows[0].RecognisedOn, list.Rows[0].RecognisedNumber
	r.RegisteredOn = worldtest.Date(2026, 1, 21)
	if err := b.Register().Amend(ctx, b.Secretary, ours, 2, r, "Sửa ngày đăng ký"); err != nil {
		t.Errorf("the cell amends what it may and leaves the decision: %v", err)
	}
	r.RecognisedOn, r.RecognisedNumber = time.Time{}, ""
	if err := b.Register().Amend(ctx, b.Secretary, ours, 3, r, "Bỏ quyết định"); err == nil {
		t.Error("the cell takes the decision away")
	}
	for _, a := range []authz.Actor{b.FarSecretary, b.Stranger} {
		if list, err := b.Registrations(ctx, a, inspection.ModelFilter{}); err != nil || list.Total != 0 {
			t.Errorf("%s sees %d, %v", a.Name, list.Total, err)
		}
	}
}
