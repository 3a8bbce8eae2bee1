package rankings_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"golang.org/x/net/html"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/vi"
	"tusoi/internal/worldtest"
	"tusoi/web/kit"
)

// ranked makes one cell the best with every condition met, another as good without, a third behind them by one criterion;
// the rest are tied.
func ranked(t *testing.T) bundle {
	t.Helper()
	b := setup(t)
	for _, member := range b.Members[b.Far.ID][:3] {
		b.PledgeItem(t, b.tx, b.Far, member, 2026, "Vận động hiến đất")
	}
	b.best(t, b.Far.ID, true)
	b.best(t, b.FarSister.ID, false)
	if a := b.mark(t, b.Cell.ID, "I.5", "yes", "Không có đơn thư nào", "0"); a.err != nil || a.code != http.StatusSeeOther {
		t.Fatalf("%d, %v", a.code, a.err)
	}
	return b
}

func TestTheBoardStandsInOrderWithSharedPlacesAndLevels(t *testing.T) {
	t.Parallel()
	b := ranked(t)
	a := b.open(t, b.Office, kit.RankingOfPath(half))
	rows := table(a.page)
	if len(rows) != 5 {
		t.Fatalf("%d rows: %v", len(rows), rows)
	}
	for i, want := range [][]string{
		{b.Far.Name + " " + b.OtherOrg.Name, "1", "Đạt trong sạch, vững mạnh toàn diện"}, {b.FarSister.Name + " " + b.OtherOrg.Name, "1", "Cận đạt, tiếp tục bồi dưỡng"},
		{b.Cell.Name + " " + b.World.Org.Name, "3", "Chưa đạt"}, {b.Sister.Name + " " + b.World.Org.Name, "4", "Chưa đạt"}, {b.GrassCell.Name, "4", "Chưa đạt"},
	} {
		// The two best are tied by points; of a tie the name decides who stands first.
		j := i
		if i < 2 {
			j = 1 - i
		}
		if got := []string{rows[j][0], rows[j][1], rows[j][4]}; !reflect.DeepEqual(got, want) {
			t.Errorf("row %d is %v, want %v", j+1, got, want)
		}
	}
	if rows[0][3] != rows[1][3] || rows[1][5] != "không" || !strings.HasSuffix(rows[0][5], " điều kiện") || !strings.Contains(rows[4][5], "tiêu chí chưa chấm") {
		t.Errorf("points and gaps: %v", rows)
	}
	if own := table(b.open(t, b.Grassroots, kit.RankingOfPath(half)).page); len(own) != 2 || own[0][1] != "3" || own[1][1] != "4" {
		t.Errorf("a grassroots committee sees %v, want its two cells with their places among all", own)
	}
}

func TestAGroupHasPlacesOfItsOwn(t *testing.T) {
	t.Parallel()
	b := ranked(t)
	worldtest.Exec(t, b.tx, `UPDATE units SET type = 'school' WHERE committee_id = @c AND id IN (@u, @v)`,
		pgx.StrictNamedArgs{"c": b.Committee, "u": b.GrassCell.ID, "v": b.Cell.ID})
	rows := table(b.open(t, b.Office, kit.RankingOfPath(half)+"&nhom=school").page)
	if len(rows) != 2 || rows[0][1] != "1" || rows[1][1] != "2" || !strings.HasPrefix(rows[0][0], b.Cell.Name) {
		t.Errorf("schools: %v", rows)
	}
	if a := b.open(t, b.Office, kit.WhyPath(b.GrassCell.ID, half)); !strings.Contains(a.text, "4 / 5") || !strings.Contains(a.text, "2 / 2") {
		t.Errorf("both places: %s", a.text)
	}
	for _, group := range []string{"armed", "khong-co"} {
		if a := b.open(t, b.Office, kit.RankingOfPath(half)+"&nhom="+group); !strings.Contains(a.text, "không có chi bộ nào trong nhóm") {
			t.Errorf("%s: %s", group, a.text)
		}
	}
}

