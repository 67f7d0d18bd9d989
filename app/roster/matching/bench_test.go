package matching_test

import (
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"albo/app/fold"
	"albo/app/roster/matching"
	"albo/app/roster/matching/sample"
)

// BenchmarkLink looks 10,000 applications up in 100,000 lines, and beside it, in the same run, does what most programs would: blocks by birth
// date and by name and year, and Jaro–Winkler on the whole name. It reports the ratio of the two, what share of those listed was found, and how many
// wrong people were linked.
func BenchmarkLink(b *testing.B) {
	w := sample.New(100_000, 10_000, 1)
	var ours, plain time.Duration
	var outcome sample.Outcome
	var foundPlainly int
	for b.Loop() {
		start := time.Now()
		people, lines := matching.PrepareAll(w.Applications), matching.PrepareAll(w.Lines)
		links := matching.Estimate(people, lines).Link(people, lines)
		ours += time.Since(start)
		start = time.Now()
		foundPlainly = yardstick(w)
		plain += time.Since(start)
		outcome = w.Judge(links)
	}
	b.ReportMetric(ours.Seconds()/plain.Seconds(), "×yardstick")
	b.ReportMetric(ours.Seconds()/float64(b.N), "s/ours")
	b.ReportMetric(float64(outcome.Found)/float64(outcome.Listed), "recall")
	b.ReportMetric(float64(foundPlainly)/float64(outcome.Listed), "recall/yardstick")
	b.ReportMetric(float64(outcome.Linked)/float64(outcome.Listed), "linked")
	b.ReportMetric(float64(outcome.Wrong), "wrong")
}

// yardstick links each application to the line with the most similar name among those that share its birth date, or its year and a word of its
// name, on all cores; it tells how many of the right lines it found.
func yardstick(w sample.World) (found int) {
	blocks := map[string][]int{}
	names := make([]string, len(w.Lines))
	for i, l := range w.Lines {
		names[i] = fold.Words(l.Surname, l.GivenName)
		for _, key := range plainKeys(names[i], l.BirthDate.String()) {
			blocks[key] = append(blocks[key], i)
		}
	}
	var all sync.WaitGroup
	var right atomic.Int64
	workers := runtime.GOMAXPROCS(0)
	for n := range workers {
		all.Go(func() {
			for k := n; k < len(w.Applications); k += workers {
				a := w.Applications[k]
				name, most, best := fold.Words(a.Surname, a.GivenName), 0.0, -1
				for _, key := range plainKeys(name, a.BirthDate.String()) {
					for _, i := range blocks[key] {
						similar := jaroWinkler(name, names[i])
						if a.BirthDate != w.Lines[i].BirthDate {
							similar -= 0.1
						}
						if similar > max(most, 0.85) {
							most, best = similar, i
						}
					}
				}
				if best >= 0 && w.Who[best] == w.Truth[k] {
					right.Add(1)
				}
			}
		})
	}
	all.Wait()
	return int(right.Load())
}

func plainKeys(name, birth string) []string {
	keys := []string{birth}
	for word := range strings.FieldsSeq(name) {
		keys = append(keys, word+birth[:4])
	}
	return keys
}

// jaroWinkler is the similarity of two strings, 0 to 1 (Winkler, String Comparator Metrics and Enhanced Decision Rules, 1990).
func jaroWinkler(a, b string) float64 {
	window := max(0, max(len(a), len(b))/2-1)
	usedA, usedB := make([]bool, len(a)), make([]bool, len(b))
	common := 0
	for i := range len(a) {
		for j := max(0, i-window); j < min(len(b), i+window+1); j++ {
			if !usedB[j] && a[i] == b[j] {
				usedA[i], usedB[j] = true, true
				common++
				break
			}
		}
	}
	if common == 0 {
		return 0
	}
	turned, j := 0, 0
	for i := range len(a) {
		if !usedA[i] {
			continue
		}
		for !usedB[j] {
			j++
		}
		if a[i] != b[j] {
			turned++
		}
		j++
	}
	m := float64(common)
	jaro := (m/float64(len(a)) + m/float64(len(b)) + (m-float64(turned)/2)/m) / 3
	prefix := 0
	for prefix < min(4, len(a), len(b)) && a[prefix] == b[prefix] {
		prefix++
	}
	return jaro + float64(prefix)*0.1*(1-jaro)
}
