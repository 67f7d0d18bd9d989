package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"albo/app/body"
	"albo/app/i18n"
	"albo/app/publication"
	"albo/app/store"
	"albo/models"
)

type registerCmd struct {
	Export registerExport `cmd:"" help:"Write one edition to standard output."`
	Verify registerVerify `cmd:"" help:"Tell whether published editions were altered."`
}

type registerExport struct {
	Body   string `required:"" help:"Slug of the public body."`
	Format string `required:"" enum:"csv,xlsx,json,pdf" help:"Format: ${enum}."`
	AsOf   string `help:"Day whose edition in force to write, YYYY-MM-DD; today if left out."`
}

func (r registerExport) Run(ctx context.Context) error {
	asOf, err := models.ParseDate(r.AsOf)
	if err != nil {
		return &wrongUse{"--as-of: " + err.Error()}
	}
	return with(ctx, func(st *store.Store) error {
		register, err := publication.Show(ctx, st, r.Body, asOf)
		if errors.Is(err, models.ErrNotFound) {
			return fmt.Errorf("no public body with the slug %q has published a register", r.Body)
		}
		if err != nil {
			return err
		}
		if register.InForce == nil {
			return fmt.Errorf("no edition of %s was in force on %s", r.Body, register.AsOf)
		}
		return publication.Export(st.Read(ctx), os.Stdout, r.Format, register.Body, register.InForce, st.Today(register.Body.Country))
	})
}

type registerVerify struct {
	Body string `help:"Slug of one public body; all of them if left out."`
	File string `help:"A JSON file of one edition to verify instead, without a registry." type:"existingfile"`
	JSON bool   `help:"Write one JSON document."`
}

// verification is what was found of one body, or of one file.
type verification struct {
	Body     string      `json:"body,omitempty"`
	Editions int         `json:"editions"`
	Entries  int         `json:"entries"`
	Erased   int         `json:"erased"`
	Hash     string      `json:"hash,omitempty"` // of the newest edition
	Altered  int         `json:"altered"`
	Faults   []faultLine `json:"faults"`
}

type faultLine struct {
	Edition int    `json:"edition"`
	Entry   int    `json:"entry,omitempty"`
	Message string `json:"message"`
}

func verified(name string, r *publication.Report) verification {
	v := verification{Body: name, Editions: r.Editions, Entries: r.Entries, Erased: r.Erased, Altered: r.Count, Faults: []faultLine{}}
	if r.Newest != nil {
		v.Hash = r.Newest.Hash
	}
	for _, f := range r.Faults {
		v.Faults = append(v.Faults, faultLine{f.Edition, f.Entry, i18n.Say("en", f.Text)})
	}
	return v
}

func (v verification) print(name string) {
	fmt.Printf("%s: %d editions, %d entries, %d of them erased; newest hash %s\n", name, v.Editions, v.Entries, v.Erased, v.Hash)
	if v.Altered == 0 {
		fmt.Printf("%s: nothing was altered\n", name)
		return
	}
	fmt.Printf("%s: ALTERED in %d places\n", name, v.Altered)
	for _, f := range v.Faults {
		fmt.Printf("  %s\n", f.Message)
	}
	if more := v.Altered - len(v.Faults); more > 0 {
		fmt.Printf("  and %d more\n", more)
	}
}

func (r registerVerify) Run(ctx context.Context) error {
	if r.File != "" {
		if r.Body != "" {
			return &wrongUse{"--file is verified without a registry: leave --body out"}
		}
		return r.file()
	}
	return with(ctx, func(st *store.Store) error {
		bodies, err := r.bodies(ctx, st)
		if err != nil {
			return err
		}
		all := []verification{}
		for i := range bodies {
			report, err := publication.Verify(ctx, st, &bodies[i])
			if err != nil {
				return err
			}
			all = append(all, verified(bodies[i].Slug, report))
		}
		return r.tell(all)
	})
}

func (r registerVerify) file() error {
	f, err := os.Open(r.File)
	if err != nil {
		return err
	}
	defer f.Close()
	report, err := publication.VerifyFile(f)
	if err != nil {
		return err
	}
	return r.tell([]verification{verified(r.File, report)})
}

// bodies are the one asked for, or all that have published.
func (r registerVerify) bodies(ctx context.Context, st *store.Store) (bodies []models.Body, err error) {
	if r.Body != "" {
		b, err := body.BySlug(ctx, st, r.Body)
		if err != nil {
			return nil, fmt.Errorf("no public body with the slug %q", r.Body)
		}
		return []models.Body{*b}, nil
	}
	return body.List(ctx, st)
}

// tell says what was found; anything altered is a failure.
func (r registerVerify) tell(all []verification) error {
	altered := 0
	for _, v := range all {
		altered += v.Altered
		if !r.JSON && (v.Editions > 0 || v.Altered > 0 || len(all) == 1) {
			v.print(v.Body)
		}
	}
	if r.JSON {
		if err := json.NewEncoder(os.Stdout).Encode(map[string]any{"registers": all}); err != nil {
			return err
		}
	}
	if altered > 0 {
		return fmt.Errorf("what was published has been altered in %d places", altered)
	}
	return nil
}
