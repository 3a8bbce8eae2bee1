package discipline_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"strings"
	"testing"

	"tusoi/internal/apperr"
	"tusoi/internal/attachment/content"
	"tusoi/internal/audit"
	"tusoi/internal/authz"
	"tusoi/internal/discipline"
	"tusoi/internal/period"
	"tusoi/internal/worldtest"
)

// Names are read by the inspection board and by the committee directly above the cell, and by nobody else.
func TestNamesAreReadDirectlyAboveAndByTheBoardOnly(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	inCell := b.add(t, b.Inspector, 1, b.draft())
	ofOrg := b.draft()
	ofOrg.UnitID, ofOrg.MemberID, ofOrg.CommitteeMember, ofOrg.Post, ofOrg.Level = b.Org.ID, 0, false, "", discipline.Board
	above := b.add(t, b.Inspector, 2, ofOrg)
	small := b.draft()
	small.UnitID, small.MemberID, small.Level = b.GrassCell.ID, b.Members[b.GrassCell.ID][1], discipline.Board
	inGrassCell := b.add(t, b.Inspector, 3, small)
	for name, tc := range map[string]struct {
		as    authz.Actor
		reads []int64
		want  apperr.Kind // of what is not read
	}{
		"board": {b.Inspector, []int64{inCell, above, inGrassCell}, 0}, "grassroots": {b.Grassroots, []int64{inCell}, apperr.KindNotFound},
		"office": {b.Office, nil, apperr.KindForbidden}, "leader": {b.Leader, nil, apperr.KindForbidden}, "admin": {b.Admin, nil, apperr.KindForbidden},
		"secretary": {b.Secretary, nil, apperr.KindForbidden}, "sister": {b.SisterSecretary, nil, apperr.KindForbidden},
		"member": {b.Member, nil, apperr.KindForbidden}, "stranger": {b.Stranger, nil, apperr.KindForbidden},
	} {
		list, err := b.List(ctx, tc.as, discipline.Filter{})
		if len(tc.reads) > 0 && (err != nil || list.Total != len(tc.reads)) || len(tc.reads) == 0 && apperr.KindOf(err) != tc.want {
			t.Errorf("%s lists %d, %v; want %d", name, list.Total, err, len(tc.reads))
		}
		for _, id := range []int64{inCell, above, inGrassCell} {
			_, err := b.Get(ctx, tc.as, id)
			var reads bool
			for _, r := range tc.reads {
				reads = reads || r == id
			}
			if reads != (err == nil) || !reads && apperr.KindOf(err) != tc.want {
				t.Errorf("%s reads %d: %v", name, id, err)
			}
		}
	}
	other := b.Grassroots
	other.Posts = []authz.Post{{Role: authz.Grassroots, UnitID: b.OtherOrg.ID, Path: b.OtherOrg.Path}}
	if list, err := b.List(ctx, other, discipline.Filter{}); err != nil || list.Total != 0 {
		t.Errorf("the organisation beside lists %d, %v", list.Total, err)
	}
	for query, want := range map[string]int{"binh": 2, "hợp tác xã": 3, "12-QĐ": 3, "100%": 0} {
		f := discipline.Filter{}
		f.Query = query
		if list, err := b.List(ctx, b.Inspector, f); err != nil || list.Total != want {
			t.Errorf("“%s” finds %d, %v; want %d", query, list.Total, err, want)
		}
	}
	for n, f := range map[int]discipline.Filter{2: {Subject: "person"}, 1: {Subject: "unit"}, 0: {Content: "morals"}, 3: {Content: "duty", Form: discipline.Warning, Live: true}} {
		if list, err := b.List(ctx, b.Inspector, f); err != nil || list.Total != n {
			t.Errorf("%+v finds %d, %v", f, list.Total, err)
		}
	}
}

// The trail keeps everything, and gives the administrator, who searches it, neither name nor text nor reason nor place.
func TestTheTrailNamesNobodyToWhomMayNotRead(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	id := b.add(t, b.Grassroots, 1, b.draft())
	d := b.draft()
	d.Summary = "Đánh bạc ăn tiền"
	if err := b.Book().Amend(ctx, b.Grassroots, id, 1, d, "Nhầm với đồng chí Bình khác"); err != nil {
		t.Fatal(err)
	}
	trail := &audit.Service{DB: b.tx}
	rows, err := trail.History(ctx, b.Grassroots, authz.DisciplineRead, "discipline", id)
	if err != nil || len(rows) != 2 || rows[0].Reason != "Nhầm với đồng chí Bình khác" || !strings.Contains(string(rows[0].After), "Đánh bạc") {
		t.Errorf("the history of who may read: %+v, %v", rows, err)
	}
	for _, read := range []authz.Action{authz.RecordRead, authz.UnitRead, authz.DisciplineCount} {
		if rows, err := trail.History(ctx, b.Office, read, "discipline", id); err != nil || len(rows) != 0 {
			t.Errorf("the history by %s: %+v, %v", read, rows, err)
		}
	}
	found, _, err := trail.Search(ctx, b.Admin, audit.Filter{Kind: "discipline"})
	if err != nil || len(found) != 2 {
		t.Fatalf("%+v, %v", found, err)
	}
	text, err := json.Marshal(found)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"Bình", "hợp tác xã", "Đánh bạc", "12-QĐ", b.Cell.Name, "MemberID", "Chi ủy viên"} {
		if strings.Contains(string(text), secret) {
			t.Errorf("the administrator reads “%s”: %s", secret, text)
		}
	}
	for query, want := range map[string]int{"ghi so": 1, "sua trong so": 1, "binh": 0, "ap dong": 0, "bi thu dang uy": 2} {
		if found, _, err := trail.Search(ctx, b.Admin, audit.Filter{Kind: "discipline", Query: query}); err != nil || len(found) != want {
			t.Errorf("“%s” finds %d, %v; want %d", query, len(found), err, want)
		}
	}
	both := b.Admin
	both.Posts = append(both.Posts[:1:1], b.Inspector.Posts...)
	if found, _, err := trail.Search(ctx, both, audit.Filter{Query: "binh khac"}); err != nil || len(found) != 1 || found[0].UnitName != b.Cell.Name {
		t.Errorf("who may read it all finds %+v, %v", found, err)
	}
}

