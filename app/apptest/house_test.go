package apptest_test

import (
	"bytes"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm/schema"

	"albo/app/apptest"
	"albo/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

const root = "../.."

// order is the house from the ground up: a package imports only what stands above it here, and models. What a
// pure engine may import stands in pure.
var order = []string{
	"colour", "fold", "identifier", "config", "localpg", "migrations", "pdf", "i18n", "input",
	"store", "mail", "history", "document", "account",
	"territory", "person", "rule", "body", "association", "feedback",
	"roster/file", "roster/matching", "roster",
	"accreditation", "membership", "certificate", "register", "privacy",
	"work", "apptest",
}

// pure engines know no database.
var pure = map[string][]string{
	"colour": {}, "fold": {}, "identifier": {"models"}, "pdf": {"models"}, "i18n": {"models"},
	"roster/file": {"models", "app/fold", "app/identifier"}, "roster/matching": {"models", "app/fold"},
}

// homes say where alone a library is used.
var homes = map[string][]string{
	"github.com/gofiber/fiber/v2": {"handlers"}, "github.com/jung-kurt/gofpdf": {"app/pdf"}, "github.com/boombuler/barcode": {"app/pdf"},
	"github.com/riverqueue/river": {"app/store"}, "github.com/jackc/pgx/v5": {"app/store", "app/localpg", "app/apptest"},
	"github.com/pressly/goose/v3": {"app/store"}, "github.com/alecthomas/kong": {"app/cmd/albo"}, "github.com/wneessen/go-mail": {"app/mail"},
	"github.com/a-h/templ": {"templates", "handlers"}, "github.com/alexedwards/argon2id": {"app/account"},
	"github.com/go-playground/validator/v10": {"app/input", "app/identifier"}, "github.com/caarlos0/env/v11": {"app/config"},
}

func TestImportsPointOneWay(t *testing.T) {
	eachFile(t, func(pkg, path string, imports []string) {
		for _, imported := range imports {
			checkHome(t, pkg, path, imported)
			ours, ok := strings.CutPrefix(imported, "albo/")
			if !ok {
				continue
			}
			if !allowed(pkg, ours) {
				t.Errorf("%s: %s must not import %s", path, pkg, ours)
			}
		}
	})
}

func allowed(pkg, imported string) bool {
	within := func(room string) bool { return imported == room || strings.HasPrefix(imported, room+"/") }
	switch room, name, _ := strings.Cut(pkg, "/"); room {
	case "models":
		return false
	case "app":
		if name == "cmd/albo" {
			return true
		}
		if list, ok := pure[name]; ok {
			return slices.Contains(list, imported)
		}
		other, isApp := strings.CutPrefix(imported, "app/")
		return imported == "models" || isApp && slices.Index(order, other) >= 0 && slices.Index(order, other) < slices.Index(order, name)
	case "templates":
		return within("models") || within("app") || within("templates")
	case "handlers":
		return !within("seeds") && !within("app/cmd")
	case "seeds":
		return !within("handlers") && !within("app/cmd")
	}
	return false
}

func checkHome(t *testing.T, pkg, path, imported string) {
	t.Helper()
	for library, rooms := range homes {
		if imported != library && !strings.HasPrefix(imported, library+"/") {
			continue
		}
		if !slices.ContainsFunc(rooms, func(room string) bool { return pkg == room || strings.HasPrefix(pkg, room+"/") }) {
			t.Errorf("%s: %s is used in %v only", path, library, rooms)
		}
	}
}

func TestEveryPackageHasItsPlaceInTheOrder(t *testing.T) {
	eachFile(t, func(pkg, path string, _ []string) {
		if name, ok := strings.CutPrefix(pkg, "app/"); ok && name != "cmd/albo" && !slices.Contains(order, name) {
			t.Errorf("%s: the package %s has no place in the order", path, pkg)
		}
	})
}

// eachFile visits every Go file of ours that is not a test.
func eachFile(t *testing.T, do func(pkg, path string, imports []string)) {
	t.Helper()
	for _, room := range []string{"models", "app", "handlers", "templates", "seeds"} {
		err := filepath.WalkDir(filepath.Join(root, room), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() && d.Name() == "node_modules" {
				return cmpOr(err, fs.SkipDir)
			}
			if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return nil
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
			if err != nil {
				return err
			}
			var imports []string
			for _, i := range file.Imports {
				name, _ := strconv.Unquote(i.Path.Value)
				imports = append(imports, name)
			}
			pkg, _ := filepath.Rel(root, filepath.Dir(path))
			do(filepath.ToSlash(pkg), path, imports)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func cmpOr(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// Every state of a workflow is one that the database takes, and the other way round.
func TestStatesAreThoseOfTheDatabase(t *testing.T) {
	st := apptest.Store(t)
	quoted := regexp.MustCompile(`'([a-z_]+)'::text`)
	for table, states := range map[string][]string{
		"admissions": words(models.AdmissionMoves.States()), "accreditations": words(models.AccreditationMoves.States()),
		"roster_editions": words(models.EditionMoves.States()), "certificates": words(models.CertificateMoves.States()),
	} {
		var definition string
		err := st.Read(t.Context()).Raw(`select pg_get_constraintdef(oid) from pg_constraint where conrelid = ?::regclass and conname = ?`, table, table+"_state_check").Scan(&definition).Error
		if err != nil {
			t.Fatal(err)
		}
		var taken []string
		for _, m := range quoted.FindAllStringSubmatch(definition, -1) {
			taken = append(taken, m[1])
		}
		slices.Sort(taken)
		slices.Sort(states)
		if !slices.Equal(taken, states) {
			t.Errorf("%s: the database takes %v, the workflow knows %v", table, taken, states)
		}
	}
}

func words[S ~string](set map[S]bool) (list []string) {
	for s := range set {
		list = append(list, string(s))
	}
	return list
}

// Every model has exactly the columns of its table.
func TestModelsHaveTheColumnsOfTheirTables(t *testing.T) {
	st := apptest.Store(t)
	for _, model := range []any{
		&models.Territory{}, &models.Body{}, &models.UnionMembership{}, &models.Association{}, &models.AssociationBody{}, &models.Rule{},
		&models.Account{}, &models.Session{}, &models.Role{}, &models.Invitation{}, &models.Link{}, &models.Message{}, &models.Event{}, &models.Feedback{},
		&models.Person{}, &models.RosterEdition{}, &models.RosterLine{}, &models.Admission{}, &models.Membership{}, &models.BookEntry{},
		&models.RosterCheck{}, &models.RosterCandidate{}, &models.Accreditation{}, &models.Document{}, &models.Certificate{},
		&models.Profile{}, &models.Consent{},
	} {
		parsed, err := schema.Parse(model, &sync.Map{}, schema.NamingStrategy{})
		if err != nil {
			t.Fatal(err)
		}
		var columns []string
		if err := st.Read(t.Context()).Raw("select column_name from information_schema.columns where table_name = ?", parsed.Table).Scan(&columns).Error; err != nil {
			t.Fatal(err)
		}
		fields := slices.Clone(parsed.DBNames)
		slices.Sort(columns)
		slices.Sort(fields)
		if !slices.Equal(columns, fields) {
			t.Errorf("%s: columns %v, fields %v", parsed.Table, minus(columns, fields), minus(fields, columns))
		}
	}
}

func minus(a, b []string) (rest []string) {
	for _, s := range a {
		if !slices.Contains(b, s) {
			rest = append(rest, s)
		}
	}
	return rest
}

// The Go code of the templates is what templ makes of them.
func TestGeneratedTemplatesAreUpToDate(t *testing.T) {
	copied := t.TempDir()
	if err := os.CopyFS(copied, templFiles{os.DirFS(filepath.Join(root, "templates"))}); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "tool", "templ", "generate", "-path", copied)
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	err := filepath.WalkDir(copied, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_templ.go") {
			return err
		}
		name, _ := filepath.Rel(copied, path)
		made, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		kept, err := os.ReadFile(filepath.Join(root, "templates", name))
		if err != nil || !bytes.Equal(withoutPaths(made), withoutPaths(kept)) {
			t.Errorf("%s is not what templ makes of its template: run make generate", name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// withoutPaths leaves out the file names that templ writes into its code: they depend on where it ran.
func withoutPaths(code []byte) []byte {
	return regexp.MustCompile("FileName: [\"`][^\"`]*[\"`]").ReplaceAll(code, nil)
}

// templFiles shows of a folder only its templates.
type templFiles struct{ fs.FS }

func (f templFiles) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(f.FS, name)
	return slices.DeleteFunc(entries, func(e fs.DirEntry) bool {
		return e.IsDir() && e.Name() == "assets" || !e.IsDir() && !strings.HasSuffix(e.Name(), ".templ")
	}), err
}
