package substance

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/period"
	"tusoi/internal/postgres/pgtest"
	"tusoi/internal/worldtest"
)

// manySQL writes 96,000 texts of sixteen months into five cells' names, each of some twenty words out of two hundred and fifty,
// and every ninth of the last month the same.
const manySQL = `
INSERT INTO substance_texts (committee_id, member_id, cell_id, month, said, sent_at)
SELECT @c, 9000000 + i, (@cells::bigint[])[1 + i % 5], '2025-08-01'::date + make_interval(months => m),
    CASE WHEN m = 15 AND i % 9 = 0 THEN 'vận động bà con dọn vệ sinh tuyến đường kiểu mẫu treo cờ đúng quy định nhắc con em giữ gìn an ninh'
    ELSE (SELECT string_agg((@words::text[])[1 + abs(hashint8(i * 131 + m * 7919 + w * 104729)) % 250], ' ') FROM generate_series(1, 16 + i % 9) w) END,
    now()
FROM generate_series(0, 15) m, generate_series(1, 6000) i`

// TestTheSearchForCopiesUsesItsIndex holds the look across cells to the index of its month: with no statistics at all, as after
// a restore, and with those of the months before a new one.
func TestTheSearchForCopiesUsesItsIndex(t *testing.T) {
	t.Parallel()
	url, _ := pgtest.URLs(t)
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(ctx) })
	tx, err := conn.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	w := worldtest.New(t, tx)
	var index string
	if err := tx.QueryRow(ctx, "SELECT indexdef FROM pg_indexes WHERE indexname = 'substance_texts_said'").Scan(&index); err != nil {
		t.Fatal(err)
	}
	cells := []int64{w.Cell.ID, w.Sister.ID, w.Far.ID, w.FarSister.ID, w.GrassCell.ID}
	worldtest.Exec(t, tx, "SET LOCAL session_replication_role = replica", nil) // foreign keys are not what is tested
	worldtest.Exec(t, tx, `INSERT INTO members (committee_id, id, full_name, given_name, updated_at)
		SELECT @c, 9000000 + i, 'Lê Văn An', 'An', now() FROM generate_series(1, 6000) i`, pgx.StrictNamedArgs{"c": w.Committee})
	worldtest.Exec(t, tx, "DROP INDEX substance_texts_said", nil)
	words := strings.Fields(vocabulary)
	worldtest.Exec(t, tx, manySQL, pgx.StrictNamedArgs{"c": w.Committee, "cells": cells, "words": words})
	worldtest.Exec(t, tx, index, nil)
	worldtest.Exec(t, tx, "DELETE FROM substance_texts WHERE month = '2026-11-01' AND cell_id = @cell AND member_id > 9000130", pgx.StrictNamedArgs{"cell": w.Cell.ID})
	scope, err := w.Grassroots.Scope(authz.ReviewRead)
	if err != nil {
		t.Fatal(err)
	}
	for _, claim := range []string{"without statistics", "with statistics"} {
		worldtest.Exec(t, tx, "SET LOCAL pg_trgm.similarity_threshold = 0.8", nil)
		rows, _ := tx.Query(ctx, "EXPLAIN "+elsewhereSQL, scope.Args(pgx.StrictNamedArgs{
			"cell": w.Cell.ID, "month": period.Month(2026, 11).Start(), "number": 2026*12 + 11, "most": most, "alike": 8000,
		}))
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		if plan := strings.Join(lines, "\n"); !strings.Contains(plan, "Bitmap Index Scan on substance_texts_said") || strings.Contains(plan, "Seq Scan on substance_texts") {
			t.Errorf("%s, the look across cells reads more than its index:\n%s", claim, plan)
		}
		start := time.Now()
		found, err := elsewhere(ctx, tx, scope, w.Cell.ID, period.Month(2026, 11))
		if err != nil {
			t.Fatal(err)
		}
		if len(found) != 2 {
			t.Errorf("%s: %d members with the template found, want two", claim, len(found))
		}
		t.Logf("%s: a cell's month among 96,000 texts in %s, %d members found", claim, time.Since(start).Round(time.Millisecond), len(found))
		worldtest.Exec(t, tx, "ANALYZE substance_texts", nil)
	}
}

// vocabulary are the words of the texts, so that their groups of letters are as common as those of real ones.
const vocabulary = `
thạch nhắc tư gật tán kể chiều camera dân dùng số ứng lúa ngoại điếu giồng tai sách quà máy của lối kém lớn tốc sẽ
vét dồn khoan dù minh dụng trả nhớ có đốt mũ lâm thương chậu khuyến ta tháng huống siêng xin kiểng trách chợ vậy ổn
đạp mạng nữa quyết cá đài vệ bờ mỗi quét điểm nể điều cái dõi tuần nồng đảng mặt chiếc loa chữ mét ngàn đèn bạt
nguyễn lặp độc tay bớt trọn động chào mùa nhiêu đen trực cơ thẳng mẹ thợ nạo mái chết ngại bơm gặp gặt kẹo mươi nửa
té đối sản chai đêm phong lét thang nhầm muốn lỡ sửa giữ nàn rạp này sự pin quay trạm rà lượng dán trường kè cúng
dịch trẻ khai mạnh yến khởi bao nữ hiến thoát lũ dầm gỡ huyện ôm danh thoại đăng chữa nâng ong hơn karaoke mút anh
cuộn thần duyệt phục bồi giỗ lạnh khuyên tông và sót huyết ôn sắt bẫy nấm ai hoạt phòng rằm cặp nay biếu cánh mồm
thiên gõ tiến tâm rửa lạc vườn tạm nái thuyết rõ cục thực iv biên quên đục cảnh má kiêm món nông phía mô lắp kỹ
trăm cấp hỏng kho đạc hai tôn giáp phỏng mà lưu chừng đỡ nứt hệ nhở dây sập lơ lương cước chụp phép ngang hùn thói
soạn khuya dò hẹp cha xe chí phúc hổm cổng mưa đi bia phân trơn chuyển hồ đủ đường`
