package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime"
	"sync"
	"time"

	"albo/app/config"
	"albo/app/publication"
	"albo/app/register"
	"albo/app/roster"
	"albo/app/store"
	"albo/app/territory"
	"albo/app/work"
	"albo/handlers"
	"albo/seeds"
	"albo/templates"
)

type serve struct {
	Demo bool `help:"Load the demo world once, if the registry is empty, and offer its accounts at sign-in."`
}

func (s serve) Run(ctx context.Context) error {
	return with(ctx, func(st *store.Store) error {
		if err := bringIn(ctx, st); err != nil {
			return err
		}
		var accounts []templates.DemoAccount
		if s.Demo {
			if err := seeds.LoadOnce(ctx, st); err != nil {
				return err
			}
			accounts = seeds.Accounts
		}
		app, err := handlers.New(st, accounts)
		if err != nil {
			return err
		}
		listener, err := net.Listen("tcp", st.Config.Addr)
		if err != nil {
			return fmt.Errorf("listen on %s: %w", st.Config.Addr, err)
		}
		welcome(st, accounts)
		return together(ctx,
			func(ctx context.Context) error { return handlers.Serve(ctx, app, listener) },
			func(ctx context.Context) error { return st.Work(ctx, work.Workers(st)) },
			func(ctx context.Context) error { return upkeep(ctx, st) },
			func(ctx context.Context) error { return fetchWhenDue(ctx, st) },
			func(ctx context.Context) error { return takeDownWhenDue(ctx, st) },
			st.Watch,
		)
	})
}

// together runs the parts of the server until the context ends or one of them fails; then all stop.
func together(ctx context.Context, parts ...func(context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	failures := make([]error, len(parts))
	var all sync.WaitGroup
	for i, part := range parts {
		all.Go(func() {
			defer cancel()
			failures[i] = part(ctx)
		})
	}
	all.Wait()
	return errors.Join(failures...)
}

// upkeep does every ten minutes what the passing of time asks for.
func upkeep(ctx context.Context, st *store.Store) error {
	tick := time.NewTicker(10 * time.Minute)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			if err := work.Upkeep(ctx, st); err != nil && ctx.Err() == nil {
				slog.Error("upkeep", "error", err)
			}
		}
	}
}

// fetchWhenDue looks every half minute whether it is time to fetch a body's list.
func fetchWhenDue(ctx context.Context, st *store.Store) error {
	roster.FetchWhenDue(ctx, st, func(err error) { slog.Error("fetch lists that are due", "error", err) })
	return nil
}

// takeDownWhenDue looks at the start and every ten minutes whether the term of publication of an edition is over.
func takeDownWhenDue(ctx context.Context, st *store.Store) error {
	tick := time.NewTicker(10 * time.Minute)
	defer tick.Stop()
	for {
		if err := publication.TakeDownDue(ctx, st); err != nil && ctx.Err() == nil {
			slog.Error("take down names whose term of publication is over", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

func welcome(st *store.Store, accounts []templates.DemoAccount) {
	fmt.Printf("\nAlbo is at %s\n", st.Config.BaseURL)
	if len(accounts) > 0 {
		fmt.Printf("\nDemonstration accounts, all with the password %s:\n", accounts[0].Password)
		for _, a := range accounts {
			fmt.Printf("  %-30s %s, %s\n", a.Email, a.Role, a.Place)
		}
		fmt.Println("\nMails are written to", st.Config.Mail(), "and shown to the platform admin.")
	}
	fmt.Println()
}

type migrate struct{}

func (migrate) Run(ctx context.Context) error {
	return with(ctx, func(st *store.Store) error { return bringIn(ctx, st) })
}

// bringIn loads what Albo ships with: the places, and the words of families.
func bringIn(ctx context.Context, st *store.Store) error {
	return errors.Join(territory.Load(ctx, st), register.LoadWords(ctx, st))
}

type seed struct{}

func (seed) Run(ctx context.Context) error {
	return with(ctx, func(st *store.Store) error {
		if err := bringIn(ctx, st); err != nil {
			return err
		}
		return seeds.Load(ctx, st)
	})
}

type health struct{}

func (health) Run(ctx context.Context) error {
	c, err := config.Read()
	if err != nil {
		return err
	}
	_, port, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort("127.0.0.1", port)+"/readyz", nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("not ready: %s", answer.Status)
	}
	return nil
}

type versionCmd struct{}

func (versionCmd) Run() error {
	_, err := fmt.Fprintf(os.Stdout, "albo %s (%s) %s\n", version, commit, runtime.Version())
	return err
}
