package site

import (
	"context"
	"maps"
	"net/url"
	"testing"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/worldtest"
	"tusoi/web/kit"
)

// taskOf gives the member of the first cell one part of a task, and asks for a later date of it.
func taskOf(t *testing.T, tx pgx.Tx, w worldtest.World) (part, task, request int64) {
	t.Helper()
	part = w.Task(t, tx, w.Cell, w.Members[w.Cell.ID][1], "Rà soát hộ nghèo", worldtest.Date(2026, 11, 2), worldtest.Date(2026, 11, 30))
	err := tx.QueryRow(context.Background(), `WITH x AS (
			INSERT INTO extension_requests (committee_id, assignment_id, from_on, to_on, reason, asked_at, asked_by, form_key)
			VALUES ($1, $2, '2026-11-30', '2026-12-20', 'Mưa lũ', now(), 'thử', gen_random_uuid()) RETURNING id)
		SELECT a.task_id, x.id FROM assignments a, x WHERE a.committee_id = $1 AND a.id = $2`, w.Committee, part).Scan(&task, &request)
	if err != nil {
		t.Fatal(err)
	}
	return part, task, request
}

func onTask(path func(world) string, body url.Values) target {
	return target{path: path, body: body, object: true}
}

func init() {
	ofTask := func(step string) func(world) string {
		return func(w world) string { return kit.TaskPath(w.task) + step }
	}
	ofPart := func(step string) func(world) string {
		return func(w world) string { return kit.TaskPartPath(w.part) + step }
	}
	maps.Copy(targets, map[string]target{
		"GET /giao-viec/cua-toi":              fixed(kit.MyTasksPath),
		"GET /giao-viec/qua-han":              fixed(kit.OverdueTasksPath),
		"GET /giao-viec/lich":                 fixed(kit.TaskCalendarPath),
		"GET /giao-viec/gia-han":              fixed(kit.ExtensionsPath),
		"POST /giao-viec/gia-han/{request}":   onTask(func(w world) string { return kit.ExtensionPath(w.request) }, url.Values{"viec": {"dong-y"}}),
		"GET /giao-viec/phan/{part}":          onTask(ofPart(""), nil),
		"POST /giao-viec/phan/{part}/tien-do": onTask(ofPart("/tien-do"), url.Values{"buoc": {"ghi"}, "note": {"Đã đi ba hộ"}, "ban": {"1"}}),
		"POST /giao-viec/phan/{part}/gia-han": onTask(ofPart("/gia-han"), url.Values{"khoa": {kit.NewKey()}, "to": {"25/12/2026"}, "why": {"Mưa lũ kéo dài"}}),
		"GET /giao-viec/{task}":               onTask(ofTask(""), nil),
		"GET /giao-viec/{task}/in":            onTask(ofTask("/in"), nil),
		"GET /giao-viec/{task}/ket-qua.xlsx":  onTask(ofTask("/ket-qua.xlsx"), nil),
		"POST /giao-viec/{task}/quyet-dinh":   onTask(ofTask("/quyet-dinh"), url.Values{"viec": {"nhan"}}),
	})
	// Who may answer for a part, and who may decide, are the ones that it names.
	maps.Copy(decidedElsewhere, map[string]bool{
		"POST /giao-viec/gia-han/{request}": true, "POST /giao-viec/phan/{part}/tien-do": true, "POST /giao-viec/phan/{part}/gia-han": true,
		"POST /giao-viec/{task}/quyet-dinh": true,
	})
}
