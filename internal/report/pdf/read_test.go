package pdf

import (
	"bytes"
	"encoding/xml"
	"os/exec"
	"strings"
	"testing"

	"tusoi/internal/report/document"
)

func write(t testing.TB, docs ...document.Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, docs...); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// poppler runs one of the tools that read a PDF, with the file as its input and its answer as output.
func poppler(t *testing.T, file []byte, tool string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(tool)
	if err != nil {
		t.Fatalf("this test reads PDF files with %s: install poppler-utils (apt-get install poppler-utils)", tool)
	}
	cmd := exec.Command(path, args...)
	var out, errs bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(file), &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s: %v: %s", tool, err, errs.String())
	}
	return out.String()
}

// pageTexts is the text of each page.
func pageTexts(t *testing.T, file []byte) []string {
	t.Helper()
	return strings.Split(strings.TrimSuffix(poppler(t, file, "pdftotext", "-layout", "-", "-"), "\f"), "\f")
}

// wordOnPage is where a word stands, in millimetres.
type wordOnPage struct {
	page                   int
	text                   string
	left, top, right, foot float64
}

func positions(t *testing.T, file []byte) []wordOnPage {
	t.Helper()
	var parsed struct {
		Pages []struct {
			Words []struct {
				XMin float64 `xml:"xMin,attr"`
				YMin float64 `xml:"yMin,attr"`
				XMax float64 `xml:"xMax,attr"`
				YMax float64 `xml:"yMax,attr"`
				Text string  `xml:",chardata"`
			} `xml:"word"`
		} `xml:"body>doc>page"`
	}
	if err := xml.Unmarshal([]byte(poppler(t, file, "pdftotext", "-bbox", "-", "-")), &parsed); err != nil {
		t.Fatal(err)
	}
	var words []wordOnPage
	for i, page := range parsed.Pages {
		for _, w := range page.Words {
			words = append(words, wordOnPage{i + 1, w.Text, w.XMin * point, w.YMin * point, w.XMax * point, w.YMax * point})
		}
	}
	return words
}

// texts is every piece of text of a document in reading order.
func texts(d document.Document) []string {
	all := []string{document.Capitals(d.Head.Superior), document.Capitals(d.Head.Organisation), "*", d.Head.NumberLine(),
		d.Head.Mark, document.Party, d.Head.PlaceLine(), document.Capitals(d.Kind)}
	all = append(all, d.Subject...)
	all = append(all, blockTexts(d.Body())...)
	all = append(all, document.RecipientsLabel)
	all = append(all, d.RecipientLines()...)
	all = append(all, document.Capitals(d.Signature.Authority), document.Capitals(d.Signature.Post), d.Signature.Name)
	for _, a := range d.Addenda {
		all = append(append(all, a.Heading(), d.AddendumNote()), a.Title...)
		all = append(all, blockTexts(a.Blocks)...)
	}
	return all
}

func blockTexts(blocks []document.Block) []string {
	var all []string
	for _, b := range blocks {
		switch b := b.(type) {
		case document.Heading:
			all = append(all, b.Text)
		case document.Paragraph:
			all = append(all, joined(b.Runs))
		case document.Note:
			all = append(all, joined(b.Runs))
		case document.Table:
			all = append(all, b.Caption, rowText(b.Head()...), rowText(b.Rows...))
		}
	}
	return all
}

func joined(runs []document.Run) string {
	var s strings.Builder
	for _, r := range runs {
		s.WriteString(r.Text)
	}
	return s.String()
}

func rowText(rows ...document.Row) string {
	var cells []string
	for _, row := range rows {
		for _, c := range row {
			cells = append(cells, c.Text)
		}
	}
	return strings.Join(cells, " ")
}

func counts(all ...string) map[string]int {
	n := make(map[string]int)
	for _, text := range all {
		for _, w := range strings.Fields(text) {
			n[w]++
		}
	}
	return n
}

// wordsOf finds a text among the words of a file.
func wordsOf(t *testing.T, words []wordOnPage, text string) []wordOnPage {
	t.Helper()
	fields := strings.Fields(text)
	for i := range words[:len(words)-len(fields)] {
		n := 0
		for n < len(fields) && words[i+n].text == fields[n] {
			n++
		}
		if n == len(fields) {
			return words[i : i+n]
		}
	}
	t.Fatalf("%q is not in the file", text)
	return nil
}

// uncompressed is the drawing of a document as fpdf writes it.
func uncompressed(t *testing.T, d document.Document) string {
	t.Helper()
	s := setterOf(t)
	p := newPen(d.Format)
	p.file.SetCompression(false)
	p.print(s, d)
	var b bytes.Buffer
	if err := p.file.Output(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// footOf is how high the first word written with the given letters stands.
func footOf(t *testing.T, drawing, word string) string {
	t.Helper()
	var letters strings.Builder
	for _, r := range word {
		letters.Write([]byte{byte(r >> 8), byte(r)})
	}
	before, _, found := strings.Cut(drawing, " Td ("+letters.String())
	if !found {
		t.Fatalf("%q is not written", word)
	}
	return before[strings.LastIndex(before, " ")+1:]
}
