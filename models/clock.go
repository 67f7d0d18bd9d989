package models

import "time"

// Clock is the term of a procedure. It stands still while the applicant is asked for what is missing, and the
// days it stood are added to the term (L. 241/1990 art. 2 c. 7; Ley 39/2015 art. 22).
type Clock struct {
	DueOn           Date       `gorm:"type:date"` // last day to decide and tell
	StoppedAt       *time.Time // since when the clock stands still
	CompletionDueOn Date       `gorm:"type:date"` // last day for the applicant's answer
}

// StopSources name per country the law by which a public body's term stands still.
var StopSources = map[string]string{"IT": "L. 241/1990, art. 2 c. 7", "ES": "Ley 39/2015, art. 22.1.a"}

func (c *Clock) stop(until Date, now time.Time) { c.StoppedAt, c.CompletionDueOn = &now, until }

func (c *Clock) restart(country string, now time.Time) {
	if c.StoppedAt != nil {
		c.DueOn = Term(c.DueOn, Day(*c.StoppedAt, country).DaysUntil(Day(now, country)), country)
	}
	c.end()
}

// end leaves the term as the record of what it was.
func (c *Clock) end() { c.StoppedAt, c.CompletionDueOn = nil, Date{} }
