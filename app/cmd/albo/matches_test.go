package main

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// key presses one key on the page and waits for what it shows.
func (b *browser) key(key, shows string) {
	b.t.Helper()
	b.must(chromedp.Do(b.ctx, chromedp.KeyEvent(key)))
	b.waitFor(shows)
}

// An admin decides cases with one hand on the keyboard: chooses, decides, takes it back, writes to the person, turns letters off.
func TestMatchesByKeyboard(t *testing.T) {
	s := theDemo(t)
	b := sit(t, s, 1366)
	b.signIn("admin@casentino.example")
	b.open("/it/association/matches")
	b.press(`form[action*="/matches/next"] button`)
	first := b.text("h1")
	b.key("?", ".rg-keys details[open]")
	b.audit()
	b.key("1", `input[name=line][value]:checked`)
	b.key("n", ".rg-undo")
	if b.text("h1") == first {
		t.Error("the next case did not come by itself")
	}
	b.audit()
	b.key("u", `main:not(:has(.rg-undo)) [role=status]`)
	if again := b.text("h1"); again != first {
		t.Errorf("taken back, %q is shown and not %q", again, first)
	}
	here := `#decide[action="` + eval[string](b, `document.querySelector('#decide').getAttribute('action')`) + `"]`
	b.key("j", `main:has(#decide):not(:has(`+here+`))`)
	b.key("k", here)
	b.key("q", `textarea:focus`)
	written := eval[string](b, `document.querySelector('textarea').value`)
	b.key("n", `textarea:focus`)
	if typed := eval[string](b, `document.querySelector('textarea').value`); len(typed) != len(written)+1 {
		t.Error("a letter typed into the message decided, or was lost")
	}
	b.tick("[data-keys-switch]")
	b.key("n", `#announcement:not(:empty)`)
	if eval[bool](b, `!!document.querySelector('.rg-undo') || document.querySelector('[data-key=n]').hasAttribute('aria-keyshortcuts')`) {
		t.Error("a letter decided although letters are off")
	}
	b.tick("[data-keys-switch]")
	b.signOut()
}
