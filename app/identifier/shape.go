package identifier

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"albo/models"
)

func say(key string, pairs ...string) *models.Text {
	text := models.Say(key, pairs...)
	return &text
}

// misfit says where code leaves its shape, which has one class per character: n digit, a letter A–Z, c either,
// d digit or the letter of omocodia that replaces it, m letter of a month.
func misfit(code, shape string) *models.Text {
	if n := utf8.RuneCountInString(code); n != len(shape) {
		key := "identifier.too_long"
		if n < len(shape) {
			key = "identifier.too_short"
		}
		return say(key, "n", strconv.Itoa(n), "wanted", strconv.Itoa(len(shape)))
	}
	position := 0
	for _, r := range code {
		if class := shape[position]; !fits(class, r) {
			return misplaced(class, r, position+1)
		}
		position++
	}
	return nil
}

func fits(class byte, r rune) bool {
	digit, letter := '0' <= r && r <= '9', 'A' <= r && r <= 'Z'
	switch class {
	case 'n':
		return digit
	case 'a':
		return letter
	case 'd':
		return digit || strings.ContainsRune(omocodia, r)
	case 'm':
		return strings.ContainsRune(months, r)
	}
	return digit || letter
}

func misplaced(class byte, r rune, position int) *models.Text {
	where := []string{"position", strconv.Itoa(position), "char", string(r)}
	digits := class == 'n' || class == 'd'
	switch {
	case digits && r == 'O':
		return say("identifier.digit_not_letter", append(where, "digit", "0")...)
	case digits && r == 'I':
		return say("identifier.digit_not_letter", append(where, "digit", "1")...)
	case digits:
		return say("identifier.digit_expected", where...)
	case class == 'a':
		return say("identifier.letter_expected", where...)
	case class == 'm':
		return say("identifier.month_letter", where...)
	}
	return say("identifier.unexpected_character", where...)
}

// wrongCheck says that the last character does not follow from the others.
func wrongCheck(code string) *models.Text {
	return say("identifier.wrong_check", "char", code[len(code)-1:])
}

// foreignPrefix finds the sign of another country before a number that is otherwise all digits.
func foreignPrefix(code string) *models.Text {
	if len(code) > 2 && misfit(code[:2], "aa") == nil && allDigits(code[2:]) {
		return say("identifier.foreign_prefix", "prefix", code[:2])
	}
	return nil
}

// noSuchDate complains of a day that is in no calendar. A year of two digits is read as 20yy:
// whatever date exists in 19yy exists there too.
func noSuchDate(year, month, day int) *models.Text {
	date := models.NewDate(2000+year, time.Month(month), day)
	if int(date.Month()) == month && date.Day() == day {
		return nil
	}
	two := func(n int) string { return fmt.Sprintf("%02d", n) }
	return say("identifier.no_such_date", "day", two(day), "month", two(month), "year", two(year))
}

func allDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

func allZeros(s string) bool { return strings.Trim(s, "0") == "" }

// number reads digits that are known to be digits.
func number(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}
