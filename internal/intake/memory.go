package intake

import (
	"crypto/sha256"
	"fmt"
	"sync"

	"tusoi/internal/intake/workbook"
)

// reading is everything on which the list in a file depends.
type reading struct {
	fileName string
	data     []byte
	said     workbook.Encodings
	choices  []workbook.Choice
	layouts  []workbook.Layout
}

func (r reading) sum() [sha256.Size]byte {
	h := sha256.New()
	fmt.Fprintf(h, "%q %v %v %v ", r.fileName, r.said, r.choices, r.layouts)
	h.Write(r.data)
	return [sha256.Size]byte(h.Sum(nil))
}

// rememberedSize bounds what is remembered, in bytes of a file: a larger one is read again.
const rememberedSize = 4 << 20

// memory keeps the list that was read last: who looks at a preview applies the same file a moment later. Reading is pure, so
// that the same reading has the same list; nobody writes into it.
type memory struct {
	mu    sync.Mutex
	of    [sha256.Size]byte
	sheet workbook.Sheet
}

func (m *memory) parse(r reading) (workbook.Sheet, error) {
	sum := r.sum()
	if sheet, ok := m.recall(sum); ok {
		return sheet, nil
	}
	sheet, err := workbook.ParseAs(r.fileName, r.data, r.layouts, r.said, r.choices...)
	if err == nil && len(r.data) <= rememberedSize {
		m.keep(sum, sheet)
	}
	return sheet, err
}

func (m *memory) recall(sum [sha256.Size]byte) (workbook.Sheet, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.sheet, m.of == sum
}

func (m *memory) keep(sum [sha256.Size]byte, sheet workbook.Sheet) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.of, m.sheet = sum, sheet
}

// forget drops the list, once it is applied.
func (m *memory) forget() { m.keep([sha256.Size]byte{}, workbook.Sheet{}) }