func TestWhyListsEveryCriterionWithItsPointsAndItsRows(t *testing.T) {
	t.Parallel()
	b := setup(t)
	args := func(more pgx.StrictNamedArgs) pgx.StrictNamedArgs {
		more["c"], more["cell"] = b.Committee, b.Cell.ID
		return more
	}
	worldtest.Exec(t, b.tx, `INSERT INTO meetings (committee_id, cell_id, held_on, kind, theme, expected, attended, quality)
		VALUES (@c, @cell, '2026-03-02', 'regular', '', 3, 3, 9500), (@c, @cell, '2026-04-02', 'thematic', 'Học Bác', 3, 2, 9000)`, args(pgx.StrictNamedArgs{}))
	worldtest.Exec(t, b.tx, `INSERT INTO admissions (committee_id, unit_id, member_id, admitted_on) VALUES (@c, @cell, @m, '2026-02-03')`,
		args(pgx.StrictNamedArgs{"m": b.Members[b.Cell.ID][2]}))
	worldtest.Exec(t, b.tx, `INSERT INTO recruitment_targets (committee_id, unit_id, year, target) VALUES (@c, @cell, 2026, 2)`, args(pgx.StrictNamedArgs{}))
	worldtest.Exec(t, b.tx, `INSERT INTO cell_month_facts (committee_id, cell_id, month, until, members_expected, members_reviewed)
		VALUES (@c, @cell, '2026-05-01', '2026-05-31', 3, 2)`, args(pgx.StrictNamedArgs{}))
	member, packet := kit.MemberPath(b.Members[b.Cell.ID][2]), kit.PacketPath(b.Cell.ID, period.Month(2026, 5))
	var held int64
	if err := b.tx.QueryRow(context.Background(), `SELECT max(id) FROM meetings WHERE committee_id = $1`, b.Committee).Scan(&held); err != nil {
		t.Fatal(err)
	}
	meetings := kit.RecordPath(kit.MeetingsWord, held, "")
	for name, tc := range map[string]struct {
		actor      authz.Actor
		has, lacks []string
	}{
		"office": {b.Office, []string{member, packet, meetings}, nil}, "secretary": {b.Secretary, []string{member, packet, meetings}, nil},
		"leader": {b.Leader, []string{member, meetings}, []string{packet}},
	} {
		a := b.open(t, tc.actor, kit.WhyPath(b.Cell.ID, half))
		sum, lines := 0, all(a.page, "article", anything)
		for _, line := range lines {
			points := pointsOf.FindStringSubmatch(words(line))
			if points == nil {
				t.Fatalf("%s: no points in %s", name, words(line))
			}
			n, err := vi.ParseHundredths(strings.ReplaceAll(points[1], "-", ""))
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(points[1], "-") {
				n = -n
			}
			sum += n
		}
		if len(lines) < 25 || !strings.Contains(a.text, "Tổng: "+vi.Points(sum)+" ") && !strings.HasSuffix(a.text, "Tổng: "+vi.Points(sum)) {
			t.Errorf("%s: %d lines add up to %s; the page: %s", name, len(lines), vi.Points(sum), a.text)
		}
		for _, href := range append(tc.has, tc.lacks...) {
			want := !strings.Contains(strings.Join(tc.lacks, " "), href)
			if got := len(all(a.page, "a", func(n *html.Node) bool { return attribute(n, "href") == href })) > 0; got != want {
				t.Errorf("%s: a link to %s: %t, want %t", name, href, got, want)
			}
		}
	}
}

// pointsOf are the points in a criterion's head: after its title, before what it is out of or its value.
var pointsOf = regexp.MustCompile(`^(?:[IV]+\.\d|CT\d|TR\d|ĐC\d)\. .*? (-?\d+(?:,\d+)?) (?:/ \d|(?:không|chưa|\d))`)

func TestAnAnswerWithAReasonIsKeptWhereItWasGiven(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for code, choice := range map[string]string{"I.5": "yes", "ĐK3": "no"} {
		a := b.mark(t, b.Cell.ID, code, choice, "  Không có đơn thư nào \n", "0")
		if a.err != nil || a.code != http.StatusSeeOther {
			t.Fatalf("%s: %d, %v", code, a.code, a.err)
		}
		to, err := url.Parse(a.location)
		if err != nil {
			t.Fatal(err)
		}
		shown := b.open(t, b.Office, kit.WhyPath(b.Cell.ID, half))
		there := all(shown.page, "", id(to.Fragment))
		if len(there) != 1 || !strings.Contains(words(there[0]), "Không có đơn thư nào ("+b.Office.Name+",") {
			t.Errorf("%s: %s leads to nothing that holds the reason", code, a.location)
		}
	}
}

