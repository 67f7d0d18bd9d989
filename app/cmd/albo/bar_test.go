package main

import (
	"bytes"
	"testing"
)

func TestTheBarMovesOnATerminalAndIsPlainElsewhere(t *testing.T) {
	for terminal, want := range map[bool]string{
		true:  "\rreading [                              ]   0 %, 0 lines\rreading [###############               ]  50 %, 7 lines\rreading [##############################] 100 %, 9 lines\n",
		false: "reading: 0 %, 0 lines\nreading: 50 %, 7 lines\nreading: 100 %, 9 lines\n",
	} {
		var out bytes.Buffer
		b := &bar{w: &out, terminal: terminal, what: "reading", last: -1}
		b.show(0, "0 lines")
		if b.show(50, "7 lines"); !terminal {
			b.show(51, "8 lines") // no news
		}
		b.show(100, "9 lines")
		b.end()
		if out.String() != want {
			t.Errorf("%v: %q", terminal, out.String())
		}
	}
}
