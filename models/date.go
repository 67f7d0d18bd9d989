package models

import (
	"database/sql/driver"
	"fmt"
	"time"
	_ "time/tzdata" // so that days are right on a machine without a zone database
)

// Date is a day of the calendar, without hour or zone. The zero Date is "not given" and is NULL in the database.
type Date struct{ t time.Time }

// NewDate makes a Date; days and months out of range roll over as in time.Date.
func NewDate(year int, month time.Month, day int) Date {
	return Date{time.Date(year, month, day, 0, 0, 0, 0, time.UTC)}
}

// DateOf is the day of an instant in the zone of that instant.
func DateOf(t time.Time) Date { return NewDate(t.Date()) }

// zones are where the offices of a country look at the clock.
var zones = map[string]*time.Location{"IT": zone("Europe/Rome"), "ES": zone("Europe/Madrid"), "GR": zone("Europe/Athens")}

func zone(name string) *time.Location {
	l, err := time.LoadLocation(name)
	if err != nil {
		panic(err) // time/tzdata is linked in
	}
	return l
}

// Zone is the time zone of a country; Italy's where the country is not known.
func Zone(country string) *time.Location {
	if l, ok := zones[country]; ok {
		return l
	}
	return zones["IT"]
}

// Day is the day that an instant falls on in a country: what terms and dates of acts count by.
func Day(t time.Time, country string) Date { return DateOf(t.In(Zone(country))) }

// ParseDate reads YYYY-MM-DD; the empty string is the zero Date.
func ParseDate(s string) (Date, error) {
	if s == "" {
		return Date{}, nil
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("not a date as YYYY-MM-DD: %q", s)
	}
	return Date{t}, nil
}

// MustDate is ParseDate for dates written in the code.
func MustDate(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// Begins is the instant the day begins in a country.
func (d Date) Begins(country string) time.Time {
	return time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, Zone(country))
}

func (d Date) IsZero() bool          { return d.t.IsZero() }
func (d Date) Time() time.Time       { return d.t }
func (d Date) Year() int             { return d.t.Year() }
func (d Date) Month() time.Month     { return d.t.Month() }
func (d Date) Day() int              { return d.t.Day() }
func (d Date) Weekday() time.Weekday { return d.t.Weekday() }
func (d Date) Before(o Date) bool    { return d.t.Before(o.t) }
func (d Date) After(o Date) bool     { return d.t.After(o.t) }
func (d Date) AddDays(n int) Date    { return Date{d.t.AddDate(0, 0, n)} }

// Days counts the days since 1 January 1970.
func (d Date) Days() int { return int(d.t.Unix() / 86400) }

// AddMonths is the same day so many months later; where a month has no such day, that many days into the next.
func (d Date) AddMonths(n int) Date { return NewDate(d.Year(), d.Month()+time.Month(n), d.Day()) }

// DaysUntil counts the days from d to o; negative when o is past.
func (d Date) DaysUntil(o Date) int { return int(o.t.Sub(d.t).Hours() / 24) }

// String gives YYYY-MM-DD, or "" for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.t.Format(time.DateOnly)
}

// Scan reads a date column.
func (d *Date) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*d = Date{}
	case time.Time:
		*d = DateOf(v)
	case string:
		parsed, err := ParseDate(v)
		*d = parsed
		return err
	default:
		return fmt.Errorf("cannot read a date from %T", v)
	}
	return nil
}

// Value writes a date column.
func (d Date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.String(), nil
}

// MarshalText and UnmarshalText make a Date YYYY-MM-DD in JSON and in forms.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

func (d *Date) UnmarshalText(b []byte) error {
	parsed, err := ParseDate(string(b))
	*d = parsed
	return err
}
