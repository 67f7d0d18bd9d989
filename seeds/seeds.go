// Package seeds builds the demo world by calling use cases, as its people would have lived it: unions
// publish rosters, carers apply, admins decide, officers accredit. All people in it are fictional.
package seeds

import (
	"context"
	"embed"
	"encoding/csv"
	"errors"
	"fmt"
	"strings"
	"time"

	"albo/app/store"
	"albo/app/work"
	"albo/models"
	"albo/templates"
)

//go:embed world
var world embed.FS

// Password signs in to every account of the demonstration, and to nothing else.
const Password = "prova-del-casentino"

// Accounts are offered at sign-in in the demonstration: one for each role and place.
var Accounts = []templates.DemoAccount{
	{Role: "association_admin", Place: "Casentino", Email: "admin@casentino.example", Password: Password},
	{Role: "body_officer", Place: "Casentino", Email: "officer@casentino.example", Password: Password},
	{Role: "carer", Place: "Casentino", Email: "carer@casentino.example", Password: Password},
	{Role: "association_admin", Place: "Valtiberina", Email: "admin@valtiberina.example", Password: Password},
	{Role: "body_officer", Place: "Valtiberina", Email: "officer@valtiberina.example", Password: Password},
	{Role: "carer", Place: "Valtiberina", Email: "carer@valtiberina.example", Password: Password},
	{Role: "body_officer", Place: "Pieve Santo Stefano", Email: "officer@pieve.example", Password: Password},
	{Role: "body_officer", Place: "Móstoles", Email: "officer@mostoles.example", Password: Password},
	{Role: "body_officer", Place: "Leganés", Email: "officer@leganes.example", Password: Password},
	{Role: "body_officer", Place: "Αιγάλεω", Email: "officer@aigaleo.example", Password: Password},
	{Role: "platform_admin", Place: "Albo", Email: "platform@albo.example", Password: Password},
}

// LoadOnce loads the demo world if the registry is empty, and leaves it alone otherwise.
func LoadOnce(ctx context.Context, st *store.Store) error {
	empty, err := isEmpty(ctx, st)
	if err != nil || !empty {
		return err
	}
	return load(ctx, st)
}

// Load loads the demo world; it refuses a registry that holds anything already.
func Load(ctx context.Context, st *store.Store) error {
	empty, err := isEmpty(ctx, st)
	if err != nil {
		return err
	}
	if !empty {
		return errors.New("the registry already holds data: the demo world is only loaded into an empty one")
	}
	return load(ctx, st)
}

func isEmpty(ctx context.Context, st *store.Store) (empty bool, err error) {
	err = st.Read(ctx).Raw("select not exists (select from accounts) and not exists (select from bodies) and not exists (select from associations)").Scan(&empty).Error
	return empty, err
}

// demo is the world being built.
type demo struct {
	ctx      context.Context
	store    *store.Store
	today    time.Time
	platform models.Actor
	valleys  map[string]*valley
}

// load lives through the world's history day by day. It is one story: a failure anywhere ends it.
func load(ctx context.Context, st *store.Store) (err error) {
	d := &demo{ctx: ctx, store: st, today: st.Now(), valleys: map[string]*valley{}}
	defer func() {
		if r := recover(); r != nil {
			failed, ok := r.(failure)
			if !ok {
				panic(r)
			}
			err = fmt.Errorf("load the demo world: %w", failed.error)
		}
	}()
	people := readPeople()
	d.found()
	d.publish("casentino", "casentino-1.csv", 390, 101)
	d.publish("valtiberina", "valtiberina-1.csv", 380, 57)
	for i, p := range people {
		d.past(p, i)
	}
	d.accreditAbroad()
	d.register("casentino", 60, 180, "determinazione")
	d.register("mostoles", 50, 77, "resolución")
	d.register("aigaleo", 45, 31, "απόφαση")
	d.publish("valtiberina", "valtiberina-2.csv", 40, 212)
	d.register("valtiberina", 30, 231, "determinazione")
	d.publish("casentino", "casentino-2.xlsx", 20, 404)
	d.register("casentino", 12, 419, "determinazione")
	for i, p := range people {
		d.present(p, i)
	}
	d.families()
	return nil
}

// failure carries an error out of the story.
type failure struct{ error }

func must(err error) {
	if err == nil {
		return
	}
	var refusal *models.Error
	if errors.As(err, &refusal) {
		err = fmt.Errorf("%s %v", refusal.Text.Key, refusal.Fields)
	}
	panic(failure{err})
}

// at is the registry so many days before today, in the morning of Italy, where all of the story happens.
func (d *demo) at(daysAgo int) *store.Store {
	return d.store.At(d.date(daysAgo).Time().Add(8 * time.Hour))
}

// date is the day so many days before today.
func (d *demo) date(daysAgo int) models.Date {
	return models.Day(d.today, "IT").AddDays(-daysAgo)
}

// act is the number of an act of that day: acts are counted anew each year.
func (d *demo) act(number, daysAgo int) string {
	return fmt.Sprintf("%d/%d", number, d.date(daysAgo).Year())
}

// drain works off the jobs of a day.
func (d *demo) drain(st *store.Store) {
	must(st.Drain(d.ctx, work.Workers(st)))
}

// person is one row of world/people.csv and, once they signed up, their account.
type person struct {
	row   map[string]string
	actor models.Actor
}

func (p *person) name() string            { return p.row["given_name"] + " " + p.row["surname"] }
func (p *person) story() string           { return p.row["story"] }
func (p *person) list(of string) []string { return strings.Fields(p.row[of]) }

func readPeople() (people []*person) {
	file, err := world.Open("world/people.csv")
	must(err)
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	must(err)
	for _, values := range rows[1:] {
		p := &person{row: map[string]string{}}
		for i, name := range rows[0] {
			p.row[name] = values[i]
		}
		people = append(people, p)
	}
	return people
}
