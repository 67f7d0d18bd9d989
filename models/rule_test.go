package models

import (
	"reflect"
	"testing"
	"time"
)

func TestTerm(t *testing.T) {
	for _, c := range []struct {
		start   string
		days    int
		country string
		want    string
	}{
		{"2026-11-09", 60, "IT", "2027-01-08"}, // a Friday
		{"2026-10-25", 60, "IT", "2026-12-24"}, // Christmas Eve is a working day
		{"2026-10-26", 60, "IT", "2026-12-28"}, // 25 and 26 December, then a Sunday
		{"2026-03-01", 35, "IT", "2026-04-07"}, // Easter 2026 is 5 April, Easter Monday 6 April
		{"2026-09-04", 30, "IT", "2026-10-05"}, // 4 October is a Sunday and a holiday
		{"2027-09-04", 30, "IT", "2027-10-05"}, // 4 October again a holiday since 2026
		{"2025-09-04", 30, "IT", "2025-10-04"}, // not yet
		{"2026-11-09", 3, "ES", "2026-11-12"},
		{"2026-10-02", 10, "ES", "2026-10-13"},
		{"2026-04-01", 9, "GR", "2026-04-11"}, // Good Friday of the Orthodox calendar is 10 April 2026
		{"2026-11-09", 0, "IT", "2026-11-09"},
	} {
		if got := Term(MustDate(c.start), c.days, c.country).String(); got != c.want {
			t.Errorf("%d days from %s in %s end on %s, want %s", c.days, c.start, c.country, got, c.want)
		}
	}
}

func TestEaster(t *testing.T) {
	for year, want := range map[int][2]string{ // western, orthodox
		2024: {"2024-03-31", "2024-05-05"}, 2025: {"2025-04-20", "2025-04-20"}, 2026: {"2026-04-05", "2026-04-12"}, 2027: {"2027-03-28", "2027-05-02"}, 2038: {"2038-04-25", "2038-04-25"},
	} {
		if w, o := westernEaster(year).String(), orthodoxEaster(year).String(); w != want[0] || o != want[1] {
			t.Errorf("%d: %s and %s, want %v", year, w, o, want)
		}
	}
}

func TestDayIsTheOneOfTheOffice(t *testing.T) {
	late := time.Date(2026, 11, 9, 23, 30, 0, 0, time.UTC) // half past midnight in Rome, half past one in Athens
	for country, want := range map[string]string{"IT": "2026-11-10", "ES": "2026-11-10", "GR": "2026-11-10", "": "2026-11-10"} {
		if got := Day(late, country).String(); got != want {
			t.Errorf("%s: %s", country, got)
		}
	}
	if got := Day(time.Date(2026, 11, 9, 22, 30, 0, 0, time.UTC), "IT").String(); got != "2026-11-09" {
		t.Errorf("half past eleven in Rome is still the ninth: %s", got)
	}
	for country, want := range map[string]string{"IT": "2026-07-08T22:00:00Z", "GR": "2026-07-08T21:00:00Z"} {
		if got := MustDate("2026-07-09").Begins(country).UTC().Format(time.RFC3339); got != want {
			t.Errorf("9 July begins in %s at %s, not at %s", country, want, got)
		}
	}
}

func TestRulesOfTheStatuteOverTheLaw(t *testing.T) {
	own := []Rule{
		{Key: RuleDecisionDays, Value: 30, Article: "art. 6", Since: MustDate("2022-01-10")},
		{Key: RuleDecisionDays, Value: 45, Article: "art. 7", Since: MustDate("2026-01-01")},
		{Key: RuleAppealDays, Value: 15, Article: "art. 9", Since: MustDate("2030-01-01")},
	}
	for day, want := range map[string]RuleInForce{
		"2021-12-31": {Value: 60, Source: "D.Lgs. 117/2017, art. 23 c. 2", Next: &own[0]},
		"2022-01-10": {Value: 30, Source: "art. 6", Next: &own[1]},
		"2026-11-09": {Value: 45, Source: "art. 7"},
	} {
		if got := RulesOn("IT", own, MustDate(day))[RuleDecisionDays]; !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v", day, got)
		}
	}
	if got := RulesOn("IT", own, MustDate("2026-11-09"))[RuleAppealDays]; got.Value != 60 {
		t.Errorf("a rule of the future holds already: %+v", got)
	}
	association := int64(1)
	own[0].AssociationID = &association
	if got := RulesOn("IT", own, MustDate("2022-01-10"))[RuleDecisionDays]; !got.Statute || got.Source != "art. 6" {
		t.Errorf("a rule of the statute does not say so: %+v", got)
	}
	for _, country := range []string{"IT", "ES", "GR"} {
		for _, key := range append(append([]RuleKey{}, AssociationRules...), BodyRules...) {
			if key == RuleStaleMonths || key == RuleHideMonths {
				continue // the installation's own, for the database reads them too
			}
			if _, ok := RulesOn(country, nil, MustDate("2026-11-09"))[key]; !ok {
				t.Errorf("%s has no default for %s", country, key)
			}
		}
	}
}

