package matching

import (
	"strings"

	"albo/app/fold"
)

// name is a surname, a given name or both, prepared for comparison.
type name struct {
	words   []*word
	joined  string  // all words as one
	sound   string  // of joined
	letters letters // of joined
}

func newName(s string) name { return newNameWith(newWord, s) }

func newNameWith(word func(string) *word, s string) (n name) {
	for text := range strings.FieldsSeq(fold.Name(s)) {
		if titles[text] && len(n.words) == 0 {
			continue
		}
		n.words = append(n.words, word(text))
		n.joined += text
	}
	n.letters = lettersOf(n.joined)
	if len(n.words) == 1 {
		n.sound = n.words[0].sound
	} else {
		n.sound = Sound(n.joined)
	}
	return n
}

const mostWords = 12

// nameLevel is how two names agree, the best first.
type nameLevel uint8

const (
	nameEqual   nameLevel = iota // the same words, in whatever order
	nameVariant                  // the same name written otherwise: another transliteration, words joined or parted
	namePart                     // all words of the shorter stand in the longer
	nameShort                    // a short form or an initial
	nameSlip                     // a slip of the pen in some word
	nameDifferent
)

// compareNames pairs the words of two names, the nearest first, and answers by the worst pair and by what is left
// over. Words left over on both sides are two different names, however much else agrees; particles do not count.
// Names of more than mostWords words are compared as a whole only.
func compareNames(a, b *name) nameLevel {
	if a.joined == b.joined {
		if len(a.words) == len(b.words) {
			return nameEqual
		}
		return nameVariant
	}
	if len(a.words) > len(b.words) {
		a, b = b, a
	}
	if len(b.words) > mostWords {
		return nameDifferent
	}
	var usedA, usedB [mostWords]bool
	worst, met := sameWord, 0
	for want := sameWord; want < strange; want++ {
		for i := range a.words {
			if usedA[i] {
				continue
			}
			for j := range b.words {
				if usedB[j] || kin(a.words[i], b.words[j]) != want {
					continue
				}
				usedA[i], usedB[j] = true, true
				if !a.words[i].particle && !b.words[j].particle {
					met++
				}
				worst = want
				break
			}
		}
	}
	leftA, leftB := left(a, usedA[:]), left(b, usedB[:])
	switch {
	case met == 0 || leftA > 0 && leftB > 0:
		return joinedLevel(a, b)
	case worst == oneSlip:
		return min(nameSlip, joinedLevel(a, b))
	case worst >= shortForm:
		return nameShort
	case leftA+leftB > 0:
		return namePart
	case worst == sameWord && len(a.words) == len(b.words):
		return nameEqual
	}
	return nameVariant
}

// joinedLevel compares names whose words were written as one, or parted in the middle.
func joinedLevel(a, b *name) nameLevel {
	if len(a.words) == len(b.words) || min(len(a.joined), len(b.joined)) < 5 {
		return nameDifferent
	}
	switch {
	case a.sound == b.sound:
		return nameVariant
	case min(len(a.joined), len(b.joined)) >= 8 && a.letters.within(b.letters, 1) && fold.Edits(a.joined, b.joined, 1) <= 1:
		return nameSlip
	}
	return nameDifferent
}

func left(n *name, used []bool) (count int) {
	for i := range n.words {
		if !used[i] && !n.words[i].particle && !writtenTwice(n, used, i) {
			count++
		}
	}
	return count
}

// writtenTwice tells whether a word that is left over stands in its name once more, where it has been paired.
func writtenTwice(n *name, used []bool, i int) bool {
	for j := range n.words {
		if used[j] && n.words[j].text == n.words[i].text {
			return true
		}
	}
	return false
}
