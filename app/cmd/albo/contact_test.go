package main

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// A family on a phone asks for contact without an account, the association answers, the carer sees what is needed and confirms
// her entry, and the family withdraws.
func TestFamilyAsksForContact(t *testing.T) {
	s := theDemo(t)
	b := sit(t, s, 390)
	b.open("/it/carers/lucia-ginestra")
	b.press(`a[href$="/contact"]`)
	b.tick("#on_behalf-other")
	b.tick("#services-companionship")
	b.fill("#place", "Poppi")
	b.fill("#times", "Ogni mercoledì")
	b.fill("#words", "Parole di prova della famiglia")
	b.fill("#name", "Nipote del Test")
	b.fill("#email", "nipote@famiglie.example")
	b.tick("#consent")
	b.must(chromedp.Do(b.ctx, chromedp.Sleep(3*time.Second))) // nobody fills in a form faster
	b.press("#form button[type=submit]")
	b.sees("La richiesta è partita", "Ogni mercoledì")
	private, _, _ := strings.Cut(b.where(), "?")
	code := b.text("main .lead b")

	b.resize(1366)
	b.signIn("admin@casentino.example")
	b.open("/it/association/requests")
	b.fill("#code", code)
	b.press(`form[role=search] button`)
	b.sees("Nipote del Test", "Parole di prova della famiglia")
	b.press(`form[action*="/take-up"] button`)
	b.fill("#answer-text", "Vi telefoniamo domani.")
	b.press(`form[action*="/answer"] button`)
	b.sees("La risposta è partita")
	b.signOut()

	b.signIn("carer@casentino.example")
	b.open("/it/me")
	b.sees(code, "Ogni mercoledì")
	if strings.Contains(b.text("main"), "Nipote") {
		t.Error("the carer sees who asks")
	}
	b.press(`form[action$="/me/listing/confirm"] button`)
	b.sees("la scheda è confermata oggi")
	b.signOut()

	b.resize(320)
	b.open(private)
	b.sees("Vi telefoniamo domani.", "In corso")
	b.tick("main details summary")
	b.press(`form[action$="/withdraw"] button`)
	b.sees("Ritirata")
	if strings.Contains(b.text("main"), "mercoledì") {
		t.Error("what was withdrawn still shows")
	}

	b.open("/it/carers/lucia-ginestra/report")
	b.tick("#mistake-services")
	b.fill("#words", "Il venerdì non lavora più.")
	b.must(chromedp.Do(b.ctx, chromedp.Sleep(3*time.Second)))
	b.press("#form button[type=submit]")
	b.sees("La richiesta è partita")
}
