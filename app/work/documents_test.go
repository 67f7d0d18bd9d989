package work_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"albo/app/accreditation"
	"albo/app/document"
	"albo/app/membership"
	"albo/models"
)

const pdfFile = "%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"

func upload(name, content string) document.Upload {
	return document.Upload{Name: name, Body: strings.NewReader(content)}
}

// draft is a world with an application that is still the carer's to change.
func draft(t *testing.T) (*world, int64) {
	w := newWorld(t)
	w.declare()
	id, err := membership.Start(t.Context(), w.st, w.carer, w.association.ID, models.RoadTrained)
	w.must(err)
	return w, id
}

// kept is how many files there are.
func (w *world) kept() (n int) {
	w.t.Helper()
	w.must(filepath.WalkDir(w.st.Config.Files(), func(_ string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			n++
		}
		return err
	}))
	return n
}

// field is the key of what is wrong with a field of a refused input.
func field(err error, name string) string {
	var refusal *models.Error
	if errors.As(err, &refusal) {
		return refusal.Fields[name].Key
	}
	return ""
}

func picture(t *testing.T, encode func(io.Writer, image.Image) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := encode(&b, image.NewRGBA(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func archive(t *testing.T, names ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range names {
		if _, err := z.Create(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A document is what its bytes say, whatever its name; anything but a PDF or a photograph is refused and not kept.
func TestDocumentsAreWhatTheirBytesSay(t *testing.T) {
	w, id := draft(t)
	small := picture(t, png.Encode)
	photograph := picture(t, func(out io.Writer, m image.Image) error { return jpeg.Encode(out, m, nil) })
	huge := []byte(small)
	copy(huge[16:], "\x00\x00\x40\x00\x00\x00\x40\x00") // width and height in its head: 16384 pixels each
	for name, c := range map[string]struct{ content, want, kind string }{
		"a PDF.pdf":                    {pdfFile, "", "application/pdf"},
		"a photograph named .pdf":      {photograph, "", "image/jpeg"},
		"a picture.png":                {small, "", "image/png"},
		"a picture with a web page":    {small + "<script>alert(1)</script>", "", "image/png"},
		"a PDF with an archive":        {pdfFile + archive(t, "x.exe"), "", "application/pdf"},
		"as large as may be.pdf":       {pdfFile + strings.Repeat(" ", models.MaxDocumentSize-len(pdfFile)), "", "application/pdf"},
		"one byte larger.pdf":          {pdfFile + strings.Repeat(" ", models.MaxDocumentSize-len(pdfFile)+1), "document.too_large", ""},
		"nothing.pdf":                  {"", "document.empty", ""},
		"a web page.pdf":               {"<!DOCTYPE html><script>alert(1)</script>", "document.wrong_type", ""},
		"a drawing.svg":                {`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`, "document.wrong_type", ""},
		"an animation.png":             {"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "document.wrong_type", ""},
		"a program.pdf":                {"MZ\x90\x00" + strings.Repeat("\x00", 60), "document.wrong_type", ""},
		"a text.pdf":                   {"Attestato", "document.wrong_type", ""},
		"an archive.pdf":               {archive(t, "a.pdf"), "document.wrong_type", ""},
		"a letter.docx":                {archive(t, "[Content_Types].xml", "word/document.xml"), "document.wrong_type", ""},
		"only the head of a picture":   {small[:20], "document.bad_image", ""},
		"only the head of a photo.jpg": {photograph[:4], "document.bad_image", ""},
		"a picture without end.png":    {string(huge), "document.bad_image", ""},
	} {
		before := w.kept()
		err := membership.Attach(t.Context(), w.st, w.carer, id, models.DocumentOther, upload(name, c.content))
		if got := field(err, "file"); got != c.want || (err == nil) != (c.want == "") {
			t.Errorf("%s: %v %s, want %q", name, err, got, c.want)
			continue
		}
		if c.want != "" {
			if n := w.kept(); n != before {
				t.Errorf("%s was refused and is kept", name)
			}
			continue
		}
		list, err := document.OfAdmission(t.Context(), w.st, id)
		w.must(err)
		if d := list[len(list)-1]; d.MediaType != c.kind || d.Size != int64(len(c.content)) || !strings.HasPrefix(d.Name, name) {
			t.Errorf("%s: kept as %q, %s of %d bytes", name, d.Name, d.MediaType, d.Size)
		}
		w.must(membership.Detach(t.Context(), w.st, w.carer, id, list[len(list)-1].PublicID))
	}
	w.drain()
	if n := w.kept(); n != 0 {
		t.Errorf("%d files are left of documents taken away", n)
	}
	if err := membership.Attach(t.Context(), w.st, w.carer, id, "selfie", upload("x.pdf", pdfFile)); field(err, "file") != "document.no_kind" || w.kept() != 0 {
		t.Errorf("a kind that is not offered: %v", err)
	}
}

func TestNamesOfDocumentsAreOnlyNames(t *testing.T) {
	w, id := draft(t)
	for name, want := range map[string]string{
		`C:\Users\Lucia\attestato.pdf`: "attestato.pdf", "../../etc/passwd": "passwd.pdf", "a\nb\"c\t.pdf": "a_b_c_.pdf", "": "file.pdf", "..": "file.pdf", "Foto.PDF": "Foto.PDF", "\u202efdp.exe": "fdp.exe.pdf", "seite.html": "seite.html.pdf",
		strings.Repeat("è", 200) + ".pdf": strings.Repeat("è", 60) + "…" + strings.Repeat("è", 35) + ".pdf",
	} {
		w.must(membership.Attach(t.Context(), w.st, w.carer, id, models.DocumentOther, upload(name, pdfFile)))
		list, err := document.OfAdmission(t.Context(), w.st, id)
		w.must(err)
		if got := list[len(list)-1].Name; got != want {
			t.Errorf("%q is kept as %q, want %q", name, got, want)
		}
	}
}

// Twenty documents are room enough, for an application of either kind; one taken away makes room again.
func TestTwentyDocumentsAtMost(t *testing.T) {
	w, id := draft(t)
	ctx := t.Context()
	asked, err := accreditation.Start(ctx, w.st, w.carer, w.body.ID)
	w.must(err)
	for name, c := range map[string]struct {
		attach func() error
		list   func() ([]models.Document, error)
		detach func(publicID string) error
	}{
		"admission": {
			func() error {
				return membership.Attach(ctx, w.st, w.carer, id, models.DocumentOther, upload("x.pdf", pdfFile))
			},
			func() ([]models.Document, error) { return document.OfAdmission(ctx, w.st, id) },
			func(publicID string) error { return membership.Detach(ctx, w.st, w.carer, id, publicID) },
		},
		"accreditation": {
			func() error {
				return accreditation.Attach(ctx, w.st, w.carer, asked, models.DocumentOther, upload("x.pdf", pdfFile))
			},
			func() ([]models.Document, error) { return document.OfAccreditation(ctx, w.st, asked) },
			func(publicID string) error { return accreditation.Detach(ctx, w.st, w.carer, asked, publicID) },
		},
	} {
		for range 20 {
			w.must(c.attach())
		}
		files := w.kept()
		if err := c.attach(); field(err, "file") != "document.too_many" || w.kept() != files {
			t.Errorf("%s: the twenty-first: %v", name, err)
		}
		list, err := c.list()
		w.must(err)
		w.must(c.detach(list[7].PublicID))
		w.must(c.attach())
		if list, err := c.list(); err != nil || len(list) != 20 {
			t.Errorf("%s: %d documents, %v", name, len(list), err)
		}
	}
}

// A document is handed to its owner, and to who decides once the application is handed in; to nobody else, ever.
func TestDocumentsAreHandedOnlyToWhoMay(t *testing.T) {
	w, id := draft(t)
	ctx := t.Context()
	w.must(membership.SaveDraft(ctx, w.st, w.carer, id, membership.DraftInput{Road: models.RoadTrained, CourseTitle: "Corso di prova", CourseHours: 120}))
	w.must(membership.Attach(ctx, w.st, w.carer, id, models.DocumentTraining, upload("attestato.pdf", pdfFile)))
	asked, err := accreditation.Start(ctx, w.st, w.carer, w.body.ID)
	w.must(err)
	w.must(accreditation.Keep(ctx, w.st, w.carer, asked, accreditation.TypedInput{DraftInput: accreditation.DraftInput{Grounds: models.GroundsTraining}}))
	w.must(accreditation.Attach(ctx, w.st, w.carer, asked, models.DocumentTraining, upload("attestato.pdf", pdfFile)))
	of := func(list []models.Document, err error) string {
		t.Helper()
		w.must(err)
		return list[0].PublicID
	}
	title, proof := of(document.OfAdmission(ctx, w.st, id)), of(document.OfAccreditation(ctx, w.st, asked))
	other := int64(999)
	people := map[string]models.Actor{
		"carer": w.carer, "admin": w.admin, "officer": w.officer, "another carer": w.signUp("altra@example.org", "Altra Persona"), "platform": platform, "nobody": {},
		"admin elsewhere":   {AccountID: 7, Roles: []models.Role{{Kind: models.AssociationAdmin, AssociationID: &other}, {Kind: models.BodyOfficer, BodyID: &other}}},
		"admin of the body": {AccountID: 7, Roles: []models.Role{{Kind: models.AssociationAdmin, BodyID: &w.body.ID}, {Kind: models.BodyOfficer, AssociationID: &w.association.ID}}},
	}
	handed := func(when, publicID string, to ...string) {
		t.Helper()
		for name, by := range people {
			d, f, err := document.Open(ctx, w.st, by, publicID)
			may := false
			for _, who := range to {
				may = may || who == name
			}
			if kind := w.kindOf(err); may != (kind == 0) || !may && kind != models.NotFound {
				t.Errorf("%s, %s: %v", when, name, err)
			}
			if err != nil {
				continue
			}
			content, err := io.ReadAll(f)
			w.must(errors.Join(err, f.Close()))
			if string(content) != pdfFile || d.MediaType != "application/pdf" {
				t.Errorf("%s, %s gets %s %q", when, name, d.MediaType, content)
			}
		}
	}
	handed("draft", title, "carer")
	handed("draft", proof, "carer")
	if n := w.count("select count(*) from documents where seen_at is not null"); n != 0 {
		t.Error("the owner's look counts as having been seen")
	}
	w.must(membership.Submit(ctx, w.st, w.carer, id, membership.SubmitInput{Statute: true, Truth: true}))
	handed("handed in", title, "carer", "admin")
	handed("the other not yet", proof, "carer")
	if n := w.count("select count(*) from documents where seen_by = ?", w.admin.AccountID); n != 1 {
		t.Errorf("%d documents were seen by who decides", n)
	}
	w.must(accreditation.Submit(ctx, w.st, w.carer, asked, accreditation.SubmitInput{Truth: true}))
	handed("handed in to the body", proof, "carer", "officer")
	if err := membership.Detach(ctx, w.st, w.carer, id, title); w.kindOf(err) != models.Conflict {
		t.Errorf("taken away after it was handed in: %v", err)
	}
	if err := membership.Attach(ctx, w.st, w.carer, id, models.DocumentOther, upload("x.pdf", pdfFile)); w.kindOf(err) != models.Conflict || w.kept() != 2 {
		t.Errorf("added after it was handed in: %v", err)
	}
	w.must(membership.RequestCompletion(ctx, w.st, w.admin, id, membership.CompletionInput{Text: "Manca una pagina."}))
	for name, by := range people {
		if name != "carer" && w.kindOf(membership.Detach(ctx, w.st, by, id, title)) != models.NotFound {
			t.Errorf("%s takes a document away", name)
		}
	}
	if err := membership.Detach(ctx, w.st, w.carer, id, proof); w.kindOf(err) != models.NotFound {
		t.Errorf("a document of another application: %v", err)
	}
	w.must(membership.Detach(ctx, w.st, w.carer, id, title))
	handed("taken away", title)
	handed("no such document", "00000000-0000-0000-0000-000000000000")
	handed("no name of a document", "' or '1'='1")
}