func TestAnAnswerThatCannotBeKeptComesBackWithItsFields(t *testing.T) {
	t.Parallel()
	b := setup(t)
	long := strings.Repeat("chữ ", 300)
	for name, tc := range map[string]struct {
		code, choice, reason string
		links                []string
	}{
		"no reason":                {"I.5", "yes", " ", []string{"#reason-I.5"}},
		"no choice":                {"I.5", "", "Có biên bản", []string{"#choice-I.5"}},
		"a choice that is none":    {"I.1", "<b>", "Có biên bản", []string{"#choice-I.1"}},
		"nothing at all":           {"IV.3", "", "", []string{"#choice-IV.3", "#reason-IV.3"}},
		"a condition":              {"ĐK3", "", "Có quy chế", []string{"#choice-ĐK3"}},
		"a reason too long":        {"I.5", "yes", long, []string{"#reason-I.5"}},
		"what no one may answer":   {"I.2", "", "Có biên bản", nil}, // tasks are counted: the page has no form for it
		"a condition that is read": {"ĐK5", "", "", nil},
	} {
		a := b.mark(t, b.Cell.ID, tc.code, tc.choice, tc.reason, "0")
		if a.err != nil || a.code != http.StatusUnprocessableEntity || !strings.Contains(a.text, "Lỗi: Vì sao") {
			t.Errorf("%s: %d, %v", name, a.code, a.err)
			continue
		}
		var links []string
		for _, l := range all(a.page, "a", func(n *html.Node) bool { return strings.HasPrefix(attribute(n, "href"), "#") }) {
			to := attribute(l, "href")
			if len(all(a.page, "", id(to[1:]))) != 1 {
				t.Errorf("%s: %s leads nowhere", name, to)
			}
			if to != "#noi-dung" {
				links = append(links, to)
			}
		}
		if !reflect.DeepEqual(links, tc.links) {
			t.Errorf("%s: the summary leads to %v, want %v", name, links, tc.links)
		}
		if len(tc.links) == 0 {
			continue
		}
		form := all(a.page, "details", func(n *html.Node) bool { return len(all(n, "textarea", id("reason-"+tc.code))) == 1 })[0]
		if got := words(all(form, "textarea", anything)[0]); got != strings.TrimSpace(tc.reason) || !has(form, "open") {
			t.Errorf("%s: the form holds %q, open %t", name, got, has(form, "open"))
		}
		if tc.choice == "yes" && len(all(form, "option", func(n *html.Node) bool { return has(n, "selected") && attribute(n, "value") == "yes" })) != 1 {
			t.Errorf("%s: the choice is lost", name)
		}
		for _, wrong := range all(a.page, "", func(n *html.Node) bool { return attribute(n, "aria-invalid") == "true" }) {
			if described := attribute(wrong, "aria-describedby"); len(all(form, "", id(described))) != 1 || !strings.Contains(strings.Join(tc.links, " "), "#"+attribute(wrong, "id")) {
				t.Errorf("%s: %s is marked wrong, described by %q", name, attribute(wrong, "id"), described)
			}
		}
	}
	if a := b.open(t, b.Office, kit.WhyPath(b.Cell.ID, half)); strings.Contains(a.text, b.Office.Name) {
		t.Error("a refused answer was kept")
	}
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

func TestTheSecondOfTwoAnswersIsHeldAgainstTheFirst(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.mark(t, b.Cell.ID, "I.5", "yes", "Người thứ nhất chấm", "0")
	a := b.mark(t, b.Cell.ID, "I.5", "no", "Người thứ hai chấm", "0")
	if a.err != nil || a.code != http.StatusConflict {
		t.Fatalf("%d, %v", a.code, a.err)
	}
	for _, want := range []string{"Có người vừa chấm tiêu chí này", "Người thứ nhất chấm (", "Người thứ hai chấm"} {
		if !strings.Contains(a.text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	version := all(a.page, "input", func(n *html.Node) bool {
		return attribute(n, "name") == "ban" && len(all(n.Parent, "textarea", id("reason-I.5"))) == 1
	})
	if a := b.mark(t, b.Cell.ID, "I.5", "no", "Người thứ hai chấm", attribute(version[0], "value")); a.err != nil || a.code != http.StatusSeeOther {
		t.Errorf("having seen it: %d, %v", a.code, a.err)
	}
}

func TestASecretarySeesNoOtherCell(t *testing.T) {
	t.Parallel()
	b := ranked(t)
	a := b.open(t, b.Secretary, kit.WhyPath(b.Cell.ID, half))
	for _, want := range []string{"3 / 5", "Chưa đạt", "Để lên mức “Cận đạt, tiếp tục bồi dưỡng”", "Cần thêm "} {
		if !strings.Contains(a.text, want) {
			t.Errorf("the own page lacks %q", want)
		}
	}
	best := table(b.open(t, b.Office, kit.RankingOfPath(half)).page)[0][3]
	var whole strings.Builder
	if err := html.Render(&whole, a.page); err != nil {
		t.Fatal(err)
	}
	for _, u := range []worldtest.Unit{b.Sister, b.Far, b.FarSister, b.GrassCell, b.OtherOrg} {
		if strings.Contains(whole.String(), u.Name) || regexp.MustCompile(fmt.Sprintf(`href="[^"]*[/=]%d[/?&"]`, u.ID)).MatchString(whole.String()) {
			t.Errorf("the page names %s", u.Name)
		}
	}
	if regexp.MustCompile(`(^|[^\d,.])`+regexp.QuoteMeta(best)+`($|[^\d,./])`).MatchString(a.text) || strings.Contains(whole.String(), `href="/xep-hang?`) || strings.Contains(whole.String(), "<form") {
		t.Errorf("the page tells the best score %s, leads to the list, or may be answered", best)
	}
	for name, tc := range map[string]struct {
		actor  authz.Actor
		target string
		want   apperr.Kind
	}{
		"the sister cell": {b.Secretary, kit.WhyPath(b.Sister.ID, half), apperr.KindNotFound}, "the list": {b.Secretary, kit.RankingOfPath(half), apperr.KindForbidden},
		"another organisation": {b.Grassroots, kit.WhyPath(b.Far.ID, half), apperr.KindNotFound}, "another committee": {b.Stranger, kit.WhyPath(b.Cell.ID, half), apperr.KindNotFound},
		"no cell": {b.Office, kit.WhyPath(b.World.Org.ID, half), apperr.KindNotFound}, "no number": {b.Office, "/xep-hang/x", apperr.KindNotFound},
		"the administrator": {b.Admin, kit.WhyPath(b.Cell.ID, half), apperr.KindForbidden},
	} {
		if a := b.get(t, tc.actor, tc.target); apperr.KindOf(a.err) != tc.want || a.text != "" {
			t.Errorf("%s: %v, want %v", name, a.err, tc.want)
		}
	}
}

func TestOnlyTheOfficeScores(t *testing.T) {
	t.Parallel()
	b := setup(t)
	sent := url.Values{"ky": {half.String()}, "tieu-chi": {"I.5"}, "choice-I.5": {"yes"}, "reason-I.5": {"Có biên bản"}}
	for name, actor := range map[string]authz.Actor{"leader": b.Leader, "grassroots": b.Grassroots, "secretary": b.Secretary} {
		if a := b.post(t, actor, kit.AnswerPath(b.Cell.ID), sent); apperr.KindOf(a.err) != apperr.KindForbidden {
			t.Errorf("%s answers: %v", name, a.err)
		}
		if a := b.post(t, actor, kit.RescorePath, url.Values{"ky": {half.String()}}); apperr.KindOf(a.err) != apperr.KindForbidden {
			t.Errorf("%s closes: %v", name, a.err)
		}
		if a := b.get(t, actor, kit.WhyPath(b.Cell.ID, half)); len(all(a.page, "form", anything)) != 0 {
			t.Errorf("%s is offered a form", name)
		}
	}
	if a := b.post(t, b.Stranger, kit.AnswerPath(b.Cell.ID), sent); apperr.KindOf(a.err) != apperr.KindNotFound {
		t.Errorf("another committee answers: %v", a.err)
	}
}

func TestAClosedPeriodDoesNotMove(t *testing.T) {
	t.Parallel()
	b := ranked(t)
	before, why := table(b.open(t, b.Office, kit.RankingOfPath(half)).page), b.open(t, b.Office, kit.WhyPath(b.Cell.ID, half))
	if a := b.post(t, b.Office, kit.RescorePath, url.Values{"ky": {half.String()}}); a.err != nil || a.location != kit.RankingOfPath(half) {
		t.Fatalf("%d %s, %v", a.code, a.location, a.err)
	}
	worldtest.Exec(t, b.tx, `UPDATE hand_answers SET choice = 'no' WHERE committee_id = @c`, pgx.StrictNamedArgs{"c": b.Committee})
	worldtest.Exec(t, b.tx, `INSERT INTO disciplines (committee_id, unit_id, form, decided_on) VALUES (@c, @u, 'warning', '2026-03-03')`,
		pgx.StrictNamedArgs{"c": b.Committee, "u": b.Far.ID})
	b.Task(t, b.tx, b.Cell, 0, "Báo cáo chuyên đề", worldtest.Date(2026, 2, 1), worldtest.Date(2026, 3, 1))
	a := b.open(t, b.Office, kit.RankingOfPath(half))
	if after := table(a.page); !reflect.DeepEqual(before, after) || !strings.Contains(a.text, "Điểm đã chốt lúc") || len(all(a.page, "form", func(n *html.Node) bool { return attribute(n, "method") == "post" })) != 0 {
		t.Errorf("before %v, after %v", before, after)
	}
	again := b.open(t, b.Office, kit.WhyPath(b.Cell.ID, half))
	for _, line := range all(again.page, "article", anything) {
		head := words(all(line, "div", anything)[0])
		if !strings.Contains(why.text, head) {
			t.Errorf("moved: %s", head)
		}
	}
	if len(all(again.page, "form", anything)) != 0 {
		t.Error("a closed period offers a form")
	}
	if a := b.mark(t, b.Cell.ID, "I.4", "400", "Có biên bản", "0"); a.err != nil || a.code != http.StatusConflict || !strings.Contains(a.text, "đã chốt") {
		t.Errorf("answering: %d, %v", a.code, a.err)
	}
	if a := b.post(t, b.Office, kit.RescorePath, url.Values{"ky": {half.String()}}); apperr.KindOf(a.err) != apperr.KindConflict {
		t.Errorf("closing twice: %v", a.err)
	}
	if a := b.open(t, b.Office, kit.WhyPath(b.Far.ID, period.Half(2026, 2))); !strings.Contains(a.text, "Vì sao giữ nguyên") || !strings.Contains(a.text, "kỳ trước 99") {
		t.Errorf("the next half-year tells nothing: %s", a.text)
	}
}

func TestAPeriodThatIsNotScoredIsAnsweredInWords(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, at := range []string{"2026-11", "2026-Q4", "xyz", "2027-H1", "2199", "9999", "2020-H1"} {
		for _, a := range []answer{
			b.get(t, b.Office, kit.RankingPath+"?ky="+at), b.get(t, b.Office, kit.WhyPath(b.Cell.ID, half)[:len(kit.WhyPath(b.Cell.ID, half))-7]+at),
			b.post(t, b.Office, kit.AnswerPath(b.Cell.ID), url.Values{"ky": {at}, "tieu-chi": {"I.5"}, "choice-I.5": {"yes"}, "reason-I.5": {"Có"}}),
		} {
			if apperr.KindOf(a.err) != apperr.KindNotFound || apperr.Message(a.err) == "" {
				t.Errorf("%s: %v, want NotFound in words", at, a.err)
			}
		}
	}
	if a := b.post(t, b.Office, kit.RescorePath, url.Values{"ky": {"2026-H2"}}); apperr.KindOf(a.err) != apperr.KindInvalid {
		t.Errorf("closing what runs: %v", a.err)
	}
	if a := b.mark(t, b.Cell.ID, "X.9", "yes", "Có", "0"); apperr.KindOf(a.err) != apperr.KindNotFound {
		t.Errorf("a criterion that is none: %v", a.err)
	}
	if a := b.open(t, b.Secretary, kit.RuleSetPath("tsvm-toan-dien")); !strings.Contains(a.text, "I.5. Không có điểm nóng") {
		t.Errorf("the set: %s", a.text)
	}
	if a := b.get(t, b.Office, kit.RuleSetPath("khong-co")); apperr.KindOf(a.err) != apperr.KindNotFound {
		t.Errorf("a set that is none: %v", a.err)
	}
}