// The installation's rule is over the default and under an owner's, whichever is newer.
func TestTheInstallationsRules(t *testing.T) {
	body := int64(7)
	common := Rule{Key: RuleStaleMonths, Value: 6, Since: MustDate("2026-06-01")}
	own := Rule{BodyID: &body, Key: RuleStaleMonths, Value: 3, Since: MustDate("2026-01-01")}
	later := Rule{Key: RuleStaleMonths, Value: 9, Since: MustDate("2027-01-01")}
	for name, c := range map[string]struct {
		rules []Rule
		want  RuleInForce
	}{
		"common":           {[]Rule{common}, RuleInForce{Value: 6}},
		"own, first":       {[]Rule{own, common}, RuleInForce{Value: 3}},
		"own, last":        {[]Rule{common, own}, RuleInForce{Value: 3}},
		"own stays":        {[]Rule{common, own, later}, RuleInForce{Value: 3}},
		"common will move": {[]Rule{common, later}, RuleInForce{Value: 6, Next: &later}},
	} {
		if got := RulesOn("IT", c.rules, MustDate("2026-11-09"))[RuleStaleMonths]; !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if got := RulesOn("IT", []Rule{{Key: RuleRequestReminder, Value: 5, Since: MustDate("2026-01-01")}}, MustDate("2026-11-09"))[RuleRequestReminder]; got.Value != 5 {
		t.Errorf("the default stands over the installation's rule: %+v", got)
	}
}

func TestDate(t *testing.T) {
	if _, err := ParseDate("2026-02-30"); err == nil {
		t.Error("30 February was read as a date")
	}
	d := MustDate("2026-11-09")
	if d.AddDays(-9).String() != "2026-10-31" || d.DaysUntil(MustDate("2026-11-19")) != 10 || d.DaysUntil(MustDate("2026-11-01")) != -8 {
		t.Error("days are counted wrong")
	}
	if v, err := (Date{}).Value(); v != nil || err != nil {
		t.Error("no date is not NULL")
	}
}

func TestCatalogues(t *testing.T) {
	bits := map[int]string{}
	for _, s := range append(append([]Service{}, Services...), Arrangements...) {
		if other, twice := bits[s.Bit]; twice || s.Bit > 62 {
			t.Errorf("%s and %s have the bit %d", s.Code, other, s.Bit)
		}
		bits[s.Bit] = s.Code
		for lang, name := range s.Names {
			if name == "" {
				t.Errorf("%s has no name in %s", s.Code, lang)
			}
		}
	}
	// search masks are stored: a row keeps its bit for ever
	for code, bit := range map[string]int{"personal_hygiene": 0, "dementia_care": 6, "gardening": 38, "live_in": 42, "cultural_mediation": 53} {
		if s, ok := ServiceByCode(code); !ok || s.Bit != bit {
			t.Errorf("%s has the bit %d, had %d", code, s.Bit, bit)
		}
	}
	if len(SpokenLanguages) > 62 || SpokenLanguages[0] != "it" || SpokenLanguages[21] != "ar" || SpokenLanguages[44] != "gss" {
		t.Error("the bits of spoken languages moved")
	}
	if len(Qualifications) == 0 {
		t.Error("no qualifications")
	}
}
