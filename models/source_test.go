package models

import (
	"testing"
	"time"
)

func TestWhenToLookNext(t *testing.T) {
	for _, c := range []struct {
		name   string
		source RosterSource
		now    string
		want   string
	}{
		{"later today", RosterSource{Schedule: FetchDaily, Hour: 18}, "2026-11-09T10:00:00Z", "2026-11-09T17:00:00Z"},
		{"tomorrow, at the very hour", RosterSource{Schedule: FetchDaily, Hour: 11}, "2026-11-09T10:00:00Z", "2026-11-10T10:00:00Z"},
		{"over the end of summer time", RosterSource{Schedule: FetchDaily, Hour: 6}, "2026-10-24T10:00:00Z", "2026-10-25T05:00:00Z"},
		{"an hour that is skipped", RosterSource{Schedule: FetchDaily, Hour: 2}, "2027-03-27T10:00:00Z", "2027-03-28T01:00:00Z"},
		{"on Sunday", RosterSource{Schedule: FetchWeekly, Weekday: 0, Hour: 6}, "2026-11-09T10:00:00Z", "2026-11-15T05:00:00Z"},
		{"this Monday is over", RosterSource{Schedule: FetchWeekly, Weekday: 1, Hour: 6}, "2026-11-09T10:00:00Z", "2026-11-16T05:00:00Z"},
		{"every few hours", RosterSource{Schedule: FetchHours, EveryHours: 5}, "2026-11-09T10:00:00Z", "2026-11-09T15:00:00Z"},
	} {
		now, err := time.Parse(time.RFC3339, c.now)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.source.After(now, "IT").Format(time.RFC3339); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestTooManyGone(t *testing.T) {
	for _, c := range []struct {
		share, gone, of int
		want            bool
	}{{20, 4, 4, false}, {20, 5, 24, true}, {20, 5, 25, false}, {0, 5, 1000, true}, {100, 50, 50, false}, {20, 0, 0, false}} {
		if got := (&Body{GoneShare: c.share}).TooManyGone(c.gone, c.of); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}
