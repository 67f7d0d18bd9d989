package pdf

import (
	"bytes"
	"strings"
	"testing"
)

func TestFinishSaysWhatTheFileIs(t *testing.T) {
	c := greek()
	c.Subject = "a <b> & (c) \\"
	pdf := string(render(t, c))
	for _, want := range []string{
		"/Lang (el)", "/ViewerPreferences <</DisplayDocTitle true>>", "/Version /1.7", "/ID [<", "/ToUnicode ",
		"/CreationDate (D:20261121083000Z)", "/Subject (a <b> & \\(c\\) \\\\)", "/Title <FEFF0392",
		"<xmp:CreateDate>2026-11-21T08:30:00Z</xmp:CreateDate>", "<rdf:li>el</rdf:li>",
		`<rdf:li xml:lang="x-default">Βεβαίωση πιστοποίησης · Αρ. 2026/000042</rdf:li>`, "a &lt;b&gt; &amp; (c) \\",
	} {
		if !strings.Contains(pdf, want) {
			t.Errorf("%s is missing", want)
		}
	}
}

func TestFinishTellsFilesApart(t *testing.T) {
	one, other := italian(), italian()
	other.Number = "N. 2026/000128"
	id := func(c Certificate) []byte {
		_, tail, _ := bytes.Cut(render(t, c), []byte("/ID [<"))
		return tail[:32]
	}
	if bytes.Equal(id(one), id(other)) {
		t.Error("two certificates with one identity")
	}
}

func TestFinishRefusesOtherFiles(t *testing.T) {
	whole := render(t, italian())
	for name, pdf := range map[string][]byte{
		"nothing": nil, "text": []byte("hello"), "cut off": whole[:len(whole)/2], "finished already": whole,
		"wild start": []byte("startxref\n999999\n%%EOF\n"), "huge start": []byte("startxref\n99999999999999999999\n%%EOF\n"),
	} {
		if _, err := finish(pdf, about{}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
