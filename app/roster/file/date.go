package file

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"albo/app/fold"
	"albo/models"
)

// calendar reads dates as offices write them.
type calendar struct {
	today    models.Date
	from1904 bool // the numbers of days in this workbook count from 1904
	american bool // the month stands before the day
}

// dateRule says which century the two digits of a year mean.
type dateRule int

const (
	anyDate   dateRule = iota // the last hundred years, or the next thirty
	birthDate                 // somebody who is at least youngest today
)

const youngest = 14 // nobody listed is younger

// date reads day, month and year in this order, ISO dates, names of months and the serial numbers of spreadsheets; a time
// of day after it is passed over. The problem is the key of a text, empty when the date is good.
func (c calendar) date(s string, rule dateRule) (d models.Date, problem string) {
	year, month, day, ok := c.parts(s, rule)
	if !ok {
		return d, "roster.file.date_unreadable"
	}
	if month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return d, "roster.file.date_impossible"
	}
	d = models.NewDate(year, time.Month(month), day)
	thisYear := c.today.Year()
	switch {
	case rule == birthDate && d.After(c.today):
		return models.Date{}, "roster.file.birth_in_future"
	case year < thisYear-120 || year > thisYear+100:
		return models.Date{}, "roster.file.date_far_off"
	}
	return d, ""
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

func (c calendar) parts(s string, rule dateRule) (year, month, day int, ok bool) {
	if year, month, day, ok := c.unparted(s); ok {
		return year, month, day, ok
	}
	d, m, y, ok := threeNumbers(s)
	switch {
	case !ok:
		d, m, y, ok = namedMonth(s)
	case c.american && len(d) < 4:
		d, m = m, d
	}
	if len(d) == 4 {
		d, y = y, d
	}
	if !ok || len(d) > 2 || len(m) > 2 || len(y) != 2 && len(y) != 4 {
		return 0, 0, 0, false
	}
	year = digits(y)
	if len(y) == 2 {
		year = c.century(year, rule)
	}
	return year, digits(m), digits(d), true
}

// unparted reads a date without separators: YYYYMMDD, DDMMYYYY, or the number of a day as spreadsheets keep it, whose
// fraction is the time of day. Numbers of four digits, before 1927, are rather a year alone and are not understood.
func (c calendar) unparted(s string) (year, month, day int, ok bool) {
	whole, fraction, _ := strings.Cut(strings.Replace(s, ",", ".", 1), ".")
	if len(whole) != 5 && len(s) != 8 || strings.Trim(whole+fraction, "0123456789") != "" {
		return 0, 0, 0, false
	}
	n := digits(whole)
	century, middle := n/1_000_000, n/100%100
	switch {
	case len(whole) == 5:
		d := serialDate(n, c.from1904)
		return d.Year(), int(d.Month()), d.Day(), true
	case len(whole) < 8:
		return 0, 0, 0, false
	case (century == 19 || century == 20) && middle <= 12:
		return n / 10_000, middle, n % 100, true
	}
	return n % 10_000, n / 10_000 % 100, century, true
}

// century finds the full year of two digits.
func (c calendar) century(year int, rule dateRule) int {
	latest := c.today.Year() + 30
	if rule == birthDate {
		latest = c.today.Year() - youngest
	}
	return latest - ((latest-year)%100+100)%100
}

// threeNumbers parts 1/2/1980, 01-02-80, 1980.02.01, 1 2 1980 and what may follow: a time of day after a blank or a T.
func threeNumbers(s string) (a, b, c string, ok bool) {
	var parts [3]string
	rest, blanks := s, 0
	for i := range parts {
		n := 0
		for n < len(rest) && '0' <= rest[n] && rest[n] <= '9' {
			n++
		}
		if n == 0 || n > 4 {
			return "", "", "", false
		}
		parts[i], rest = rest[:n], rest[n:]
		if i < 2 {
			parted := strings.TrimPrefix(rest, " ")
			switch {
			case parted != "" && strings.IndexByte("/-.,\\", parted[0]) >= 0:
				parted = strings.TrimPrefix(parted[1:], " ")
			case len(parted) < len(rest):
				blanks++
			default:
				return "", "", "", false
			}
			rest = strings.TrimPrefix(parted, "'")
		}
	}
	if day, year := len(parts[0])%4, len(parts[2])%4; blanks == 1 || blanks == 2 && (day > 2 || len(parts[1]) > 2 || year > 2) {
		return "", "", "", false // parts of a telephone number
	}
	if rest != "" && !timeOfDay(rest) && rest != "." {
		return "", "", "", false
	}
	return parts[0], parts[1], parts[2], true
}

