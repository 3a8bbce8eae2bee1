package vi_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"tusoi/internal/vi"
)

func TestSplitNamePartsAFullName(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, family, middle, given string }{
		{"", "", "", ""},
		{"An", "", "", "An"},
		{"Thạch Sơn", "Thạch", "", "Sơn"},
		{" Nguyễn  Văn An", "Nguyễn", "Văn", "An"},
		{"Nguyễn Thị Ánh Tuyết", "Nguyễn", "Thị Ánh", "Tuyết"},
	} {
		family, middle, given := vi.SplitName(c.in)
		if family != c.family || middle != c.middle || given != c.given {
			t.Errorf("SplitName(%q) = %q, %q, %q", c.in, family, middle, given)
		}
	}
}

func TestProperNameChangesOnlyNamesAllInCapitals(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, want string }{
		{"NGUYỄN VĂN AN", "Nguyễn Văn An"},
		{"ĐẶNG THỊ ÁNH", "Đặng Thị Ánh"},
		{norm.NFD.String("ĐẶNG THỊ ÁNH"), "Đặng Thị Ánh"},
		{"Nguyễn Văn AN", "Nguyễn Văn AN"},
		{"nguyễn văn an", "nguyễn văn an"},
		{"K'SOR H'BLƠ", "K'Sor H'Blơ"},
		{"Y-BHIÊN", "Y-Bhiên"},
		{"ÊBAN Y KSÔR", "Êban Y Ksôr"},
		{"AN", "An"},
		{"", ""},
		{"123", "123"},
	} {
		if got := vi.ProperName(c.in); got != c.want {
			t.Errorf("ProperName(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

// inOrder is what COLLATE "vi-x-icu" gives over (given, middle, family).
var inOrder = []string{
	"An",
	"Lê An",
	"Nguyễn An",
	"Lê Văn An",
	"Nguyễn Văn An",
	"Trần Văn Àn",
	"Lê Ánh",
	"Lê Ăn",
	"Lê Ân",
	"Lê Ẩn",
	"Lê Bình",
	"Lê Cường",
	"Lê Dang",
	"Lê Dũng",
	"Lê Dương",
	"Lê Đào",
	"Lê Đạt",
	"Lê Đức",
	"Lê Em",
	"Lê Ê",
	"Lê Giang",
	"Lê Oanh",
	"Lê Ông",
	"Lê Ơn",
	"Lê Tu",
	"Lê Tù",
	"Lê Tủ",
	"Lê Tũ",
	"Lê Tú",
	"Lê Tụ",
	"Lê Tư",
	"Lê Ý",
	"Lê Yên",
}

func TestNamesSortByGivenThenMiddleThenFamilyName(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		got := slices.Clone(inOrder)
		random.Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
		vi.SortNames(got)
		if diff := cmp.Diff(inOrder, got); diff != "" {
			t.Fatal(diff)
		}
	}
}

func TestCompareAgreesWithTheSortedOrder(t *testing.T) {
	t.Parallel()
	for i, a := range inOrder {
		for j, b := range inOrder {
			if got, want := vi.Compare(a, b), cmpInt(i, j); got != want {
				t.Errorf("Compare(%q, %q) = %d, want %d", a, b, got, want)
			}
		}
	}
}

func cmpInt(a, b int) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func TestItemsOfTheSameNameKeepTheirOrder(t *testing.T) {
	t.Parallel()
	type person struct {
		name string
		id   int
	}
	var got, want []person
	for i := range 100 {
		got = append(got, person{"Lê Bình", i}, person{"Lê An", i})
	}
	for _, name := range []string{"Lê An", "Lê Bình"} {
		for i := range 100 {
			want = append(want, person{name, i})
		}
	}
	vi.SortByName(got, func(p person) string { return p.name })
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestNamesMaySortInManyGoroutines(t *testing.T) {
	t.Parallel()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				got := slices.Clone(inOrder)
				slices.Reverse(got)
				vi.SortNames(got)
				if !slices.Equal(got, inOrder) || vi.Compare("Lê Đào", "Lê Dương") != 1 {
					t.Error("wrong order")
				}
			}
		})
	}
	wg.Wait()
}

func FuzzCompare(f *testing.F) {
	f.Add("Nguyễn Văn An", "Lê Thị Ân", "Đào")
	f.Add("", " ", "\xff")
	f.Add("hoà", "hòa", "hoa")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		if vi.Compare(a, b) != -vi.Compare(b, a) || vi.Compare(a, a) != 0 {
			t.Fatalf("Compare of %q and %q depends on who is first", a, b)
		}
		names := []string{a, b, c}
		vi.SortNames(names)
		if !slices.IsSortedFunc(names, vi.Compare) {
			t.Fatalf("SortNames and Compare disagree on %q", names)
		}
	})
}

func FuzzProperName(f *testing.F) {
	f.Add("NGUYỄN VĂN AN")
	f.Add("K'SOR H'BLƠ")
	f.Add("ǅ\u0345 İ")
	f.Fuzz(func(t *testing.T, s string) {
		got := vi.ProperName(s)
		if vi.ProperName(got) != got {
			t.Fatalf("%q changes twice: %q", s, got)
		}
		family, middle, given := vi.SplitName(s)
		if vi.Clean(strings.Join([]string{family, middle, given}, " ")) != vi.Clean(s) {
			t.Fatalf("SplitName loses a part of %q", s)
		}
	})
}

func BenchmarkSortByName(b *testing.B) {
	random := rand.New(rand.NewPCG(3, 4))
	names := make([]string, 6214)
	for i := range names {
		names[i] = inOrder[random.IntN(len(inOrder))] + " " + inOrder[random.IntN(len(inOrder))]
	}
	for b.Loop() {
		vi.SortNames(slices.Clone(names))
	}
}
