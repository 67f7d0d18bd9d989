package pdf

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"albo/app/apptest"
)

func TestCertificateGolden(t *testing.T) {
	for lang, c := range examples() {
		golden(t, "certificate-"+lang+".pdf", render(t, c))
	}
}

// printed is everything that a reader of a certificate must find on it.
func printed(c Certificate) []string {
	texts := []string{c.Body, c.Title, c.Number, c.Intro, c.Holder, c.Statement, c.PlaceDate, c.Role, c.Signatory,
		c.VerifyTitle, c.VerifyHint, c.VerifyURL, c.CodeLabel, c.Code}
	texts = slices.Concat(texts, c.Office, c.Notes)
	for _, f := range c.Fields {
		texts = append(texts, f.Label+f.Value)
	}
	return texts
}

func TestCertificateTextComesBack(t *testing.T) {
	for lang, c := range examples() {
		text := textOf(t, render(t, c))
		for _, want := range printed(c) {
			if !strings.Contains(text, squeeze(want)) {
				t.Errorf("%s: %q is not in the text of the file", lang, want)
			}
		}
	}
}

func TestCertificateIsReadInOrder(t *testing.T) {
	c := greek()
	text, from := textOf(t, render(t, c)), 0
	for _, next := range []string{c.Body, c.Office[0], c.Title, c.Number, c.Intro, c.Holder, c.Statement,
		c.Fields[0].Label, c.Fields[0].Value, c.Fields[7].Value, c.PlaceDate, c.Signatory, c.VerifyTitle, c.VerifyURL, c.Notes[0], "Σελίδα 1 από 1"} {
		at := strings.Index(text[from:], squeeze(next))
		if at < 0 {
			t.Fatalf("%q does not come in its turn", next)
		}
		from += at
	}
}

func TestCertificateQRCodeIsReadable(t *testing.T) {
	for lang, c := range examples() {
		pdf := saved(t, render(t, c))
		for _, dpi := range []string{"100", "200"} {
			if got := apptest.ReadQR(t, pdf, dpi); got != c.VerifyURL {
				t.Errorf("%s at %s dpi: the QR code says %q", lang, dpi, got)
			}
		}
	}
}

func TestCertificateIsSound(t *testing.T) {
	for lang, c := range examples() {
		pdf := render(t, c)
		sound(t, pdf)
		info := string(apptest.Run(t, "pdfinfo", saved(t, pdf)))
		for _, want := range []string{c.Title + " · " + c.Number, c.Author, c.Subject, "A4", "Metadata Stream: yes"} {
			if !strings.Contains(info, want) {
				t.Errorf("%s: pdfinfo does not say %q:\n%s", lang, want, info)
			}
		}
	}
}

func TestCertificateOfManyFactsGoesOn(t *testing.T) {
	c := italian()
	c.Holder = "Maria Francesca Immacolata Concetta Giuseppina dei Conti Ubaldini di Montelieto e Castel Sereno"
	c.Fields = append(c.Fields, c.Fields[:4]...)
	if got := pagesOf(t, render(t, c)); got != 1 {
		t.Errorf("thirteen facts take %d pages, and could stand closer", got)
	}
	c.Fields = append(slices.Repeat(c.Fields, 2), Field{"Nota", strings.Repeat("Una frase che va a capo più volte. ", 100)})
	pdf := render(t, c)
	if got := pagesOf(t, pdf); got != 3 {
		t.Errorf("%d pages, not 3", got)
	}
	text := textOf(t, pdf)
	for _, want := range []string{"Pagina1di3", "Pagina3di3", squeeze(c.Holder)} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing", want)
		}
	}
	if got := strings.Count(text, "Unafrasechevaacapopiùvolte."); got < 97 { // a few are parted by the foot of a page
		t.Errorf("of 100 sentences %d are there", got)
	}
	if got := strings.Count(text, squeeze(c.Title+" · "+c.Number)); got != 2 {
		t.Errorf("the head of the later pages is there %d times, not twice", got)
	}
}

