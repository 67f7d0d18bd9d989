package file

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"albo/models"
)

var italy = Rules{Country: "IT", Today: today}

func TestRefusals(t *testing.T) {
	long := strings.Repeat("x", maxRecord)
	for name, c := range map[string]struct {
		file     string
		settings models.ReadSettings
		want     string
	}{
		"nothing":                {"", models.ReadSettings{}, "empty"},
		"blanks":                 {"\ufeff \r\n \r\n", models.ReadSettings{}, "empty"},
		"many blanks":            {strings.Repeat(" ; \r\n", 5000), models.ReadSettings{}, "no_rows"},
		"PDF":                    {"%PDF-1.7\n…", models.ReadSettings{}, "is_pdf"},
		"picture":                {"\x89PNG\r\n\x1a\n", models.ReadSettings{}, "is_image"},
		"gzip":                   {"\x1f\x8b\x08\x00", models.ReadSettings{}, "is_archive"},
		"rtf":                    {`{\rtf1\ansi Cognome;Nome`, models.ReadSettings{}, "is_word"},
		"web page":               {"\ufeff\n<HTML><table><tr><td>Cognome</td></tr></table>", models.ReadSettings{}, "is_web_page"},
		"XML spreadsheet":        {`<?xml version="1.0"?><Workbook/>`, models.ReadSettings{}, "is_not_table"},
		"JSON":                   {`{"cognome":"ROSSI"}`, models.ReadSettings{}, "is_not_table"},
		"old Excel, bare":        {"\x09\x08\x10\x00\x00\x06\x05\x00", models.ReadSettings{}, "is_old_excel"},
		"old Excel":              {compound("Workbook"), models.ReadSettings{}, "is_old_excel"},
		"very old Excel":         {compound("Book"), models.ReadSettings{}, "is_old_excel"},
		"password":               {compound("EncryptedPackage"), models.ReadSettings{}, "is_protected"},
		"Word":                   {compound("WordDocument"), models.ReadSettings{}, "is_word"},
		"other compound":         {compound("PowerPoint Document"), models.ReadSettings{}, "is_not_table"},
		"compound cut off":       {compound("Workbook")[:40], models.ReadSettings{}, "is_not_table"},
		"program":                {"MZ\x90\x00\x03\x00\x00\x00", models.ReadSettings{}, "is_binary"},
		"zeros":                  {strings.Repeat("\x00\x01\x02\x03", 999), models.ReadSettings{}, "is_binary"},
		"zip cut off":            {"PK\x03\x04…", models.ReadSettings{}, "damaged"},
		"no names":               {"Comune;Telefono\r\nPoppi;0575111111", models.ReadSettings{}, "no_name_column"},
		"names taken away":       {"Cognome;Nome\r\nROSSI;MARIA", models.ReadSettings{Columns: map[int]models.RosterField{0: "", 1: ""}}, "no_name_column"},
		"one endless row":        {"Cognome;Nome\r\n" + long + long, models.ReadSettings{}, "row_too_long row=2"},
		"endless first row":      {long + long, models.ReadSettings{}, "row_too_long row=1"},
		"too many columns":       {"Cognome;Nome" + strings.Repeat(";x", MaxColumns-1), models.ReadSettings{}, "too_many_columns n=200 row=1"},
		"unknown encoding":       {"Cognome", models.ReadSettings{Encoding: "klingon"}, "encoding_unknown encoding=klingon"},
		"impossible delimiter":   {"Cognome", models.ReadSettings{Delimiter: `"`}, `delimiter_unknown delimiter="`},
		"header row not written": {"Cognome;Nome\r\nROSSI;MARIA", models.ReadSettings{HeaderRow: 7}, "header_row_blank row=7"},
	} {
		o := readString(c.file, c.settings, italy)
		var refusal *models.Error
		if !errors.As(o.err, &refusal) || toldText(refusal.Text) != c.want || refusal.Kind != models.Invalid {
			t.Errorf("%s: %v, want %s", name, o.err, c.want)
		}
	}
}

