package quality

import (
	"bufio"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// parse reads a sheet: lines "name: value" up to the first empty one; then "# heading", "+ code points text" for yes or no, and
// "* code by text" with its options "points test text" below it.
func parse(text string) (Sheet, error) {
	var s Sheet
	var group string
	head := true
	lines := bufio.NewScanner(strings.NewReader(text))
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		var err error
		switch {
		case line == "":
			head = false
		case head:
			err = s.set(line)
		case strings.HasPrefix(line, "# "):
			group = line[2:]
		default:
			err = s.line(group, line)
		}
		if err != nil {
			return s, fmt.Errorf("line %d: %w", n, err)
		}
	}
	if s.Key == "" || s.Title == "" || s.Basis == "" || s.From.IsZero() || s.least[2] == 0 || s.minutes == 0 || s.both == 0 {
		return s, fmt.Errorf("key, title, basis, from, levels or the minutes are missing")
	}
	return s, s.sound()
}

func (s *Sheet) set(line string) (err error) {
	name, value, _ := strings.Cut(line, ": ")
	switch name {
	case "key":
		s.Key = value
	case "title":
		s.Title = value
	case "basis":
		s.Basis = value
	case "note":
		s.Note = value
	case "from":
		s.From, err = time.Parse(time.DateOnly, value)
	case "levels":
		_, err = fmt.Sscan(value, &s.least[0], &s.least[1], &s.least[2])
		for i := range s.least {
			s.least[i] *= 100
		}
	case "minutes":
		s.minutes, err = strconv.Atoi(value)
	case "many":
		s.many, err = strconv.Atoi(value)
	case "minutes-many":
		s.longer, err = strconv.Atoi(value)
	case "minutes-together":
		s.both, err = strconv.Atoi(value)
	default:
		err = fmt.Errorf("%q is no line of the head", name)
	}
	return err
}

func (s *Sheet) line(group, line string) error {
	sign, rest, _ := strings.Cut(line, " ")
	first, rest, _ := strings.Cut(rest, " ")
	if sign != "+" && sign != "*" {
		return s.option(sign, first, rest)
	}
	second, text, ok := strings.Cut(rest, " ")
	if !ok {
		return fmt.Errorf("a criterion without words")
	}
	c := Criterion{Code: first, Group: group, Text: text}
	if sign == "*" {
		if second != "-" {
			c.by = second
		}
		s.Criteria = append(s.Criteria, c)
		return nil
	}
	points, err := strconv.Atoi(second)
	c.Options = []Option{{Text: "Có", Points: points * 100}, {Text: "Không"}}
	s.Criteria = append(s.Criteria, c)
	return err
}

func (s *Sheet) option(points, test, text string) error {
	if len(s.Criteria) == 0 {
		return fmt.Errorf("an option of no criterion")
	}
	n, err := strconv.Atoi(points)
	if err != nil {
		return err
	}
	o := Option{Text: text, Points: n * 100}
	var bound string
	if o.test, bound, _ = strings.Cut(test, "="); bound != "" {
		if o.bound, err = strconv.Atoi(bound); err != nil {
			return err
		}
	}
	c := &s.Criteria[len(s.Criteria)-1]
	c.Options = append(c.Options, o)
	return nil
}

// sound reports what a sheet cannot be scored by.
func (s *Sheet) sound() error {
	for _, c := range s.Criteria {
		if len(c.Options) == 0 {
			return fmt.Errorf("%s has no options", c.Code)
		}
		if _, ok := measures[c.by]; c.by != "" && !ok {
			return fmt.Errorf("%s is measured by %q, which nothing measures", c.Code, c.by)
		}
		for _, o := range c.Options {
			if _, ok := tests[o.test]; c.by != "" && !ok {
				return fmt.Errorf("%s: nobody knows the test %q", c.Code, o.test)
			}
		}
	}
	return nil
}
