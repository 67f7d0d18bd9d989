package models

import "time"

// Term is the last day of a term of so many days that starts on a day: the first day
// is not counted, and a term that ends on a Sunday or a national holiday moves to the
// next working day (Italy: c.c. art. 2963; Spain: LO 1/2002 leaves it to the statute, we
// follow Ley 39/2015 art. 30; Greece: Αστικός Κώδικας 241–242).
func Term(start Date, days int, country string) Date {
	end := start.AddDays(days)
	for end.Weekday() == time.Sunday || Holiday(end, country) {
		end = end.AddDays(1)
	}
	return end
}

type monthDay struct {
	month time.Month
	day   int
}

// fixedHolidays are the national holidays with a fixed date, and the year from which each holds (0: always).
var fixedHolidays = map[string]map[monthDay]int{
	// L. 260/1949; 4 October again since 2026 (L. 151/2025).
	"IT": {{1, 1}: 0, {1, 6}: 0, {4, 25}: 0, {5, 1}: 0, {6, 2}: 0, {8, 15}: 0, {10, 4}: 2026, {11, 1}: 0, {12, 8}: 0, {12, 25}: 0, {12, 26}: 0},
	// RD 2001/1983 art. 45, those not replaceable; regional ones are not counted.
	"ES": {{1, 1}: 0, {1, 6}: 0, {5, 1}: 0, {8, 15}: 0, {10, 12}: 0, {11, 1}: 0, {12, 6}: 0, {12, 8}: 0, {12, 25}: 0},
	"GR": {{1, 1}: 0, {1, 6}: 0, {3, 25}: 0, {5, 1}: 0, {8, 15}: 0, {10, 28}: 0, {12, 25}: 0, {12, 26}: 0},
}

// easterHolidays are the national holidays that move with Easter, in days from it.
var easterHolidays = map[string][]int{
	"IT": {0, 1},
	"ES": {-2},
	"GR": {-48, -2, 0, 1, 50},
}

// Holiday tells whether a day is a national holiday. Sundays are not, by themselves.
func Holiday(d Date, country string) bool {
	if since, ok := fixedHolidays[country][monthDay{d.Month(), d.Day()}]; ok && d.Year() >= since {
		return true
	}
	easter := westernEaster(d.Year())
	if country == "GR" {
		easter = orthodoxEaster(d.Year())
	}
	for _, offset := range easterHolidays[country] {
		if easter.AddDays(offset) == d {
			return true
		}
	}
	return false
}

// westernEaster follows Meeus, Astronomical Algorithms, ch. 8 (Gregorian calendar).
func westernEaster(year int) Date {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return NewDate(year, time.Month(n/31), n%31+1)
}

// orthodoxEaster follows Meeus, ch. 8 (Julian calendar), and adds the 13 days that hold from 1900 to 2099.
func orthodoxEaster(year int) Date {
	a, b, c := year%4, year%7, year%19
	d := (19*c + 15) % 30
	e := (2*a + 4*b - d + 34) % 7
	n := d + e + 114
	return NewDate(year, time.Month(n/31), n%31+1).AddDays(13)
}
