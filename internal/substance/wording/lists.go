package wording

import (
	_ "embed"
	"strings"
)

var (
	//go:embed boilerplate.txt
	boilerplateText string
	//go:embed times.txt
	timesText string
	//go:embed honest.txt
	honestText string
	//go:embed concrete.txt
	concreteText string
	//go:embed abstract.txt
	abstractText string
	//go:embed counters.txt
	countersText string

	boilerplate = phrasesOf(boilerplateText)
	times       = phrasesOf(timesText)
	honest      = phrasesOf(honestText)
	things      = phrasesOf(concreteText)
	abstract    = phrasesOf(abstractText)
	counters    = phrasesOf(countersText)
)

// phrases are the phrases of a list, and the number of words in the longest.
type phrases struct {
	all     map[string]bool
	longest int
}

func phrasesOf(text string) phrases {
	p := phrases{all: map[string]bool{}}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		p.all[line] = true
		p.longest = max(p.longest, len(strings.Fields(line)))
	}
	return p
}

// at is how many words at the start are a phrase of the list, the longest that fits; 0 for none.
func (p phrases) at(words []string) int {
	for n := min(p.longest, len(words)); n > 0; n-- {
		if p.all[strings.Join(words[:n], " ")] {
			return n
		}
	}
	return 0
}

// is reports whether the words are a phrase of the list and nothing else.
func (p phrases) is(words []string) bool { return len(words) > 0 && p.at(words) == len(words) }