func TestCountsNameNobodyAndNoCell(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	b.add(t, b.Inspector, 1, b.draft())
	d := b.draft()
	d.MemberID, d.Form, d.CommitteeMember, d.Contents, d.DecisionNumber = b.Members[b.Cell.ID][0], discipline.Reprimand, false, []string{"nineteen"}, "13"
	b.add(t, b.Inspector, 2, d)
	d.UnitID, d.MemberID, d.DecisionNumber, d.Level = b.GrassCell.ID, b.Members[b.GrassCell.ID][0], "14", discipline.Board
	b.add(t, b.Inspector, 3, d)
	d.UnitID, d.MemberID, d.Post = b.Org.ID, 0, ""
	b.add(t, b.Inspector, 4, d)
	d = b.draft()
	d.UnitID, d.MemberID, d.CancelledOn, d.CancelNumber = b.Sister.ID, b.Members[b.Sister.ID][1], worldtest.Date(2026, 8, 1), "50"
	b.add(t, b.Inspector, 5, d)

	c, err := b.Count(ctx, b.Office, period.Year(2026))
	if err != nil {
		t.Fatal(err)
	}
	if c.Members.All != 3 || c.Members.Sat != 1 || c.Members.Forms[discipline.Reprimand] != 2 || c.Units.All != 1 {
		t.Errorf("members %+v, units %+v", c.Members, c.Units)
	}
	if c.Contents[0].Content.Key != "nineteen" || c.Contents[0].All != 3 || c.Contents[4].Content.Key != "duty" || c.Contents[4].Sat != 1 {
		t.Errorf("by content: %+v", c.Contents)
	}
	if len(c.Places) != 2 || c.Places[0].Name != b.Org.Name || c.Places[0].Members.All != 2 || c.Places[0].Units.All != 1 || c.Places[1].Name != "" || c.Places[1].Members.All != 1 {
		t.Errorf("by place: %+v", c.Places)
	}
	if c, err := b.Count(ctx, b.Office, period.Half(2026, 1)); err != nil || c.Members.All != 4 {
		t.Errorf("of the half-year before it was cancelled: %+v, %v", c.Members, err)
	}
	if c, err := b.Count(ctx, b.Grassroots, period.Year(2026)); err != nil || c.Members.All != 2 || len(c.Places) != 1 {
		t.Errorf("of one organisation: %+v, %v", c, err)
	}
	for name, a := range map[string]authz.Actor{"secretary": b.Secretary, "admin": b.Admin, "member": b.Member} {
		if _, err := b.Count(ctx, a, period.Year(2026)); apperr.KindOf(err) != apperr.KindForbidden {
			t.Errorf("%s counts: %v", name, err)
		}
	}
	if c, err := b.Count(ctx, b.Stranger, period.Year(2026)); err != nil || c.Members.All+c.Units.All != 0 {
		t.Errorf("another committee counts %+v, %v", c, err)
	}
}

// Evidence is as restricted as what it is evidence of: the file itself, and its name.
func TestFilesOfADecisionAreForWhoReadsIt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := context.Background()
	own := b.add(t, b.Grassroots, 1, b.draft())
	d := b.draft()
	d.Level, d.DecisionNumber = discipline.Board, "13-QĐ/UBKT"
	board := b.add(t, b.Inspector, 2, d)
	desk, file := b.Book().Files(), content.File{Name: "ket-luan-tran-thi-binh.pdf", Type: "application/pdf", Data: []byte("%PDF-1.4"), SHA256: sha256.Sum256([]byte("%PDF-1.4"))}
	added, err := desk.Add(ctx, b.Grassroots, own, []content.File{file})
	if err != nil || len(added) != 1 {
		t.Fatal(added, err)
	}
	if _, err := desk.Add(ctx, b.Grassroots, board, []content.File{file}); apperr.KindOf(err) != apperr.KindForbidden {
		t.Errorf("the committee below gives the board's decision a file: %v", err)
	}
	for name, a := range map[string]authz.Actor{"the board": b.Inspector, "directly above": b.Grassroots} {
		if _, err := desk.Open(ctx, a, own, added[0].ID); err != nil {
			t.Errorf("%s opens it: %v", name, err)
		}
	}
	for name, a := range map[string]authz.Actor{"office": b.Office, "leader": b.Leader, "admin": b.Admin, "secretary": b.Secretary, "member": b.Member, "stranger": b.Stranger} {
		if _, err := desk.Open(ctx, a, own, added[0].ID); apperr.KindOf(err) != apperr.KindForbidden {
			t.Errorf("%s opens it: %v", name, err)
		}
	}
	found, _, err := (&audit.Service{DB: b.tx}).Search(ctx, b.Admin, audit.Filter{})
	if err != nil || len(found) != 3 {
		t.Fatal(found, err)
	}
	for _, f := range found {
		if text := f.Summary + f.Reason + string(f.After); strings.Contains(text, "binh") {
			t.Errorf("the administrator reads %q", text)
		}
	}
}
