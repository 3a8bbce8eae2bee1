package ui

import (
	"fmt"
	"strings"

	"github.com/a-h/templ"
)

// Problem is what is wrong with one field of a form; Field "" is the form as a whole.
type Problem struct{ Field, Text string }

// Input is one field of a form. Name is also its id.
type Input struct {
	Name, Label, Hint, Value string
	Type                     string // text when empty
	Autocomplete             string
	Required                 bool
	Multiple                 bool      // of a file field: it takes several
	HideLabel                bool      // the label is only read out: where a table's head or a row's words say it
	Rows                     int       // of a text area
	MaxLength                int       // shown as what is left, never cutting what is typed
	Problems                 []Problem // those of the whole form; the field shows its own
	Options                  []Option  // of a select or of radios
}

// Option is one value of a select or of radios.
type Option struct{ Value, Label string }

// Question asks once more before something that cannot be undone, on the page itself and without a script.
type Question struct {
	Button string // "Trả lại"
	Kind   string // of the button that opens it: secondary, quiet or danger
	Text   string // what will happen
	Yes    string // the verb on the button that does it
}

func (in Input) problem() string {
	for _, p := range in.Problems {
		if p.Field == in.Name {
			return p.Text
		}
	}
	return ""
}

func (in Input) hintID() string    { return in.Name + "-goi-y" }
func (in Input) problemID() string { return in.Name + "-loi" }

// described names what is read out with the control: its hint and its problem.
func (in Input) described() string {
	var ids []string
	if in.Hint != "" {
		ids = append(ids, in.hintID())
	}
	if in.problem() != "" {
		ids = append(ids, in.problemID())
	}
	return strings.Join(ids, " ")
}

func (in Input) kind() string {
	if in.Type == "" {
		return "text"
	}
	return in.Type
}

// attributes are those that every control shares. Browsers' own checks are not asked for: their pop-ups speak another
// language, and a maxlength would cut a pasted text without a word. The server says what is wrong, in ours.
func (in Input) attributes() templ.Attributes {
	a := in.state()
	if in.Autocomplete != "" {
		a["autocomplete"] = in.Autocomplete
	}
	if in.Multiple {
		a["multiple"] = true
	}
	if in.MaxLength > 0 {
		a["data-most"] = fmt.Sprint(in.MaxLength)
	}
	return a
}

func (in Input) state() templ.Attributes {
	a := templ.Attributes{}
	if d := in.described(); d != "" {
		a["aria-describedby"] = d
	}
	if in.problem() != "" {
		a["aria-invalid"] = "true"
	}
	if in.Required {
		a["aria-required"] = "true"
	}
	return a
}

// optionID gives the first option the field's own name, so that the error summary's link puts the keyboard on it.
func (in Input) optionID(i int) string {
	if i == 0 {
		return in.Name
	}
	return fmt.Sprintf("%s-%d", in.Name, i)
}

// segmentClass lets four options stand two by two where there is no room for a row.
func (in Input) segmentClass() string {
	if len(in.Options) > 3 {
		return "segment of-4"
	}
	return "segment"
}
