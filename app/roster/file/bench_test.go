package file

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"albo/models"
	"github.com/xuri/excelize/v2"
)

// The people of the benchmarks have made-up names and codes with right check characters.
const benchRows = 100_000

func benchRow(i int) []string {
	letters := "ABCDEFGHJKLMNPRSTVWZ"
	triplet := func(n int) string {
		return string([]byte{letters[n%20], letters[n/20%20], letters[n/400%20]})
	}
	year, month, day := 40+i%60, 1+i/60%12, 1+i/720%28
	code := fmt.Sprintf("%s%s%02d%c%02dG%03d", triplet(i), triplet(i/7), year, "ABCDEHLMPRST"[month-1], day, 100+i%900)
	return []string{
		fmt.Sprint(i + 1), "COGNOME" + triplet(i), "NOME" + triplet(i/8000), fmt.Sprintf("%02d/%02d/19%02d", day, month, year), code + checkCharacter(code),
		"POPPI", fmt.Sprint(i/50 + 1), "01/02/2020", fmt.Sprintf("0575 %06d", i), fmt.Sprintf("persona%d@example.org", i),
	}
}

func checkCharacter(code string) string {
	odd := []int{1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23}
	sum := 0
	for i, c := range []byte(code) {
		value := int(c - '0')
		if c >= 'A' {
			value = int(c - 'A')
		}
		if i%2 == 0 {
			value = odd[value]
		}
		sum += value
	}
	return string(rune('A' + sum%26))
}

var benchHeader = []string{"N.", "COGNOME", "NOME", "Nato il", "Codice fiscale", "Comune", "Det. n.", "Data det.", "Telefono", "E-mail"}

func BenchmarkCSV(b *testing.B) {
	var file strings.Builder
	file.WriteString(strings.Join(benchHeader, ";") + "\r\n")
	for i := range benchRows {
		file.WriteString(strings.Join(benchRow(i), ";") + "\r\n")
	}
	benchmark(b, []byte(file.String()))
}

func BenchmarkXLSX(b *testing.B) {
	f := excelize.NewFile()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		b.Fatal(err)
	}
	for i := range benchRows + 1 {
		row := benchHeader
		if i > 0 {
			row = benchRow(i - 1)
		}
		cells := make([]any, len(row))
		for n := range row {
			cells[n] = row[n]
		}
		if err := w.SetRow(fmt.Sprintf("A%d", i+1), cells); err != nil {
			b.Fatal(err)
		}
	}
	var file bytes.Buffer
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	if err := f.Write(&file); err != nil {
		b.Fatal(err)
	}
	b.Run("read", func(b *testing.B) { benchmark(b, file.Bytes()) })
	b.Run("bare excelize loop", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			bareExcelize(b, file.Bytes())
		}
		b.ReportMetric(float64(b.N)*benchRows/b.Elapsed().Seconds(), "rows/s")
	})
}

func bareExcelize(b *testing.B, file []byte) {
	f, err := excelize.OpenReader(bytes.NewReader(file), excelize.Options{RawCellValue: true, UnzipSizeLimit: MaxUnzipped, UnzipXMLSizeLimit: 16 << 20})
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	rows, err := f.Rows("Sheet1")
	if err != nil {
		b.Fatal(err)
	}
	for rows.Next() {
		if _, err := rows.Columns(); err != nil {
			b.Fatal(err)
		}
	}
}

func benchmark(b *testing.B, file []byte) {
	b.ReportAllocs()
	b.SetBytes(int64(len(file)))
	for b.Loop() {
		lines := 0
		layout, err := Read(context.Background(), bytes.NewReader(file), int64(len(file)), models.ReadSettings{}, italy, func(models.RosterLine) error {
			lines++
			return nil
		})
		if err != nil || lines != benchRows {
			b.Fatalf("%d lines of %d rows, %v", lines, layout.Rows, err)
		}
	}
	b.ReportMetric(float64(b.N)*benchRows/b.Elapsed().Seconds(), "rows/s")
}
