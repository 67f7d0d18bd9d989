package matching

import (
	"fmt"
	"testing"

	"albo/models"
)

// crowd is a list of plainly fictional people, long enough to know names by their frequency.
func crowd(n int) []Person {
	surnames := []string{"Rossi", "Russo", "Bianchi", "Ginestra", "Cipresso", "Faggio", "Larice", "Quercia", "Tiglio", "Olmo", "Παπαδόπουλος", "García López"}
	given := []string{"Mario", "Marco", "Maria", "Paolo", "Paola", "Anna", "Luca", "Matteo", "Lucia", "Giovanni", "Giovanna", "Γεώργιος", "Γεωργία", "Ana"}
	places := []string{"Poppi", "Bibbiena", "Arezzo", "Milano", "Napoli", "Αιγάλεω", "Móstoles"}
	var people []Person
	for i := range n {
		people = append(people, Person{
			Surname: surnames[i%len(surnames)] + []string{"", "", "ni", "tti"}[i/7%4], GivenName: given[i/3%len(given)],
			BirthDate: models.NewDate(1940, 1, 1).AddDays(i * 7919 % 22_000), Municipality: places[i/5%len(places)], BirthPlace: places[i/11%len(places)],
		})
	}
	return people
}

func relatives(t *testing.T) (names []string, pairs [][2]Person) {
	of := func(c []string) Person {
		return Person{
			Surname: c[0], GivenName: c[1], BirthDate: models.MustDate(c[2]), BirthPlace: c[3], Municipality: c[4],
			TaxCode: c[5], TaxCodeKey: key(t, c[5]), Phone: c[6],
		}
	}
	for _, row := range readCases(t, "relatives.csv")[1:] {
		names, pairs = append(names, row[0]), append(pairs, [2]Person{of(row[1:8]), of(row[8:])})
	}
	return names, pairs
}

// TestRelativesAndNamesakesNeverMatch: two people are never linked by themselves, in short lists and in long ones, by
// looking one up or by looking for duplicates.
func TestRelativesAndNamesakesNeverMatch(t *testing.T) {
	names, pairs := relatives(t)
	for _, others := range []int{0, 20, 1500} {
		for i, pair := range pairs {
			t.Run(fmt.Sprintf("%s among %d", names[i], others), func(t *testing.T) {
				lines := PrepareAll(append(crowd(others), pair[1]))
				person := []Record{Prepare(pair[0])}
				if link := Estimate(person, lines).Link(person, lines)[0]; link.Decision == Match && link.Candidates[0].Line == others {
					t.Errorf("linked with a probability of %v", link.Candidates[0].Score)
				}
				all := append(lines, person[0])
				for _, d := range EstimateWithin(all).Duplicates(all) {
					if d.A == others && d.Decision == Match {
						t.Errorf("a duplicate with a probability of %v", d.Score)
					}
				}
			})
		}
	}
}
