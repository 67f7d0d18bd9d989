package main

import (
	"fmt"
	"io"
	"os"
	"strings"
)

// bar shows how far long work is: a bar that moves on a terminal, a plain line at each quarter elsewhere.
type bar struct {
	w        io.Writer
	terminal bool
	what     string
	last     int // what was shown last; -1 for nothing
}

const barWidth = 30

func newBar(f *os.File, what string) *bar {
	about, err := f.Stat()
	return &bar{w: f, terminal: err == nil && about.Mode()&os.ModeCharDevice != 0, what: what, last: -1}
}

func (b *bar) show(percent int, detail string) {
	switch {
	case b.terminal:
		full := barWidth * percent / 100
		fmt.Fprintf(b.w, "\r%s [%s%s] %3d %%, %s", b.what, strings.Repeat("#", full), strings.Repeat(" ", barWidth-full), percent, detail)
		b.last = percent
	case b.last < 0 || percent/25 > b.last/25:
		fmt.Fprintf(b.w, "%s: %d %%, %s\n", b.what, percent, detail)
		b.last = percent
	}
}

// end leaves the line of the bar.
func (b *bar) end() {
	if b.terminal && b.last >= 0 {
		fmt.Fprintln(b.w)
	}
}
