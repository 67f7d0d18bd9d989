package opendata

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"albo/app/i18n"
	"albo/app/register"
	"albo/app/store"
	"albo/models"
)

// Datasets are what the catalogue names.
var Datasets = []string{"carers-by-municipality", "services-by-municipality", "languages-by-municipality"}

// Totals are the numbers of one moment.
type Totals struct {
	At        time.Time
	places    []total // with at least Least carers, and last the others together
	services  *Table
	languages *Table
}

// total is a municipality with its carers, and of these how many offer each service and speak each language, by bit.
type total struct {
	Code, Name, Country string
	N                   int
	Services            []int `gorm:"serializer:json"`
	Languages           []int `gorm:"serializer:json"`
}

// Daily counts at most once a day, so that nobody can watch a number change with one person's entry.
type Daily struct {
	mu   sync.Mutex
	last *Totals
}

// Totals are those of today, counted when first asked for.
func (d *Daily) Totals(ctx context.Context, st *store.Store) (*Totals, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.last != nil && models.Day(d.last.At, "IT") == st.Today("IT") {
		return d.last, nil
	}
	t, err := Count(ctx, st)
	if err == nil {
		d.last = t
	}
	return t, err
}

// services are services and arrangements, each at the place of its bit.
var services = slices.SortedFunc(slices.Values(slices.Concat(models.Services, models.Arrangements)), func(a, b models.Service) int { return a.Bit - b.Bit })

// Count counts everybody in the public list who lets their municipalities be seen, in one statement.
func Count(ctx context.Context, st *store.Store) (*Totals, error) {
	bits := func(mask string, n int) string {
		counts := make([]string, n)
		for bit := range counts {
			counts[bit] = fmt.Sprintf("count(*) filter (where v.%s >> %d & 1 = 1)", mask, bit)
		}
		return "jsonb_build_array(" + strings.Join(counts, ", ") + ")"
	}
	t := &Totals{At: st.Now()}
	var all []total
	err := st.Read(ctx).Raw(`
		select t.code, t.name, t.country, count(*) n, `+bits("service_mask", len(services))+` services, `+bits("language_mask", len(models.SpokenLanguages))+` languages
		  from provider_places v join territories t on t.id = v.territory_id where `+register.Visible+` group by t.id order by t.country, t.code`,
		map[string]any{"today": st.Today("IT").String()}).Scan(&all).Error
	if err != nil {
		return nil, err
	}
	t.places = gathered(all)
	t.services, t.languages = t.table(func(p total) []int { return p.Services }), t.table(func(p total) []int { return p.Languages })
	return t, nil
}

// gathered puts the municipalities with fewer than Least carers together.
func gathered(all []total) (list []total) {
	others := total{Services: make([]int, len(services)), Languages: make([]int, len(models.SpokenLanguages))}
	for _, p := range all {
		if p.N >= Least {
			list = append(list, p)
			continue
		}
		for bit, n := range p.Services {
			others.Services[bit] += n
		}
		for bit, n := range p.Languages {
			others.Languages[bit] += n
		}
	}
	return append(list, others)
}

func (t *Totals) table(of func(total) []int) *Table {
	counts := make([][]int, len(t.places))
	for i, p := range t.places {
		counts[i] = of(p)
	}
	return NewTable(counts)
}

// Write writes one of the Datasets as CSV (RFC 4180), the names in a language; models.ErrNotFound for any other.
func (t *Totals) Write(w io.Writer, dataset, lang string) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	row := func(cells ...string) { _ = out.Write(cells) } // Flush tells
	switch dataset {
	case "carers-by-municipality":
		row("country", "municipality_code", "municipality", "carers")
		for _, p := range t.places[:len(t.places)-1] {
			row(p.Country, p.Code, p.Name, strconv.Itoa(p.N))
		}
	case "services-by-municipality":
		row("country", "municipality_code", "municipality", "service_code", "service", "offers")
		t.cells(t.services, lang, row, func(bit int) (string, string) { return services[bit].Code, i18n.Service(lang, services[bit].Code) })
	case "languages-by-municipality":
		row("country", "municipality_code", "municipality", "language_code", "language", "offers")
		t.cells(t.languages, lang, row, func(bit int) (string, string) {
			tag := models.SpokenLanguages[bit]
			return tag, i18n.LanguageName(lang, tag)
		})
	default:
		return models.ErrNotFound
	}
	out.Flush()
	return out.Error()
}

// cells writes a table cell by cell, a hidden one empty; * stands for all.
func (t *Totals) cells(table *Table, lang string, row func(...string), column func(bit int) (code, name string)) {
	table.each(func(i, j int) {
		p := total{Code: "*", Name: i18n.T(lang, "opendata.all")}
		if i < len(t.places) {
			p = t.places[i]
			if p.Code == "" {
				p.Code, p.Name = "-", i18n.T(lang, "opendata.others")
			}
		}
		code, name := "*", i18n.T(lang, "opendata.all")
		if j < table.Columns-1 {
			code, name = column(j)
		}
		written := ""
		if n, ok := table.At(i, j); ok {
			written = strconv.Itoa(n)
		}
		row(p.Country, p.Code, p.Name, code, name, written)
	})
}
