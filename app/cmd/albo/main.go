// Command albo is the registry: the server, its jobs, and the operator's commands.
package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"albo/app/config"
	"albo/app/i18n"
	"albo/app/store"
	"albo/models"
)

// Set by the build.
var version, commit = "dev", "unknown"

// commands is the command line.
type commands struct {
	Serve       serve          `cmd:"" help:"Bring the schema up to date and start the web and the jobs."`
	Migrate     migrate        `cmd:"" help:"Bring the schema up to date."`
	Seed        seed           `cmd:"" help:"Load the demo world into an empty registry."`
	User        userCmd        `cmd:"" help:"Accounts."`
	Roster      rosterCmd      `cmd:"" help:"Rosters."`
	Register    registerCmd    `cmd:"" help:"Registers that bodies publish."`
	Match       matchCmd       `cmd:"" help:"Look the people of one file up in another, without a database."`
	Bench       benchCmd       `cmd:"" help:"Measure on made-up data."`
	Certificate certificateCmd `cmd:"" help:"Certificates."`
	Health      health         `cmd:"" help:"Tell whether the server on this machine is ready (for containers)."`
	Version     versionCmd     `cmd:"" help:"Print version, commit and Go version."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:]))
}

// run is the command with its exit code: 2 for wrong use, 1 for failure.
func run(ctx context.Context, args []string) int {
	var c commands
	parser, err := kong.New(&c, kong.Name("albo"), kong.Description("The register of accredited family-care workers."),
		kong.UsageOnError(), kong.BindTo(ctx, (*context.Context)(nil)), kong.Exit(func(code int) { os.Exit(code) }))
	if err != nil {
		return fail(err)
	}
	if len(args) == 0 || args[0] == "help" {
		args = append([]string{"--help"}, args[min(len(args), 1):]...)
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintln(os.Stderr, "albo:", err)
		return 2
	}
	if err := parsed.Run(); err != nil {
		return fail(err)
	}
	return 0
}

// fail says in one sentence what went wrong; a wrong use of a command is exit code 2.
func fail(err error) int {
	var refusal *models.Error
	if errors.As(err, &refusal) {
		err = errors.New(i18n.Say("en", refusal.First()))
	}
	fmt.Fprintln(os.Stderr, "albo:", err)
	var use *wrongUse
	if errors.As(err, &use) {
		return 2
	}
	return 1
}

// wrongUse is a command called with arguments that make no sense.
type wrongUse struct{ text string }

func (w *wrongUse) Error() string { return w.text }

// open reads the configuration and opens the registry, with its schema up to date.
func open(ctx context.Context) (*store.Store, error) {
	c, err := config.Read()
	if err != nil {
		return nil, err
	}
	slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: c.LogLevel})))
	st, err := store.Open(ctx, c)
	if err != nil {
		return nil, err
	}
	if err := st.Migrate(ctx); err != nil {
		return nil, errors.Join(err, st.Close(ctx))
	}
	return st, nil
}

// withExisting opens the registry for a command that only looks something up, and never makes one.
func withExisting(ctx context.Context, do func(*store.Store) error) error {
	c, err := config.Read()
	if err != nil {
		return err
	}
	if _, err := os.Stat(c.Data); c.DatabaseURL == "" && errors.Is(err, fs.ErrNotExist) {
		return &wrongUse{"there is no registry in " + c.Data + ": set ALBO_DATA or DATABASE_URL"}
	}
	return with(ctx, do)
}

// with opens the registry for one command.
func with(ctx context.Context, do func(*store.Store) error) error {
	st, err := open(ctx)
	if err != nil {
		return err
	}
	return errors.Join(do(st), st.Close(context.WithoutCancel(ctx)))
}
