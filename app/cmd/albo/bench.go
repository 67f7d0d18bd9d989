package main

import (
	"context"
	"fmt"
	"os"

	"albo/app/store"
	"albo/seeds"
)

type benchCmd struct {
	Match benchMatch `cmd:"" help:"Look made-up people up in a made-up roster and tell how well and how fast."`
	Seed  benchSeed  `cmd:"" help:"Fill an empty registry with made-up carers, all of them listed."`
}

// benchSeed makes a world for benchmarks; every name of an office or a place in it says so.
type benchSeed struct {
	Providers int    `default:"10000" help:"How many carers."`
	Seed      uint64 `default:"1" help:"The same seed makes the same people."`
	File      string `help:"Take the carers from a CSV file instead: id, first_name, last_name, municipality_id, svc_mask, lang_mask, bio, status."`
}

const mostProviders = 2_000_000

func (b benchSeed) Run(ctx context.Context) error {
	if b.Providers < 1 || b.Providers > mostProviders {
		return &wrongUse{fmt.Sprintf("--providers: from 1 to %d", mostProviders)}
	}
	next := seeds.Invented(b.Providers, b.Seed)
	if b.File != "" {
		file, err := os.Open(b.File)
		if err != nil {
			return &wrongUse{err.Error()}
		}
		defer file.Close()
		next = seeds.FromFile(file)
	}
	return with(ctx, func(st *store.Store) error {
		if err := bringIn(ctx, st); err != nil {
			return err
		}
		if err := seeds.Crowd(ctx, st, next); err != nil {
			return err
		}
		fmt.Println("A world for benchmarks, not for use:", st.Config.BaseURL)
		return nil
	})
}
