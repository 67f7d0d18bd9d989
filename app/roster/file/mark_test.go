package file

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"albo/models"
)

// Beside a bad cell stands what is wrong with it.
func TestMarkedCellsHaveNotes(t *testing.T) {
	const list = "Cognome;Nome;Nato il\nROSSI;MARIA;31/02/1980\nVERDI;ANNA;1/1/1980\n12345;ADA;boh\n"
	o := readString(list, models.ReadSettings{}, italy)
	var complaints []models.Complaint
	for _, l := range o.lines {
		complaints = append(complaints, l.Complaints...)
	}
	var marked bytes.Buffer
	words := MarkWords{Header: "Cosa correggere", Say: func(c models.Complaint) string { return toldText(c.Text) }}
	if err := Mark(context.Background(), strings.NewReader(list), int64(len(list)), o.layout, complaints, words, &marked); err != nil {
		t.Fatal(err)
	}
	workbook, err := excelize.OpenReader(&marked)
	if err != nil {
		t.Fatal(err)
	}
	defer workbook.Close()
	notes, err := workbook.GetComments(markedSheet)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, n := range notes {
		got = append(got, n.Cell+" "+n.Text)
	}
	if want := "C2 date_impossible, A4 name_is_figures, C4 date_unreadable"; strings.Join(got, ", ") != want {
		t.Errorf("notes %q, want %q", got, want)
	}
}

// A day in a spreadsheet is complained of as its officer sees it.
func TestComplaintsShowDaysOfWorkbooks(t *testing.T) {
	l := newLiner(&models.FileLayout{Format: "xlsx"}, italy, false)
	for value, want := range map[string]string{"2050-03-12": "12/03/2050", "2050-13-12": "2050-13-12", "boh": "boh"} {
		if got := l.written(value); got != want {
			t.Errorf("%q is shown as %q, want %q", value, got, want)
		}
	}
}