// monthFirst tells that the dates of a column can only be read with the month before the day, as 4/27/1980.
func monthFirst(values []string) bool {
	impossible := 0
	for _, value := range values {
		first, second, _, ok := threeNumbers(value)
		switch {
		case !ok || len(first) > 2 || len(second) > 2:
		case digits(first) > 12:
			return false
		case digits(second) > 12 && digits(second) < 32:
			impossible++
		}
	}
	return impossible > 1
}

// timeOfDay tells whether what follows a date is " 00:00", "T00:00:00.000Z" or the like.
func timeOfDay(s string) bool {
	return (s[0] == ' ' || s[0] == 'T') && len(s) > 4 && strings.Trim(s[1:], "0123456789:.,+-Zz APMapm") == "" && strings.ContainsAny(s, ":.")
}

// namedMonth parts "14 febbraio 1980", "1º de mayo de 1975", "14 Φεβρουαρίου 1980", "3-gen-84", "12-IV-1978", "12APR78" and "May 1, 1975".
func namedMonth(s string) (day, month, year string, ok bool) {
	if len(s) > 60 {
		return "", "", "", false
	}
	var numbers []string
	for word := range strings.FieldsSeq(partedMonth(fold.Name(s))) {
		if number, known := words.months[word]; known && month == "" {
			month = number
		} else if n := strings.TrimRight(word, "adhinorst"); n != "" && strings.Trim(n, "0123456789") == "" {
			numbers = append(numbers, n)
		} else if !smallWords[word] && !words.weekdays[word] {
			return "", "", "", false
		}
	}
	if month == "" || len(numbers) != 2 {
		return "", "", "", false
	}
	return numbers[0], month, numbers[1], true
}

// partedMonth puts blanks around a month that stands between figures.
func partedMonth(s string) string {
	from := strings.IndexFunc(s, unicode.IsLetter)
	to := strings.LastIndexFunc(s, unicode.IsLetter) + 1
	if from > 0 && to < len(s) && words.months[s[from:to]] != "" {
		return s[:from] + " " + s[from:to] + " " + s[to:]
	}
	return s
}

// serialDate turns a spreadsheet's number into a day. The calendar of 1900 believes in a 29 February 1900: from March on
// its numbers are as if it began one day earlier.
func serialDate(n int, from1904 bool) models.Date {
	switch {
	case from1904:
		return models.NewDate(1904, time.January, 1).AddDays(n)
	case n < 60:
		return models.NewDate(1899, time.December, 31).AddDays(n)
	}
	return models.NewDate(1899, time.December, 30).AddDays(n)
}

func digits(s string) int {
	n := 0
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// splitDate finds the last date in a longer text, "123 del 12/03/2024", "Poppi, 12/03/1980" or "Poppi 9 dic 1990", and gives what
// stands around it without the words that only join the two.
func splitDate(s string) (around, date string) {
	fields := strings.Fields(s)
	for to := len(fields); to > 0 && date == ""; to-- {
		for from := max(0, to-mostDateWords); from < to; from++ {
			if text := strings.Trim(strings.Join(fields[from:to], " "), ",;()"); isDate(text) {
				date, fields = text, slices.Concat(withoutJoins(fields[:from]), fields[to:])
				break
			}
		}
	}
	return strings.TrimRight(strings.Join(withoutJoins(fields), " "), " ,;-–"), date
}

// mostDateWords is how many words a date has: "9 de diciembre de 1990".
const mostDateWords = 5

// isDate tells that a text has the parts of a date, its year with two digits or four.
func isDate(text string) bool {
	if text == "" || smallWords[strings.ToLower(text[:max(0, strings.IndexByte(text, ' '))])] {
		return false
	}
	day, _, year, ok := threeNumbers(text)
	if !ok {
		day, _, year, ok = namedMonth(text)
	}
	return ok && len(day)+len(year) > 2 && len(year) > 1
}

// withoutJoins takes off the end what only joins a text to a date.
func withoutJoins(fields []string) []string {
	for len(fields) > 0 && joins(fields[len(fields)-1]) {
		fields = fields[:len(fields)-1]
	}
	return fields
}

func joins(word string) bool {
	switch strings.ToLower(strings.Trim(word, ",;-–.")) {
	case "", "del", "dal", "al", "dd", "d.d", "in", "data", "il", "lì", "giorno", "di", "de", "fecha", "el", "día", "desde", "της", "στις", "την", "από", "of", "on", "dated", "since":
		return true
	}
	return false
}