func TestCertificateIsTheSameEveryTime(t *testing.T) {
	want := render(t, greek())
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if got, err := greek().Render(); err != nil || !bytes.Equal(got, want) {
				t.Errorf("another file: %v", err)
			}
		})
	}
	all.Wait()
	elsewhere := greek()
	elsewhere.Created = elsewhere.Created.In(time.FixedZone("elsewhere", -7*3600))
	if !bytes.Equal(render(t, elsewhere), want) {
		t.Error("the same instant in another zone gives another file")
	}
}

// hostile is what people, forms and attackers put into a name.
var hostile = []string{
	"👩‍⚕️ Ana 🇮🇹", "\U0010FFFF", "\uFFFF\uFFFE", "محمد بن سلمان", "山田 太郎", "শ্রী নাথ", "\u202Eatnemges\u202C",
	"a\x00b\x01c\x7F", "\xff\xfe\xfa", "\u200B\u200D\uFEFF", "z̷̢͓a̶l̸g̵o", "e\u0301\u0301\u0301\u0301", "ﬁ Ａ𝐁 Ⅷ ①",
	"(\\) ) ( \\", "%PDF-1.7\nendobj\nstartxref", "{page}{pages}{nb}", "<FEFF>", "line\r\nline\rline\u2028line", "\t\t \n\n\n ",
	"ΐΰ ᾳ ᾷ Ὦ ὰ́", "Ґ ґ Ї Ѩ ӽ", "ß ẞ ĳ ŉ ǆ Ǻ ȸ", strings.Repeat("W", 5000), strings.Repeat("я ", 3000), strings.Repeat("\u0301", 2000),
	strings.Repeat("\n", 3000), "",
}

func TestCertificateTakesAnyText(t *testing.T) {
	for _, text := range hostile {
		checkTakes(t, text)
	}
}

func TestCertificateTakesNaughtyStrings(t *testing.T) {
	var naughty []string
	file, err := os.ReadFile(shared(t, "strings", "blns.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(file, &naughty); err != nil {
		t.Fatal(err)
	}
	for chunk := range slices.Chunk(naughty, 20) {
		checkTakes(t, strings.Join(chunk, " "))
	}
}

// checkTakes puts a text everywhere on a certificate and looks whether a sound file comes out.
func checkTakes(t *testing.T, text string) {
	t.Helper()
	pdf, err := Certificate{
		Lang: text, Body: text, Office: []string{text, text}, Colour: text, Title: text, Number: text,
		Intro: text, Holder: text, Statement: text, Fields: []Field{{text, text}, {"", text}, {text, ""}}, Notes: []string{text, text},
		PlaceDate: text, Role: text, Signatory: text, VerifyTitle: text, VerifyHint: text, VerifyURL: "https://albo.example.org/v/X",
		CodeLabel: text, Code: text, PageOf: text, Author: text, Subject: text, Created: created,
	}.Render()
	if err != nil {
		t.Fatalf("%.40q: %v", text, err)
	}
	sound(t, pdf)
}

func TestCertificateOfNothing(t *testing.T) {
	if got := pagesOf(t, render(t, Certificate{Created: created})); got != 1 {
		t.Errorf("%d pages", got)
	}
}

func TestCertificateRefuses(t *testing.T) {
	for name, spoil := range map[string]func(*Certificate){
		"no time":      func(c *Certificate) { c.Created = time.Time{} },
		"no image":     func(c *Certificate) { c.Logo = []byte("<svg/>") },
		"long address": func(c *Certificate) { c.VerifyURL = "https://albo.example.org/" + strings.Repeat("x", 4000) },
	} {
		c := italian()
		spoil(&c)
		if _, err := c.Render(); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func BenchmarkCertificate(b *testing.B) {
	c := italian()
	c.Logo = spanish().Logo
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Render(); err != nil {
			b.Fatal(err)
		}
	}
}

func Benchmark100Certificates(b *testing.B) {
	all := slices.Repeat([]Certificate{italian(), spanish(), greek(), english()}, 25)
	b.ReportAllocs()
	for b.Loop() {
		for _, c := range all {
			if _, err := c.Render(); err != nil {
				b.Fatal(err)
			}
		}
	}
}
