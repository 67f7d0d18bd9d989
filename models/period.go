package models

// Period is the time in which something holds: from Since on, until a day that no longer belongs to it. The
// zero Until leaves it open.
type Period struct {
	Since Date `gorm:"type:date"`
	Until Date `gorm:"type:date"`
}

// Begun tells whether the period has begun on a day; Over whether it has ended.
func (p Period) Begun(on Date) bool { return !on.Before(p.Since) }
func (p Period) Over(on Date) bool  { return !p.Until.IsZero() && !on.Before(p.Until) }

// Check says what is wrong with the end of a period; nil when nothing is.
func (p Period) Check() *Text {
	if p.Until.IsZero() || p.Until.After(p.Since) {
		return nil
	}
	text := Say("period.ends_before", "since", p.Since.String())
	return &text
}

// End ends the period on a day, also another than the one planned. Once it is over, it is not changed any more:
// what was decided in it relies on it.
func (p *Period) End(until, today Date) error {
	if p.Over(today) {
		return Refuse(Conflict, "period.over", "until", p.Until.String())
	}
	p.Until = until
	return nil
}
