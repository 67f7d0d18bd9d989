// Package apptest gives tests a registry of their own: a real PostgreSQL, migrated once, cloned for each test.
package apptest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"albo/app/config"
	"albo/app/localpg"
	"albo/app/migrations"
	"albo/app/register"
	"albo/app/store"
	"albo/app/territory"
)

// Now is the moment in which tests live, unless they say otherwise: a Monday, 11 o'clock in Rome.
var Now = time.Date(2026, 11, 9, 10, 0, 0, 0, time.UTC)

// Store is an empty registry with the territories, at Now, for one test.
func Store(t testing.TB) *store.Store {
	t.Helper()
	st, drop, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := drop(); err != nil {
			t.Error(err)
		}
	})
	return st.At(Now)
}

// Open is an empty registry with the territories that outlives a test: what it is for drops it, or Main does.
func Open() (st *store.Store, drop func() error, err error) {
	server, err := start()
	if err != nil {
		return nil, nil, err
	}
	ctx := context.Background()
	name := "t_" + strings.ToLower(rand.Text())
	if err := server.exec(ctx, "create database "+name+" template "+server.template); err != nil {
		return nil, nil, err
	}
	folder, err := os.MkdirTemp("", "albo-test-")
	if err != nil {
		return nil, nil, err
	}
	st, err = store.Open(ctx, config.Config{BaseURL: "http://localhost:8080", Data: folder, DatabaseURL: server.dsn(name)})
	if err != nil {
		return nil, nil, err
	}
	drop = sync.OnceValue(func() error {
		return errors.Join(st.Close(ctx), server.exec(ctx, "drop database "+name+" with (force)"), os.RemoveAll(folder))
	})
	openings.Lock()
	defer openings.Unlock()
	opened = append(opened, drop)
	return st, drop, nil
}

// opened are the registries to drop at the end.
var (
	opened   []func() error
	openings sync.Mutex
)

// Main runs the tests of a package and lets go of the database server after them: func TestMain(m) { apptest.Main(m) }.
func Main(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	code := m.Run()
	for _, drop := range opened {
		if err := drop(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = max(code, 1)
		}
	}
	if started != nil && started.cluster != nil {
		if err := started.cluster.Stop(context.Background()); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = max(code, 1)
		}
	}
	os.Exit(code)
}

// server is the PostgreSQL that this test binary uses: the one of DATABASE_URL, or a private one that all
// test binaries share and the last of them stops.
type server struct {
	url      string
	cluster  *localpg.Cluster
	template string
}

var (
	started *server
	once    sync.Once
	failed  error
)

func start() (*server, error) {
	once.Do(func() {
		started, failed = open(context.Background())
	})
	return started, failed
}

func open(ctx context.Context) (*server, error) {
	s := &server{url: os.Getenv("DATABASE_URL"), template: "tpl_" + schemaVersion()}
	if s.url == "" {
		folder := filepath.Join(os.TempDir(), fmt.Sprintf("albo-tests-%d", os.Getuid()))
		cluster, err := localpg.Start(ctx, folder, "albo")
		if err != nil {
			return nil, err
		}
		s.cluster = cluster
	}
	return s, s.makeTemplate(ctx)
}

// schemaVersion names a template after the migrations and the places in it.
func schemaVersion() string {
	hash := sha256.New()
	names, _ := fs.Glob(migrations.Files, "*.sql")
	for _, name := range names {
		file, _ := migrations.Files.ReadFile(name)
		hash.Write(file)
	}
	hash.Write([]byte(territory.Version() + register.WordsVersion()))
	return hex.EncodeToString(hash.Sum(nil))[:12]
}

// makeTemplate migrates one database for all test binaries to clone: the first makes it, under a lock, the others wait.
func (s *server) makeTemplate(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, s.dsn("postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, "select pg_advisory_lock(hashtext('albo test template'))"); err != nil {
		return err
	}
	var there bool
	if err := conn.QueryRow(ctx, "select exists (select from pg_database where datname = $1)", s.template).Scan(&there); err != nil || there {
		return err
	}
	making := s.template + "_making"
	if _, err := conn.Exec(ctx, "drop database if exists "+making+" with (force)"); err != nil {
		return err
	}
	if _, err := conn.Exec(ctx, "create database "+making); err != nil {
		return err
	}
	if err := s.migrate(ctx, making); err != nil {
		return err
	}
	_, err = conn.Exec(ctx, "alter database "+making+" rename to "+s.template)
	return err
}

func (s *server) migrate(ctx context.Context, database string) error {
	folder, err := os.MkdirTemp("", "albo-template-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	st, err := store.Open(ctx, config.Config{BaseURL: "http://localhost", Data: folder, DatabaseURL: s.dsn(database)})
	if err != nil {
		return err
	}
	return errors.Join(st.Migrate(ctx), territory.Load(ctx, st), register.LoadWords(ctx, st), st.Close(ctx))
}

func (s *server) dsn(database string) string {
	if s.cluster != nil {
		return s.cluster.DSN(database)
	}
	u, _ := url.Parse(s.url)
	u.Path = "/" + database
	return u.String()
}

func (s *server) exec(ctx context.Context, statement string) error {
	conn, err := pgx.Connect(ctx, s.dsn("postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, statement)
	return err
}
