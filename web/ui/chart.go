package ui

import (
	"fmt"
	"strings"
)

// Bar is one row of a table of bars. Value, Max and Target are whole numbers of the same unit; Text is the figure as it is
// read; Target 0 draws none. Tone is "", good, warn or bad.
type Bar struct {
	Label, Text, Href, Tone string
	Value, Max, Target      int
}

// Bars is a table that is its own chart. Label and Figure head its columns.
type Bars struct {
	Caption, Label, Figure string
	Rows                   []Bar
}

// share is a part of the whole in thousandths, kept within the drawing.
func share(value, whole int) int {
	if whole <= 0 {
		return 0
	}
	return min(max(value*1000/whole, 0), 1000)
}

const (
	sparkStep   = 12 // between two months
	sparkHeight = 32
	sparkEdge   = 3 // room for the last point's dot
)

// sparkPoint is where a value stands in the drawing: the lowest at the bottom, the highest at the top.
func sparkPoint(values []int, i int) (x, y int) {
	low, high := values[0], values[0]
	for _, v := range values {
		low, high = min(low, v), max(high, v)
	}
	x = sparkEdge + i*sparkStep
	if high == low {
		return x, sparkHeight / 2
	}
	return x, sparkHeight - sparkEdge - (values[i]-low)*(sparkHeight-2*sparkEdge)/(high-low)
}

func sparkPoints(values []int) string {
	points := make([]string, len(values))
	for i := range values {
		x, y := sparkPoint(values, i)
		points[i] = fmt.Sprintf("%d,%d", x, y)
	}
	return strings.Join(points, " ")
}

func sparkWidth(values []int) int { return 2*sparkEdge + (len(values)-1)*sparkStep }
