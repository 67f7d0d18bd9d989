package matching

import (
	"encoding/csv"
	"errors"
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

// score counts the pairs found and missed of those that are one person.
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

// TestDuplicatesOfOthers measures deduplication on other people's labelled records.
func TestDuplicatesOfOthers(t *testing.T) {
	for _, c := range []struct {
		file string
		all  bool
		aim  float64
	}{
		{"dataset1.csv", true, 0.98}, {"dataset2.csv", true, 0.98}, {"dataset3.csv", true, 0.98},
		{"dataset1.csv", false, 0.90}, {"dataset2.csv", false, 0.90}, {"dataset3.csv", false, 0.90},
	} {
		people, truth := febrl(readShared(t, c.file), c.all)
		measure(t, c.file, people, truth, c.aim)
	}
	var people []Person
	var truth []string
	for _, row := range readShared(t, "fake_1000.csv") {
		p := Person{Surname: row["surname"], GivenName: row["first_name"], Municipality: row["city"], Email: row["email"]}
		if d, err := models.ParseDate(row["dob"]); err == nil {
			p.BirthDate = d
		}
		people, truth = append(people, p), append(truth, row["cluster"])
	}
	measure(t, "fake_1000.csv", people, truth, 0)
}

func measure(t *testing.T, name string, people []Person, truth []string, aim float64) {
	records := PrepareAll(people)
	p := EstimateWithin(records)
	pairs := p.Duplicates(records)
	likely := judge(pairs, truth, func(p Pair) bool { return p.Score >= 0.5 })
	linked := judge(pairs, truth, func(p Pair) bool { return p.Decision == Match })
	proposed := judge(pairs, truth, func(p Pair) bool { return true })
	for what, q := range map[string]quality{"likely": likely, "linked": linked, "proposed": proposed} {
		t.Logf("%-14s %-9s precision %.4f recall %.4f F1 %.4f (%d right, %d wrong, %d missed)", name, what, q.precision(), q.recall(), q.f1(), q.right, q.wrong, q.missed)
	}
	if likely.f1() < aim {
		t.Errorf("%s: F1 %.4f, aim %.2f", name, likely.f1(), aim)
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
