package main

import (
	"testing"
)

// A family searches in its own words, puts people aside, compares them and prints; then the same without a script.
func TestAFamilySearches(t *testing.T) {
	s := theDemo(t)
	b := sit(t, s, 1366)
	b.open("/it/carers")
	b.fill("#q", "badante notte Poppi")
	b.press("#search button[type=submit]")
	b.waitFor(".rg-understood")
	b.sees("Abbiamo capito", "Poppi", "Mappa schematica")
	b.tick("[data-keep] button[value=lucia-ginestra]")
	b.waitFor("button[value=lucia-ginestra][aria-pressed=true]")
	b.tick("[data-keep] button[value=anna-mirtillo]")
	b.waitFor("button[value=anna-mirtillo][aria-pressed=true]")
	if n := b.text("[data-kept-count]"); n != "2" {
		t.Errorf("the header counts %s", n)
	}
	b.open("/el/shortlist")
	b.sees("Lucia Ginestra", "Anna Mirtillo")
	b.resize(320)
	b.press("#compare button[type=submit]")
	b.sees("Lucia Ginestra", "Anna Mirtillo")
	b.resize(1366)
	b.open("/es/carers?place=051031")
	b.focus()
	b.press(".rg-map a[href*='051004']") // a municipality of the map
	b.sees("Bibbiena")
}
