package pdf

// item is a strip across the page that is never cut: a line, a row of a table, the head of the paper.
type item struct {
	gap    float64 // above it, unless it begins a page
	height float64
	keep   bool  // on the same page as the next item
	fresh  bool  // begins a page
	head   *item // stands above it again when it begins a page: the head of its table
	draw   func(p *pen, x, y float64)
}

// placed is an item and how far below the top of the text it stands.
type placed struct {
	item
	y float64
}

// paginate deals items out to pages of the given height. Items that are kept together move together, unless they do not
// fit on any page.
func paginate(items []item, height float64) [][]placed {
	var pages [][]placed
	var page []placed
	y := 0.0
	turn := func() {
		if len(page) > 0 {
			pages = append(pages, page)
		}
		page, y = nil, 0
	}
	put := func(it item) {
		if len(page) == 0 && it.head != nil {
			page = append(page, placed{item: *it.head})
			y = it.head.height
		}
		if len(page) > 0 {
			y += it.gap
		}
		page = append(page, placed{item: it, y: y})
		y += it.height
	}
	for len(items) > 0 {
		chain := items[:chainLength(items)]
		items = items[len(chain):]
		whole := stackHeight(chain, true) <= height
		if chain[0].fresh || whole && y+stackHeight(chain, len(page) == 0) > height+slack {
			turn()
		}
		for _, it := range chain {
			if y+it.gap+it.height > height+slack {
				turn()
			}
			put(it)
		}
	}
	turn()
	return pages
}

// chainLength is how many of the first items are kept together.
func chainLength(items []item) int {
	n := 1
	for n < len(items) && items[n-1].keep && !items[n].fresh {
		n++
	}
	return n
}

// stackHeight is the height of items one below the other, at the top of a page or below others.
func stackHeight(items []item, top bool) float64 {
	sum := 0.0
	for i, it := range items {
		if i > 0 || !top {
			sum += it.gap
		} else if it.head != nil {
			sum += it.head.height
		}
		sum += it.height
	}
	return sum
}
