package file

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"albo/app/fold"
	"albo/models"
	"golang.org/x/text/encoding"
	utf "golang.org/x/text/encoding/unicode"
)

var update = flag.Bool("update", false, "write what is read now into testdata")

const (
	fileMark   = "\n-- file --\n"
	wantedMark = "\n-- read --\n"
)

// Each file of testdata tells what an office did, holds the file as its officer sees it, and then what is read of it. The
// lines above the file say in what encoding and with what ends of lines it is saved.
func TestOfficeFiles(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(names) < 20 {
		t.Fatalf("only %d files in testdata: %v", len(names), err)
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			content, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			story, rest, _ := strings.Cut(string(content), fileMark)
			file, wanted, _ := strings.Cut(rest, wantedMark)
			rules := Rules{Country: option(story, "country", "IT"), Today: today}
			if known := option(story, "municipalities", ""); known != "" {
				rules.Municipalities = Places{}
				for name := range strings.SplitSeq(known, ", ") {
					rules.Municipalities[fold.Name(name)] = name
				}
			}
			got := told(readString(saved(t, story, file+"\n"), models.ReadSettings{}, rules))
			if *update {
				if err := os.WriteFile(name, []byte(story+fileMark+file+wantedMark+got), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if got != wanted {
				t.Errorf("read:\n%s\nwanted:\n%s", got, wanted)
			}
		})
	}
}

var today = models.MustDate("2026-11-21")

func option(story, name, otherwise string) string {
	for line := range strings.Lines(story) {
		if value, found := strings.CutPrefix(line, name+": "); found {
			return strings.TrimSpace(value)
		}
	}
	return otherwise
}

// saved writes a file as the story says. ␍ is a carriage return, ⍽ a no-break space, ␉ a tab, ␀ a byte of zeros, ⁇ the byte 0xE0 amid UTF-8.
func saved(t *testing.T, story, file string) string {
	t.Helper()
	if option(story, "last line", "ended") == "open" {
		file = strings.TrimSuffix(file, "\n")
	}
	ends := map[string]string{"lf": "\n", "crlf": "\r\n", "cr": "\r"}[option(story, "line ends", "crlf")]
	file = strings.NewReplacer("\n", ends, "␍", "\r", "⍽", "\u00a0", "␉", "\t", "␀", "\x00").Replace(file)
	name := option(story, "encoding", "utf-8")
	var encoder encoding.Encoding = decoders[name]
	switch name {
	case "utf-8":
		return strings.ReplaceAll(file, "⁇", "\xe0")
	case "utf-8 with mark":
		return "\ufeff" + file
	case "utf-16le without mark":
		encoder = utf.UTF16(utf.LittleEndian, utf.IgnoreBOM)
	}
	encoded, err := encoder.NewEncoder().String(file)
	if err != nil {
		t.Fatal(err)
	}
	return encoded
}

type outcome struct {
	layout models.FileLayout
	lines  []models.RosterLine
	err    error
}

func readString(file string, settings models.ReadSettings, rules Rules) outcome {
	var o outcome
	o.layout, o.err = Read(context.Background(), strings.NewReader(file), int64(len(file)), settings, rules, func(l models.RosterLine) error {
		o.lines = append(o.lines, l)
		return nil
	})
	return o
}

// told writes down an outcome for people to read.
func told(o outcome) string {
	var s strings.Builder
	fmt.Fprintf(&s, "%s %s %q header %s, %d rows\n", o.layout.Format, o.layout.Encoding, o.layout.Delimiter, headerTold(o.layout), o.layout.Rows)
	for i, c := range o.layout.Columns {
		fmt.Fprintf(&s, "%s %q: %s %s\n", columnLetter(i), c.Header, cmp.Or(string(c.Field), "-"), c.Confidence)
	}
	for _, table := range o.layout.Tables {
		fmt.Fprintf(&s, "table from row %d, %s:", table.HeaderRow, table.Title)
		for i, c := range table.Columns {
			fmt.Fprintf(&s, " %s %s %s", columnLetter(i), cmp.Or(string(c.Field), "-"), c.Confidence)
		}
		s.WriteString("\n")
	}
	for _, l := range o.lines {
		s.WriteString(toldLine(l))
	}
	for _, c := range o.layout.Complaints {
		if c.Fatal {
			s.WriteString("left out ")
		}
		s.WriteString(toldComplaint(c) + "\n")
	}
	var refusal *models.Error
	if errors.As(o.err, &refusal) {
		fmt.Fprintf(&s, "refused %s\n", toldText(refusal.Text))
	}
	return s.String()
}

func headerTold(l models.FileLayout) string {
	if len(l.HeaderRows) == 0 {
		return fmt.Sprint(l.HeaderRow)
	}
	return strings.Trim(fmt.Sprint(l.HeaderRows), "[]")
}

func toldLine(l models.RosterLine) string {
	s := fmt.Sprintf("%d: %s | %s", l.Row, l.Surname, l.GivenName)
	for _, f := range []struct{ name, value string }{
		{"n", l.Number}, {"code", l.TaxCode}, {"born", l.BirthDate.String()}, {"in", l.BirthPlace}, {"at", l.Municipality},
		{"act", strings.TrimSpace(l.ActKind + " " + l.ActNumber)}, {"of", l.ActDate.String()}, {"from", l.ListedFrom.String()}, {"until", l.ListedUntil.String()},
		{"with", l.Qualification}, {"hours", fmt.Sprint(l.Hours)}, {"tel", l.Phone}, {"mail", l.Email},
		{"sex", l.Sex}, {"father", l.FatherName}, {"mother", l.MotherName}, {"married", l.MarriedName}, {"street", l.Address}, {"postcode", l.Postcode}, {"status", string(l.Status)},
	} {
		if f.value != "" && f.value != "0" && f.value != "valid" {
			s += fmt.Sprintf(" | %s %s", f.name, f.value)
		}
	}
	if l.TaxCodeKey != "" && l.TaxCodeKey != l.TaxCode {
		s += " | compared as " + l.TaxCodeKey
	}
	if l.TaxCodeKey == "" {
		s += " | key " + l.LineKey
	}
	for _, c := range l.Complaints {
		s += "\n   " + toldComplaint(c)
	}
	return s + "\n"
}

func toldComplaint(c models.Complaint) string {
	return fmt.Sprintf("row %d %s %s %q %s", c.Row, c.Column, c.Field, c.Value, toldText(c.Text))
}

func toldText(t models.Text) string {
	s := strings.TrimPrefix(t.Key, "roster.file.")
	for _, name := range slices.Sorted(maps.Keys(t.Args)) {
		s += fmt.Sprintf(" %s=%s", name, t.Args[name])
	}
	return s
}
