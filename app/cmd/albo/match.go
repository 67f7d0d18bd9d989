package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime"
	"time"

	"albo/app/i18n"
	"albo/app/roster/file"
	"albo/app/roster/matching"
	"albo/app/roster/matching/sample"
	"albo/models"
)

type matchCmd struct {
	Roster       string `required:"" help:"File with the list of people to look in."`
	Applications string `required:"" help:"File with the people to look up."`
	Country      string `default:"IT" enum:"IT,ES,GR" help:"Country whose tax codes stand in the files: ${enum}."`
	JSON         bool   `help:"Write one JSON document."`
}

// matchResult is the answer for one person.
type matchResult struct {
	Application map[string]string  `json:"application"`
	Line        map[string]string  `json:"line"` // null when there is none
	Score       float64            `json:"score"`
	Decision    matching.Decision  `json:"decision"`
	Evidence    []evidenceOfAField `json:"evidence"`
}

type evidenceOfAField struct {
	models.FieldEvidence
	Message string `json:"message"`
}

func (m matchCmd) Run(ctx context.Context) error {
	lines, err := readPeople(ctx, m.Roster, m.Country)
	if err != nil {
		return err
	}
	people, err := readPeople(ctx, m.Applications, m.Country)
	if err != nil {
		return err
	}
	listed, applying := matching.PrepareAll(lines.people), matching.PrepareAll(people.people)
	p := matching.Estimate(applying, listed)
	results := []matchResult{}
	for i, link := range p.Link(applying, listed) {
		result := matchResult{Application: people.cells[i], Decision: link.Decision, Evidence: []evidenceOfAField{}}
		if link.Decision != matching.None {
			best := link.Candidates[0]
			result.Line, result.Score = lines.cells[best.Line], best.Score
			for _, e := range p.Compare(&applying[i], &listed[best.Line]) {
				result.Evidence = append(result.Evidence, evidenceOfAField{e, i18n.Say("en", e.Why)})
			}
		}
		results = append(results, result)
	}
	if m.JSON {
		return json.NewEncoder(os.Stdout).Encode(map[string]any{"results": results})
	}
	return printMatches(people, lines, results)
}

// table is a file of people.
type table struct {
	cells  []map[string]string
	people []matching.Person
}

func readPeople(ctx context.Context, name, country string) (t table, err error) {
	src, err := os.Open(name)
	if err != nil {
		return t, err
	}
	defer src.Close()
	about, err := src.Stat()
	if err != nil {
		return t, err
	}
	rules := file.Rules{Country: country, Today: models.Day(time.Now(), country)}
	err = file.Persons(ctx, src, about.Size(), rules, func(cells map[string]string, line models.RosterLine) error {
		t.cells, t.people = append(t.cells, cells), append(t.people, matching.OfLine(&line))
		return nil
	})
	var refusal *models.Error
	if errors.As(err, &refusal) {
		err = fmt.Errorf("%s: %s", name, i18n.Say("en", refusal.First()))
	}
	return t, err
}

func printMatches(people, lines table, results []matchResult) error {
	counts := map[matching.Decision]int{}
	for i, r := range results {
		counts[r.Decision]++
		p := people.people[i]
		fmt.Printf("%-6s  %s %s %s", r.Decision, p.Surname, p.GivenName, p.BirthDate)
		if r.Line != nil {
			fmt.Printf("  →  %.4f", r.Score)
			for _, e := range r.Evidence {
				if e.Listed != "" {
					fmt.Printf("  %s %s (%s %+.1f)", e.Field, e.Listed, e.Level, e.Weight)
				}
			}
		}
		fmt.Println()
	}
	_, err := fmt.Printf("%d people looked up in %d lines: %d linked, %d to review, %d not found\n",
		len(results), len(lines.people), counts[matching.Match], counts[matching.Review], counts[matching.None])
	return err
}

type benchMatch struct {
	Lines        int    `default:"100000" help:"Lines of the roster."`
	Applications int    `default:"10000" help:"People to look up."`
	Seed         uint64 `default:"1" help:"The same seed makes the same people."`
	JSON         bool   `help:"Write one JSON document."`
}

// Run prints seconds, memory and quality; of the seconds only the comparison with another run on the same machine means something.
func (b benchMatch) Run() error {
	if b.Lines < 1 || b.Applications < 1 || b.Lines > file.MaxRows || b.Applications > file.MaxRows {
		return &wrongUse{fmt.Sprintf("--lines and --applications: from 1 to %d", file.MaxRows)}
	}
	w := sample.New(b.Lines, b.Applications, b.Seed)
	start := time.Now()
	people, lines := matching.PrepareAll(w.Applications), matching.PrepareAll(w.Lines)
	p := matching.Estimate(people, lines)
	links := p.Link(people, lines)
	seconds := time.Since(start).Seconds()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	o := w.Judge(links)
	if b.JSON {
		return json.NewEncoder(os.Stdout).Encode(map[string]any{
			"lines": b.Lines, "applications": b.Applications, "seconds": seconds, "memory_bytes": memory.Sys,
			"listed": o.Listed, "found": o.Found, "linked": o.Linked, "wrong": o.Wrong, "review": o.Review, "engine": matching.Version,
		})
	}
	_, err := fmt.Printf("%d people in %d lines: %.2f s, %d MB\nof %d listed: found %.4f, linked alone %.4f; linked to somebody else %d; left to a person %d\n",
		b.Applications, b.Lines, seconds, memory.Sys>>20, o.Listed, float64(o.Found)/float64(max(1, o.Listed)), float64(o.Linked)/float64(max(1, o.Listed)), o.Wrong, o.Review)
	return err
}