// compound is the beginning of a compound file of Microsoft's whose directory names a stream.
func compound(stream string) string {
	header := make([]byte, 1024)
	copy(header, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	copy(header[512:], utf16le("Root Entry"))
	copy(header[640:], utf16le(stream))
	return string(header)
}

// Everything guessed can be corrected.
func TestSettings(t *testing.T) {
	for name, c := range map[string]struct {
		file     string
		settings models.ReadSettings
		want     string
	}{
		"encoding": {"Cognome;Nome\nCALABR\x98;NICCOL\x98", models.ReadSettings{Encoding: "macintosh"},
			"2: CALABRò | NICCOLò | key calabro niccolo|"},
		"delimiter": {"Cognome;Nome,Comune\nROSSI;MARIA,Poppi", models.ReadSettings{Delimiter: ","},
			"2: ROSSI;MARIA |  | at Poppi | key maria rossi|"},
		"header row": {"Cognome;Nome\nCognome;Comune\nROSSI;Poppi", models.ReadSettings{HeaderRow: 2},
			"3: ROSSI |  | at Poppi | key rossi|"},
		"no header": {"Cognome;Nome\nROSSI;MARIA", models.ReadSettings{HeaderRow: -1, Columns: map[int]models.RosterField{0: models.RosterSurname, 1: models.RosterGivenName}},
			"1: Cognome | Nome | key cognome nome|\n2: ROSSI | MARIA | key maria rossi|"},
		"one column": {"Cognome;Nome;Nota\nROSSI;MARIA;Poppi", models.ReadSettings{Columns: map[int]models.RosterField{2: models.RosterMunicipality}},
			"2: ROSSI | MARIA | at Poppi | key maria rossi|"},
		"swapped": {"Cognome;Nome\nMARIA;ROSSI", models.ReadSettings{Columns: map[int]models.RosterField{0: models.RosterGivenName, 1: models.RosterSurname}},
			"2: ROSSI | MARIA | key maria rossi|"},
		"column not imported": {"Cognome;Nome;Telefono\nROSSI;MARIA;0575111111", models.ReadSettings{Columns: map[int]models.RosterField{2: models.RosterIgnored}},
			"2: ROSSI | MARIA | key maria rossi|"},
		"column that is not there": {"Cognome;Nome\nROSSI;MARIA", models.ReadSettings{Columns: map[int]models.RosterField{-1: models.RosterSurname, 99: models.RosterSurname}},
			"2: ROSSI | MARIA | key maria rossi|"},
		"two names in two columns": {"A;B;C\nROSSI;MARIA;LUISA", models.ReadSettings{HeaderRow: 1, Columns: map[int]models.RosterField{0: models.RosterSurname, 1: models.RosterGivenName, 2: models.RosterGivenName}},
			"2: ROSSI | MARIA LUISA | key luisa maria rossi|"},
	} {
		o := readString(c.file, c.settings, italy)
		var got []string
		for _, l := range o.lines {
			got = append(got, strings.TrimSuffix(toldLine(l), "\n"))
		}
		if o.err != nil || strings.Join(got, "\n") != c.want {
			t.Errorf("%s: %v\n%s\nwant\n%s", name, o.err, strings.Join(got, "\n"), c.want)
		}
	}
}

func TestChosenColumnsAreMarked(t *testing.T) {
	chosen := map[int]models.RosterField{0: models.RosterSurname, 1: models.RosterGivenName, 2: models.RosterBirthPlace}
	o := readString("Cognome;Nome;Comune\nROSSI;MARIA;POPPI", models.ReadSettings{Columns: chosen}, italy)
	c := o.layout.Columns
	if c[2].Confidence != models.Chosen || c[2].Field != models.RosterBirthPlace || c[2].Why.Key != "roster.file.why_chosen" {
		t.Errorf("the column that was corrected: %+v", c[2])
	}
	if c[0].Confidence != models.Certain || c[0].Why.Key != "roster.file.why_header" || c[1].Confidence != models.Certain || c[0].Samples[0] != "ROSSI" {
		t.Errorf("columns that were left as they were guessed: %+v", c[:2])
	}
}

// A header of words that nobody knows is told from people by what stands below it, and can be said.
func TestUnknownHeaders(t *testing.T) {
	const people = "ROSSI;MARIA;12/03/1980;Poppi\nVERDI;ANNA;13/03/1980;Poppi\nNERI;PAOLO;14/03/1980;Talla\n"
	byHand := map[int]models.RosterField{0: models.RosterSurname, 1: models.RosterGivenName, 2: models.RosterBirthDate}
	for name, c := range map[string]struct {
		file     string
		settings models.ReadSettings
		header   int
		first    string
	}{
		"by shape":                 {"Naam;Voornaam;Geb.;Waar\n" + people, models.ReadSettings{Columns: byHand}, 1, "ROSSI"},
		"below a title":            {"Lijst\n\nNaam;Voornaam;Geb.;Waar\n" + people, models.ReadSettings{Columns: byHand}, 3, "ROSSI"},
		"somebody without figures": {"GALLI;LUISA;ignota;Poppi\n" + people, models.ReadSettings{Columns: byHand}, 0, "GALLI"},
		"nobody without figures":   {people, models.ReadSettings{Columns: byHand}, 0, "ROSSI"},
		"two rows, as was said":    {"Naam;Voornaam;Geb.;Waar\nfam;eigen;dag;stad\n" + people, models.ReadSettings{Columns: byHand, HeaderRow: 1, HeaderRows: 2}, 1, "ROSSI"},
		"none, as was said":        {"Naam;Voornaam;Geb.;Waar\n" + people, models.ReadSettings{Columns: byHand, HeaderRow: -1}, 0, "Naam"},
		"more rows than there are": {"Cognome;Nome", models.ReadSettings{Columns: byHand, HeaderRow: 1, HeaderRows: 9}, 1, ""},
	} {
		o := readString(c.file, c.settings, italy)
		first := ""
		if len(o.lines) > 0 {
			first = o.lines[0].Surname
		}
		if o.err != nil || o.layout.HeaderRow != c.header || first != c.first {
			t.Errorf("%s: header in row %d, first %q, %v", name, o.layout.HeaderRow, first, o.err)
		}
	}
	o := readString("Lijst\nNaam;Voornaam;Geb.;Waar\n"+people, models.ReadSettings{}, italy)
	if s := o.layout.Start; len(s) != 4 || s[0].Number != 2 || s[0].Cells[1] != "Voornaam" {
		t.Errorf("the rows to choose from: %+v", s)
	}
}

func TestKnownMunicipalitiesTellTheirColumn(t *testing.T) {
	rules := italy
	rules.Municipalities = Places{"poppi": "Poppi", "talla": "Talla"}
	o := readString("Cognome;Nome;Dove\nROSSI;MARIA;POPPI\nVERDI;ANNA;TALLA", models.ReadSettings{}, rules)
	if c := o.layout.Columns[2]; c.Field != models.RosterMunicipality || c.Confidence != models.Probable {
		t.Errorf("column %+v", c)
	}
}

func TestBounds(t *testing.T) {
	t.Run("blank rows end the list", func(t *testing.T) {
		list := "Cognome;Nome\nROSSI;MARIA\n"
		o := readString(list+strings.Repeat("\n", MaxBlankRows-1)+"VERDI;ANNA\n"+strings.Repeat(";\n", MaxBlankRows)+"NERI;PAOLO\n", models.ReadSettings{}, italy)
		if o.err != nil || len(o.lines) != 2 || o.lines[1].Row != MaxBlankRows+2 {
			t.Errorf("%d lines, %v", len(o.lines), o.err)
		}
	})
	t.Run("rows", func(t *testing.T) {
		var list strings.Builder
		list.WriteString("Cognome;N.\n")
		for i := range MaxRows + 1 {
			fmt.Fprintf(&list, "ROSSI%d;1\n", i)
		}
		o := readString(list.String(), models.ReadSettings{}, italy)
		if o.err == nil || len(o.lines) != MaxRows {
			t.Errorf("%d lines, %v", len(o.lines), o.err)
		}
	})
	t.Run("a cell", func(t *testing.T) {
		o := readString("Cognome;Nome;Comune\nROSSI;MARIA;"+strings.Repeat("à", maxText+1)+"\nVERDI;ANNA;"+strings.Repeat("à", maxText), models.ReadSettings{}, italy)
		if len(o.lines) != 2 || o.lines[0].Municipality != "" || len(o.lines[0].Complaints) != 1 || len(o.lines[1].Complaints) != 0 {
			t.Errorf("%v %v", told(o), o.err)
		}
	})
	t.Run("a name and a code", func(t *testing.T) {
		long := strings.Repeat("X", 30_000)
		o := readString("Cognome;Nome;CF;"+long+"\nROSSI;"+long+";;\n"+long+";;;\nVERDI;ANNA;"+long[:maxText]+";\n", models.ReadSettings{}, italy)
		if len(o.lines) != 2 || toldComplaint(o.lines[0].Complaints[0]) != "row 2 Nome given_name \""+shortened(long)+"\" name_too_long n=120" ||
			o.lines[0].GivenName != "" || o.layout.Complaints[0].Text.Key != "roster.file.name_too_long" || o.lines[1].TaxCode != "" || len(o.lines[1].Complaints) != 1 {
			t.Errorf("%v %v", told(o), o.err)
		}
		if header := o.layout.Columns[3].Header; header != shortened(long) {
			t.Errorf("a header of %d characters", len(header))
		}
	})
	t.Run("an unclosed quotation mark", func(t *testing.T) {
		o := readString("Cognome;Nome\n\"ROSSI;MARIA\n"+strings.Repeat("VERDI;ANNA\n", 20_000), models.ReadSettings{}, italy)
		if o.layout.Rows != 20_001 || len(o.lines) != 2 {
			t.Errorf("%d rows, %d lines, %v", o.layout.Rows, len(o.lines), o.err)
		}
	})
	t.Run("complaints", func(t *testing.T) {
		o := readString("Cognome;Nome;Comune\n"+strings.Repeat(";;Poppi\n", maxComplaints+7), models.ReadSettings{}, italy)
		if len(o.layout.Complaints) != maxComplaints || o.layout.MoreLeftOut != 7 || o.layout.Rows != maxComplaints+7 {
			t.Errorf("%d complaints and %d more", len(o.layout.Complaints), o.layout.MoreLeftOut)
		}
	})
}

// endless is a file made up while it is read.
type endless func(offset int64) byte

func (e endless) ReadAt(p []byte, offset int64) (int, error) {
	for i := range p {
		p[i] = e(offset + int64(i))
	}
	return len(p), nil
}

func TestFiftyMegabytesOfGarbage(t *testing.T) {
	noise := rand.New(rand.NewPCG(1, 2))
	for name, file := range map[string]endless{
		"bytes":   func(int64) byte { return byte(noise.Uint32()) },
		"letters": func(int64) byte { return 'a' + byte(noise.Uint32()%26) },
		"quotes":  func(i int64) byte { return "\"a\"\"b;\n"[i%7] },
		"lines":   func(i int64) byte { return "x;y\n"[i%4] },
		"commas":  func(int64) byte { return ';' },
	} {
		_, err := Read(context.Background(), file, 50<<20, models.ReadSettings{}, italy, func(models.RosterLine) error { return nil })
		var refusal *models.Error
		if !errors.As(err, &refusal) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestInterruption(t *testing.T) {
	file := strings.NewReader("Cognome;Nome\nROSSI;MARIA\n")
	keep := func(models.RosterLine) error { return nil }
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Read(cancelled, file, file.Size(), models.ReadSettings{}, italy, keep); err != context.Canceled {
		t.Errorf("cancelled: %v", err)
	}
	late, cancel := context.WithDeadline(context.Background(), time.Unix(0, 0))
	defer cancel()
	_, err := Read(late, file, file.Size(), models.ReadSettings{}, italy, keep)
	var refusal *models.Error
	if !errors.As(err, &refusal) || refusal.Text.Key != "roster.file.too_slow" {
		t.Errorf("too late: %v", err)
	}
	stop := errors.New("enough")
	if _, err := Read(context.Background(), file, file.Size(), models.ReadSettings{}, italy, func(models.RosterLine) error { return stop }); err != stop {
		t.Errorf("stopped by the caller: %v", err)
	}
}

// broken is a disk that fails.
type broken struct{}

var errDisk = errors.New("disk failure")

func (broken) ReadAt(p []byte, offset int64) (int, error) {
	if offset > 0 {
		return 0, errDisk
	}
	return copy(p, "PK\x03\x04"+strings.Repeat(" ", len(p))), nil
}

func TestFailingDiskIsNoFaultOfTheFile(t *testing.T) {
	_, err := Read(context.Background(), broken{}, 1<<20, models.ReadSettings{}, italy, nil)
	if !errors.Is(err, errDisk) {
		t.Errorf("got %v", err)
	}
	_, err = Read(context.Background(), io.NewSectionReader(strings.NewReader("Cognome"), 0, 7), 100, models.ReadSettings{}, italy, nil)
	if err == nil {
		t.Error("a file shorter than said was read")
	}
}

func TestPanicBecomesARefusal(t *testing.T) {
	err := guarded(func() error { panic("a parser slipped") })
	var refusal *models.Error
	if !errors.As(err, &refusal) || !strings.Contains(err.Error(), "a parser slipped") || !strings.Contains(err.Error(), "read_test.go") {
		t.Errorf("got %v", err)
	}
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{"Cognome;Nome\nROSSI;MARIA", "\xff\xfeC\x00", "a\"b\",\"c\r\r\n", "sep=,\nCognome,Nome\n\"x", "PK\x03\x04", "ΕΠΩΝΥΜΟ\t\xc1\xb6",
		"1. Cognome;Nome;Nato il;Comune\r\nRO\x00SSI;MA\rRIA;Poppi 9 dic 1990;Popi\r\n", "Naam;Geb\nA;12APR78\nB;1 2 80\nC;3-IV-1980\n"} {
		f.Add([]byte(seed))
	}
	anything := models.ReadSettings{HeaderRow: -1, Columns: map[int]models.RosterField{}}
	for i, field := range models.RosterFields {
		anything.Columns[i] = field
	}
	rules := italy
	rules.Municipalities = Places{"poppi": "Poppi", "castel san niccolo": "Castel San Niccolò"}
	f.Fuzz(func(t *testing.T, file []byte) {
		for _, settings := range []models.ReadSettings{{}, anything} {
			o := readString(string(file), settings, rules)
			if kept, err := json.Marshal(o.layout); err != nil || strings.Contains(string(kept), `\u0000`) {
				t.Fatalf("a layout that cannot be kept: %s %v", kept, err)
			}
			var refusal *models.Error
			if o.err != nil && (!errors.As(o.err, &refusal) || strings.Contains(o.err.Error(), "panic")) {
				t.Fatal(o.err)
			}
			keys := map[string]bool{}
			for _, l := range o.lines {
				if len(l.Complaints) > 2*MaxColumns || longer(l.Surname, maxName) || strings.ContainsRune(l.Surname+l.GivenName+l.Address+l.Municipality, 0) {
					t.Fatalf("a line that cannot be kept %+v", l)
				}
				if l.NameKey == "" || l.LineKey == "" || keys[l.LineKey] || l.Row < 1 {
					t.Fatalf("line %+v", l)
				}
				keys[l.LineKey] = true
			}
			if left := len(o.layout.Complaints) + o.layout.MoreLeftOut; o.err == nil && len(o.lines)+left != o.layout.Rows {
				t.Fatalf("%d lines and %d left out of %d rows", len(o.lines), left, o.layout.Rows)
			}
		}
	})
}
