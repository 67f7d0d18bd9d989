package seeds

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"albo/app/fold"
	"albo/app/store"
	"albo/models"
)

// crowdPlaces are the municipalities of the benchmark's world, on a grid, twenty to a province.
const crowdPlaces = 400

// crowdServices and crowdLanguages are how many services and languages its people share out among themselves.
const crowdServices, crowdLanguages = 24, 12

// One is a made-up carer of the benchmark's world.
type One struct {
	ID                  int
	GivenName, Surname  string
	Place               int // from 1
	Services, Languages int64
	Bio                 string
}

// Crowd fills an empty registry with made-up carers, all of them listed: a world for benchmarks, whose every place, office
// and address says so. The rule of the public list decides who is listed, as in any other world.
func Crowd(ctx context.Context, st *store.Store, next func() (One, error)) error {
	empty, err := isEmpty(ctx, st)
	if err != nil {
		return err
	}
	if !empty {
		return errors.New("the registry already holds data: a world for benchmarks is only made in an empty one")
	}
	return st.Write(ctx, func(tx *store.Tx) error {
		if err := tx.Exec(`create temp table crowd (n bigint, slug text, surname text, given_name text, sort_name text, place bigint, services text, languages text,
			service_mask bigint, language_mask bigint, bio text, bio_search text)`).Error; err != nil {
			return err
		}
		if err := tx.Exec(crowdGround, map[string]any{"places": crowdPlaces}).Error; err != nil {
			return err
		}
		columns := []string{"n", "slug", "surname", "given_name", "sort_name", "place", "services", "languages", "service_mask", "language_mask", "bio", "bio_search"}
		if _, err := tx.Copy("crowd", columns, pgx.CopyFromFunc(func() ([]any, error) {
			p, err := next()
			if errors.Is(err, io.EOF) {
				return nil, nil
			}
			if err != nil {
				return nil, err
			}
			services, _ := json.Marshal(models.ServiceCodes(models.Services, p.Services))
			languages, _ := json.Marshal(models.LanguageTags(p.Languages))
			return []any{int64(p.ID), fmt.Sprintf("bench-%d", p.ID), p.Surname, p.GivenName, fold.Name(p.Surname + " " + p.GivenName), int64(p.Place), string(services), string(languages), p.Services, p.Languages, p.Bio, fold.Name(p.Bio)}, nil
		})); err != nil {
			return err
		}
		for _, statement := range strings.Split(crowdPeople, ";\n") {
			if err := tx.Exec(statement).Error; err != nil {
				return err
			}
		}
		return nil
	})
}

const crowdGround = `
	with country as (select id from territories where country = 'IT' and level = 'country'),
	     province as (insert into territories (country, level, code, name, search_name, parent_id)
	       select 'IT', 'province', 'B' || lpad(n::text, 3, '0'), 'Prova ' || n, 'prova ' || n, country.id from country, generate_series(1, @places / 20) n returning id, code),
	     place as (insert into territories (country, level, code, name, search_name, parent_id, latitude, longitude)
	       select 'IT', 'municipality', 'B' || lpad(n::text, 5, '0'), 'Luogo di prova ' || n, 'luogo di prova ' || n, p.id, 41 + (n / 20) * 0.1, 11 + (n % 20) * 0.1
	         from generate_series(1, @places) n join province p on p.code = 'B' || lpad(((n - 1) / 20 + 1)::text, 3, '0') returning id, code),
	     account as (insert into accounts (email, email_key, name, language, created_at) values ('bench@albo.example', 'bench@albo.example', 'Bench', 'it', now()) returning id),
	     body as (insert into bodies (slug, kind, territory_id, country, name) select 'bench', 'municipality', id, 'IT', 'Ente di prova' from place where code = 'B00001' returning id)
	insert into associations (slug, country, territory_id, name) select 'bench', 'IT', id, 'Associazione di prova' from place where code = 'B00001'`

