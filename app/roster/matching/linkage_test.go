package matching

import (
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"albo/models"
)

const sharedLinkage = "../../../../shared/testdata/linkage"

// readShared reads a table of other people's test data; its rows by header.
func readShared(t testing.TB, name string) []map[string]string {
	t.Helper()
	f, err := os.Open(filepath.Join(sharedLinkage, name))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip(name + " does not lie beside the project")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.TrimLeadingSpace = true
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var list []map[string]string
	for _, row := range rows[1:] {
		cells := map[string]string{}
		for i, cell := range row {
			cells[rows[0][i]] = strings.TrimSpace(cell)
		}
		list = append(list, cells)
	}
	return list
}

// quality counts the pairs found and missed of those that are one person.
type quality struct{ right, wrong, missed int }

func (q quality) f1() float64 {
	return 2 * float64(q.right) / float64(2*q.right+q.wrong+q.missed)
}

func (q quality) precision() float64 { return float64(q.right) / float64(max(1, q.right+q.wrong)) }
func (q quality) recall() float64    { return float64(q.right) / float64(max(1, q.right+q.missed)) }

// judge compares pairs with the truth: who of the records is who.
func judge(pairs []Pair, truth []string, take func(Pair) bool) (q quality) {
	count := map[string]int{}
	for _, who := range truth {
		q.missed += count[who]
		count[who]++
	}
	for _, p := range pairs {
		switch {
		case !take(p):
		case truth[p.A] == truth[p.B]:
			q.right++
			q.missed--
		default:
			q.wrong++
		}
	}
	return q
}

func febrl(rows []map[string]string, all bool) (people []Person, truth []string) {
	for _, row := range rows {
		p := Person{Surname: row["surname"], GivenName: row["given_name"]}
		if d := row["date_of_birth"]; len(d) == 8 {
			if date, err := models.ParseDate(d[:4] + "-" + d[4:6] + "-" + d[6:]); err == nil {
				p.BirthDate = date
			}
		}
		if all {
			p.TaxCode, p.Municipality, p.Postcode = row["soc_sec_id"], row["suburb"], row["postcode"]
			p.Address = strings.TrimSpace(row["street_number"] + " " + row["address_1"] + " " + row["address_2"])
		}
		people = append(people, p)
		truth = append(truth, strings.Split(row["rec_id"], "-")[1])
	}
	return people, truth
}

func splink(rows []map[string]string, all bool) (people []Person, truth []string) {
	for _, row := range rows {
		p := Person{Surname: row["surname"], GivenName: row["first_name"]}
		if d, err := models.ParseDate(row["dob"]); err == nil {
			p.BirthDate = d
		}
		if all {
			p.Municipality, p.Email = row["city"], row["email"]
		}
		people, truth = append(people, p), append(truth, row["cluster"])
	}
	return people, truth
}

var update = flag.Bool("update", false, "write what was measured into docs/matching.md")

const page = "../../../docs/matching.md"

// TestQuality measures the matching on other people's labelled records and names, holds it against what we aim at, and keeps the table in
// docs/matching.md true: go test ./app/roster/matching -run Quality -update writes it.
func TestQuality(t *testing.T) {
	var table strings.Builder
	table.WriteString("| data | fields | one person twice | likely: precision | recall | F1 | linked alone: precision | recall | found at all |\n|---|---|---|---|---|---|---|---|---|\n")
	for _, c := range []struct {
		name, file string
		read       func([]map[string]string, bool) ([]Person, []string)
		all        bool
		aim        float64
	}{
		{"FEBRL 1", "dataset1.csv", febrl, true, 0.98}, {"FEBRL 1", "dataset1.csv", febrl, false, 0.90},
		{"FEBRL 2", "dataset2.csv", febrl, true, 0.98}, {"FEBRL 2", "dataset2.csv", febrl, false, 0.90},
		{"FEBRL 3", "dataset3.csv", febrl, true, 0.98}, {"FEBRL 3", "dataset3.csv", febrl, false, 0.90},
		{"fake_1000", "fake_1000.csv", splink, true, 0.85}, {"fake_1000", "fake_1000.csv", splink, false, 0.60},
	} {
		people, truth := c.read(readShared(t, c.file), c.all)
		records := PrepareAll(people)
		pairs := EstimateWithin(records).Duplicates(records)
		likely := judge(pairs, truth, func(p Pair) bool { return p.Score >= 0.5 })
		linked := judge(pairs, truth, func(p Pair) bool { return p.Decision == Match })
		proposed := judge(pairs, truth, func(p Pair) bool { return true })
		fields := map[bool]string{true: "all", false: "names, birth date"}[c.all]
		fmt.Fprintf(&table, "| %s | %s | %d | %.3f | %.3f | %.3f | %.3f | %.3f | %.3f |\n", c.name, fields, likely.right+likely.missed,
			likely.precision(), likely.recall(), likely.f1(), linked.precision(), linked.recall(), proposed.recall())
		if likely.f1() < c.aim {
			t.Errorf("%s, %s: F1 %.4f, aim %.2f", c.name, fields, likely.f1(), c.aim)
		}
		if linked.wrong > 0 {
			t.Errorf("%s, %s: %d pairs of two people linked", c.name, fields, linked.wrong)
		}
	}
	names := nameQuality(t)
	fmt.Fprintf(&table, "| names of persons, many scripts | names | %d | %.3f | %.3f | %.3f | | | |\n", names.right+names.missed, names.precision(), names.recall(), names.f1())
	if names.f1() < 0.80 {
		t.Errorf("names: F1 %.4f", names.f1())
	}
	keepPage(t, table.String())
}

// nameQuality compares labelled pairs of names of persons. A production matcher of sanctions lists reaches F1 0.742 on them.
func nameQuality(t *testing.T) (q quality) {
	for _, row := range readShared(t, "name_bench_dev.csv") {
		if row["schema"] != "Person" {
			continue
		}
		a, b := newName(row["name1"]), newName(row["name2"])
		switch same := compareNames(&a, &b) < nameDifferent; {
		case same && row["is_match"] == "true":
			q.right++
		case same:
			q.wrong++
		case row["is_match"] == "true":
			q.missed++
		}
	}
	return q
}

// keepPage compares the table with the one that the page shows, or writes it.
func keepPage(t *testing.T, table string) {
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "<!-- measured -->\n", "<!-- /measured -->"
	before, rest, found := strings.Cut(string(text), begin)
	shown, after, ended := strings.Cut(rest, end)
	if !found || !ended {
		t.Fatal("docs/matching.md has no place for the table")
	}
	switch {
	case shown == table:
	case *update:
		if err := os.WriteFile(page, []byte(before+begin+table+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("docs/matching.md is out of date; measured:\n%s", table)
	}
}

// TestGreekNamesOfOthers: Greek words and their Latin letters under ELOT 743, by other people's hands, are one name.
func TestGreekNamesOfOthers(t *testing.T) {
	rows := readShared(t, "greek_elot743_pairs.csv")
	same := 0
	for _, row := range rows {
		a, b := newName(row["source_text"]), newName(row["latin_or_other"])
		if compareNames(&a, &b) <= nameVariant {
			same++
		} else {
			t.Logf("%s, %s", row["source_text"], row["latin_or_other"])
		}
	}
	t.Logf("%d of %d", same, len(rows))
	if same*100 < len(rows)*98 {
		t.Errorf("only %d of %d", same, len(rows))
	}
}
