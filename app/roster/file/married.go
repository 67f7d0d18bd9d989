package file

import (
	"strings"

	"albo/models"
)

// marriage are the words that part a person's own name from that of a husband or wife; "née" and the like stand before the own one.
var marriage = map[string]bool{}

func init() {
	for word := range strings.FieldsSeq("in ved ved. vedova coniugata coniugato coniug coniug. con. cgt. spos. sposata sposato viuda vda vda. συζ συζ. σύζ. σύζυγος συζύγου χήρα χηρ. χα χ. widow married") {
		marriage[word] = true
	}
	for word := range strings.FieldsSeq("nata née nee born γένος γεν. soltera") {
		marriage[word] = false
	}
}

// keepMarriedName takes out of the name what follows "in", "ved.", "viuda de", "συζ." and keeps it apart: people are known by the name they
// were born with, and their code is made of it. Of "BIANCHI nata ROSSI" the second is their own. A Spanish "de" is left: it is part of
// too many surnames.
func keepMarriedName(line *models.RosterLine, country string) {
	for _, name := range []*string{&line.Surname, &line.GivenName} {
		if strings.IndexByte(*name, ' ') < 0 {
			continue
		}
		own, married := partMarried(strings.Fields(*name), country)
		if married == "" {
			continue
		}
		*name = own
		if line.MarriedName == "" {
			line.MarriedName = married
		}
	}
}

// partMarried parts the words of a surname or of a given name.
func partMarried(parts []string, country string) (own, married string) {
	for i := 1; i < len(parts)-1; i++ {
		word := strings.ToLower(strings.Trim(parts[i], "(),;"))
		before, known := marriage[word]
		if !known || word == "in" && country != "IT" || word == "con." && country != "IT" {
			continue
		}
		first, rest := strings.Join(parts[:i], " "), parts[i+1:]
		for len(rest) > 1 && country != "IT" && joinsSpouse[strings.ToLower(rest[0])] {
			rest = rest[1:]
		}
		second := strings.Trim(strings.Join(rest, " "), "() ")
		first = strings.TrimRight(first, " ,;(-")
		if before {
			return first, second
		}
		return second, strings.TrimSuffix(strings.TrimSuffix(first, " το"), " ΤΟ")
	}
	return "", ""
}

var joinsSpouse = map[string]bool{"de": true, "του": true, "of": true, "to": true}
