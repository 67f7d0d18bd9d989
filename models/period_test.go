package models

import "testing"

func TestPeriod(t *testing.T) {
	since, until := MustDate("2026-01-01"), MustDate("2026-07-01")
	for _, c := range []struct {
		until, on   string
		begun, over bool
	}{
		{"2026-07-01", "2025-12-31", false, false},
		{"2026-07-01", "2026-01-01", true, false},
		{"2026-07-01", "2026-06-30", true, false},
		{"2026-07-01", "2026-07-01", true, true},
		{"", "2126-01-01", true, false},
	} {
		p := Period{Since: since}
		p.Until, _ = ParseDate(c.until)
		if on := MustDate(c.on); p.Begun(on) != c.begun || p.Over(on) != c.over {
			t.Errorf("%+v on %s: begun %v, over %v", p, on, p.Begun(on), p.Over(on))
		}
	}
	for end, wrong := range map[string]bool{"": false, "2025-12-31": true, "2026-01-01": true, "2026-01-02": false} {
		p := Period{Since: since}
		p.Until, _ = ParseDate(end)
		if (p.Check() != nil) != wrong {
			t.Errorf("until %q: %v", end, p.Check())
		}
	}
	p := Period{since, until}
	if err := p.End(MustDate("2026-12-31"), MustDate("2026-06-30")); err != nil || p.Until.String() != "2026-12-31" {
		t.Errorf("a period that runs was not given another end: %v", err)
	}
	if err := p.End(MustDate("2027-12-31"), MustDate("2026-12-31")); err == nil || p.Until.String() != "2026-12-31" {
		t.Errorf("a period that is over was changed: %v", err)
	}
}
