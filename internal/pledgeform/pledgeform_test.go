package pledgeform_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/pledgeform"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
)

const key = "7b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a3c"

func setup(t *testing.T) (*pledgeform.Service, worldtest.World, pgx.Tx) {
	t.Helper()
	tx := pgtest.Tx(t)
	return &pledgeform.Service{DB: tx, Now: worldtest.Clock}, worldtest.New(t, tx), tx
}

func TestAPastYearKeepsItsHeadings(t *testing.T) {
	t.Parallel()
	s, w, tx := setup(t)
	ctx := context.Background()
	w.PledgeItem(t, tx, w.Cell, w.Members[w.Cell.ID][1], 2026, "Vận động 5 hộ hiến đất")
	four := pledgeform.Form{Year: 2026, Headings: pledgeform.Four(), Documents: pledgeform.Grounds()}
	if err := s.Save(ctx, w.Office, four); apperr.KindOf(err) != apperr.KindInvalid {
		t.Errorf("headings taken away from under a sheet: %v, want Invalid", err)
	}
	four.Year = 2027
	four.Headings = append(four.Headings, pledgeform.Heading{Title: "  Nêu gương của gia đình "}, pledgeform.Heading{})
	if err := s.Save(ctx, w.Office, four); err != nil {
		t.Fatal(err)
	}
	for year, want := range map[int]int{2025: 7, 2026: 7, 2027: 5, 2030: 5} {
		form, err := pledgeform.On(ctx, tx, w.Committee, year)
		if err != nil || len(form.Headings) != want {
			t.Errorf("%d: %d headings, %v; want %d", year, len(form.Headings), err, want)
		}
	}
	form, err := s.Of(ctx, w.Office, 2027)
	if err != nil || form.Headings[4].Title != "Nêu gương của gia đình" || form.Headings[4].Key == "" || form.Frozen {
		t.Fatalf("2027: %+v, %v", form, err)
	}
	form.Documents = []pledgeform.Document{{Number: "08-NQ/HU", On: "2027", Title: "Nghị quyết của huyện"}, {}, {Title: "Chỉ có tên"}, {Number: "9-QĐ"}}
	if fields := apperr.FieldsOf(s.Save(ctx, w.Office, form)); len(fields) != 1 || fields[0].Name != "t3" {
		t.Errorf("a document without a name: %v", fields)
	}
	form.Documents = form.Documents[:3]
	if err := s.Save(ctx, w.Office, form); err != nil {
		t.Fatal(err)
	}
	form.Headings = pledgeform.Seven()
	if err := s.Save(ctx, w.Office, form); apperr.KindOf(err) != apperr.KindConflict {
		t.Errorf("from an older page: %v, want Conflict", err)
	}
	if other, err := pledgeform.On(ctx, tx, w.Stranger.Committee, 2027); err != nil || len(other.Headings) != 7 {
		t.Errorf("another committee has %d headings, %v", len(other.Headings), err)
	}
	for name, actor := range map[string]authz.Actor{"grassroots": w.Grassroots, "secretary": w.Secretary, "leader": w.Leader} {
		if err := s.Save(ctx, actor, four); apperr.KindOf(err) != apperr.KindForbidden {
			t.Errorf("%s: %v, want Forbidden", name, err)
		}
	}
}

func TestASuggestionReachesItsBranchAndNoOther(t *testing.T) {
	t.Parallel()
	s, w, tx := setup(t)
	ctx := context.Background()
	draft := pledgeform.Draft{UnitID: w.Org.ID, Year: 2026, Heading: "duty", Content: "Giúp một hộ nghèo trong ấp", Target: "1 hộ", FormKey: key}
	for range 2 { // the same form sent twice
		if err := s.Suggest(ctx, w.Grassroots, draft); err != nil {
			t.Fatal(err)
		}
	}
	draft.UnitID, draft.Content, draft.FormKey = w.Root.ID, "Học đủ bốn chuyên đề", "7b1f0c1e-9a55-4c1e-9f3e-0d7f6f1b2a3d"
	if err := s.Suggest(ctx, w.Grassroots, draft); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("a branch suggests for the whole committee: %v, want NotFound", err)
	}
	if err := s.Suggest(ctx, w.Office, draft); err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		actor authz.Actor
		cell  int64
		want  int
	}{
		"under it": {w.Secretary, w.Cell.ID, 2}, "sister under it": {w.SisterSecretary, w.Sister.ID, 2},
		"another branch": {w.FarSecretary, w.Far.ID, 1}, "a cell that is not one's own": {w.Secretary, w.Sister.ID, 0},
	} {
		scope, err := tc.actor.Scope(authz.PledgeWrite)
		if err != nil {
			t.Fatal(err)
		}
		if list, err := pledgeform.ForCell(ctx, tx, scope, tc.cell); err != nil || len(list) != tc.want {
			t.Errorf("%s: %d suggestions, %v; want %d", name, len(list), err, tc.want)
		}
	}
	list, err := s.List(ctx, w.Grassroots)
	if err != nil || len(list) != 2 || list[0].Mine || !list[1].Mine {
		t.Fatalf("the branch's list: %+v, %v; want the committee's first, not to be changed", list, err)
	}
	if err := s.Withdraw(ctx, w.Grassroots, list[0].ID); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("a branch withdraws the committee's: %v, want NotFound", err)
	}
	if err := s.Withdraw(ctx, w.Stranger, list[1].ID); apperr.KindOf(err) != apperr.KindNotFound {
		t.Errorf("a stranger withdraws: %v, want NotFound", err)
	}
	if err := s.Withdraw(ctx, w.Office, list[1].ID); err != nil {
		t.Fatal(err)
	}
	if list, err = s.List(ctx, w.Grassroots); err != nil || len(list) != 1 {
		t.Errorf("after withdrawing: %+v, %v", list, err)
	}
	if err := s.Suggest(ctx, w.Secretary, draft); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("a secretary suggests: %v, want Forbidden", err)
	}
	draft.Heading, draft.Content = "không có", "x"
	if fields := apperr.FieldsOf(s.Suggest(ctx, w.Office, draft)); len(fields) != 2 {
		t.Errorf("wrong fields: %v, want heading and content", fields)
	}
}
