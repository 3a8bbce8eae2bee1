// Package proofs makes the files that the demonstration's remedies have as evidence: minutes as a PDF, a sheet with ticks as a
// picture. It draws nothing by chance, so that nothing else of the demonstration moves. It owns no table.
package proofs

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"time"

	"tusoi/internal/attachment"
	"tusoi/internal/attachment/content"
	"tusoi/internal/remedy"
	"tusoi/internal/report/document"
	"tusoi/internal/report/pdf"
	"tusoi/internal/vi"
)

// Cell is the cell whose remedies have evidence.
type Cell struct {
	ID                     int64
	Name, Above, Secretary string
}

// Of gives some remedies of a cell their evidence: one that was verified, and those of the cell that somebody is at.
func Of(ctx context.Context, cell Cell, remedies []remedy.Loaded, now time.Time) ([]attachment.Loaded, error) {
	var list []attachment.Loaded
	var verified, going int
	for _, r := range remedies {
		if r.CellID != cell.ID {
			continue
		}
		switch {
		case r.State == remedy.Verified && verified < 2:
			verified++
		case r.State.Mending() && going < 2:
			going++
		default:
			continue
		}
		files, err := proof(ctx, cell, r, now)
		if err != nil {
			return nil, err
		}
		list = append(list, files...)
	}
	return list, nil
}

func proof(ctx context.Context, cell Cell, r remedy.Loaded, now time.Time) ([]attachment.Loaded, error) {
	on := r.OpenedMonth.AddDate(0, 0, 19)
	if r.ReportedOn != nil {
		on = *r.ReportedOn
	}
	at := on.Add(8 * time.Hour)
	if at.After(now) {
		at = now.Add(-time.Hour)
	}
	paper, err := minutes(cell, r, vi.Today(at))
	if err != nil {
		return nil, fmt.Errorf("print the minutes: %w", err)
	}
	picture, err := ticks(int(r.ID))
	if err != nil {
		return nil, fmt.Errorf("draw the sheet: %w", err)
	}
	var list []attachment.Loaded
	for _, sent := range []struct {
		name string
		data []byte
	}{{"Trích biên bản sinh hoạt chi bộ.pdf", paper}, {"Bảng theo dõi giờ họp.png", picture}} {
		f, err := content.Read(ctx, sent.name, sent.data)
		if err != nil {
			return nil, err
		}
		list = append(list, attachment.Loaded{Owner: attachment.Owner{Kind: "remedy", ID: r.ID, UnitID: cell.ID}, File: f, At: at, By: cell.Secretary})
	}
	return list, nil
}

func minutes(cell Cell, r remedy.Loaded, on time.Time) ([]byte, error) {
	var b bytes.Buffer
	err := pdf.Write(&b, document.Document{
		Format:  document.FormatOn(on),
		Head:    document.Head{Superior: cell.Above, Organisation: cell.Name, Number: "-BB/CB", Date: on, Mark: "Dữ liệu minh họa"},
		Kind:    "Trích biên bản",
		Subject: []string{"sinh hoạt chi bộ thường kỳ"},
		Blocks: []document.Block{
			document.Paragraph{Runs: []document.Run{document.Plain("Hạn chế: " + r.Shortcoming + ".")}},
			document.Paragraph{Runs: []document.Run{document.Plain("Việc đã làm để sửa: " + r.Action + ".")}},
			document.Paragraph{Runs: []document.Run{document.Plain("Chi bộ đã nghe báo cáo kết quả và nhất trí ghi nhận.")}},
		},
		Signature: document.Signature{Authority: "Bí thư chi bộ", Name: cell.Secretary},
	})
	return b.Bytes(), err
}

// ticks draws a sheet of squares, some of them ticked.
func ticks(n int) ([]byte, error) {
	const cols, rows, side = 12, 6, 48
	img := image.NewPaletted(image.Rect(0, 0, cols*side, rows*side), color.Palette{color.White, color.Gray{190}, color.RGBA{150, 30, 30, 255}})
	fill := func(r image.Rectangle, c int) {
		draw.Draw(img, r, image.NewUniform(img.Palette[c]), image.Point{}, draw.Src)
	}
	for i := range cols * rows {
		x, y := i%cols*side, i/cols*side
		fill(image.Rect(x, y, x+side, y+2), 1)
		fill(image.Rect(x, y, x+2, y+side), 1)
		if (i*7+n)%5 == 0 {
			continue
		}
		for k := range 9 {
			fill(image.Rect(x+12+k, y+24+k, x+15+k, y+27+k), 2)
			fill(image.Rect(x+20+k, y+32-k*2, x+23+k, y+36-k*2), 2)
		}
	}
	var b bytes.Buffer
	err := png.Encode(&b, img)
	return b.Bytes(), err
}