const crowdPeople = `
	alter table people disable trigger user;
	alter table profiles disable trigger user;
	alter table consents disable trigger user;
	alter table memberships disable trigger user;
	alter table accreditations disable trigger user;
	insert into people (surname, given_name, sort_name, birth_date, country, address, created_at, updated_at)
	  select surname, given_name, sort_name, '1980-01-01', 'IT', n::text, now(), now() from crowd order by n;
	create index on crowd (n);
	insert into profiles (person_id, slug, bio, bio_search, services, languages, service_mask, language_mask, municipalities, confirmed_at, updated_at)
	  select p.id, c.slug, c.bio, c.bio_search, c.services::jsonb, c.languages::jsonb, c.service_mask, c.language_mask, jsonb_build_array(t.id), now(), now()
	    from people p join crowd c on c.n = p.address::bigint join territories t on t.level = 'municipality' and t.code = 'B' || lpad(c.place::text, 5, '0');
	insert into consents (person_id, item, text_version, language, given_at, given_by)
	  select p.id, item, 'bench', 'it', now(), a.id from people p, accounts a, unnest(array['listing', 'area', 'services', 'languages', 'bio']) item;
	insert into accreditations (number, person_id, body_id, state, source, granted_on, created_at)
	  select 'bench-' || p.id, p.id, b.id, 'granted', 'applied', current_date - 100, now() from people p, bodies b;
	insert into memberships (association_id, person_id, number, since) select a.id, p.id, p.id, current_date - 100 from people p, associations a;
	alter table people enable trigger user;
	alter table profiles enable trigger user;
	alter table consents enable trigger user;
	alter table memberships enable trigger user;
	alter table accreditations enable trigger user;
	analyze people, profiles, consents, memberships, accreditations, territories;
	select refresh_provider(id) from people;
	drop table crowd`

// Invented makes n carers, the same for the same seed: frequent surnames and places are frequent.
func Invented(n int, seed uint64) func() (One, error) {
	chance := rand.New(rand.NewPCG(seed, uint64(n)))
	given := strings.Fields("Maria Anna Giulia Paola Elena Oksana Fatima Carmen Ελένη Βασιλική Κατερίνα Mario Luca Dimitri Marco Antonio José Γιώργος Νίκος Ahmed")
	roots, ends := strings.Fields("Ross Bianch Verd Ner Mart Mor Gal Per Gom Ruiz Papad Georg Nikol Shev Koval Ben El Fab Ric Cont Lomb Mar Sant Ferr Rom"), strings.Fields("i o a ez enko opoulos ini etti oni ari aki idis ova escu")
	words := strings.Fields("esperienza anziani pazienza cucina toscana notte weekend automobile patente musica giardino ospedale compagnia passeggiate lettura puntualità serietà famiglia bambini memoria carrozzina farmacia spesa italiano francese")
	skewed := func(n int) int { return int(math.Pow(float64(n), chance.Float64())) - 1 }
	made := 0
	return func() (One, error) {
		if made == n {
			return One{}, io.EOF
		}
		made++
		p := One{ID: made, GivenName: given[skewed(len(given)+1)%len(given)], Surname: roots[skewed(len(roots)+1)%len(roots)] + ends[chance.IntN(len(ends))], Place: 1 + skewed(crowdPlaces+1)%crowdPlaces}
		for range 1 + chance.IntN(4) {
			p.Services |= 1 << chance.IntN(crowdServices)
		}
		for range 1 + chance.IntN(3) {
			p.Languages |= 1 << (skewed(crowdLanguages+1) % crowdLanguages)
		}
		var bio []string
		for range 20 {
			bio = append(bio, words[chance.IntN(len(words))])
		}
		p.Bio = strings.Join(bio, " ")
		return p, nil
	}
}

// FromFile reads the carers of a benchmark from a CSV file with the columns id, first_name, last_name, municipality_id,
// svc_mask, lang_mask, bio and status; only active ones are taken.
func FromFile(r io.Reader) func() (One, error) {
	rows := csv.NewReader(r)
	header, err := rows.Read()
	return func() (One, error) {
		for err == nil {
			var row []string
			if row, err = rows.Read(); err != nil {
				break
			}
			cell := func(name string) string { return row[slices.Index(header, name)] }
			if cell("status") != "active" {
				continue
			}
			number := func(name string) int64 {
				n, wrong := strconv.ParseInt(cell(name), 10, 64)
				err = errors.Join(err, wrong)
				return n
			}
			return One{
				ID: int(number("id")), GivenName: cell("first_name"), Surname: cell("last_name"), Place: int(number("municipality_id")),
				Services: number("svc_mask"), Languages: number("lang_mask"), Bio: cell("bio"),
			}, err
		}
		return One{}, err
	}
}
