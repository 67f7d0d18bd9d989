package apptest_test

import (
	"bytes"
	"go/ast"
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
	"albo/app/i18n"
	"albo/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

const root = "../.."

// order is the house from the ground up: a package imports only what stands above it here, and models. What a
// pure engine may import stands in pure.
var order = []string{
	"colour", "fold", "identifier", "config", "localpg", "migrations", "pdf", "table", "i18n", "input",
	"store", "mail", "history", "document", "account",
	"territory", "person", "rule", "body", "association", "feedback",
	"roster/file", "roster/matching", "roster/matching/sample", "roster",
	"publication/proof", "publication", "accreditation", "membership", "review", "certificate", "register/index", "register", "request", "hsds", "opendata", "openapi", "privacy",
	"duplicate", "work", "apptest",
}

// pure engines know no database.
var pure = map[string][]string{
	"colour": {}, "fold": {}, "table": {}, "publication/proof": {}, "identifier": {"models"}, "pdf": {"models"}, "i18n": {"models"}, "openapi": {},
	"roster/file": {"models", "app/fold", "app/identifier"}, "roster/matching": {"models", "app/fold", "app/identifier"},
	"register/index":         {"models", "app/roster/matching"},
	"roster/matching/sample": {"models", "app/fold", "app/roster/matching"},
}

// homes say where alone a library is used.
var homes = map[string][]string{
	"github.com/gofiber/fiber/v2": {"handlers"}, "github.com/jung-kurt/gofpdf": {"app/pdf"}, "github.com/boombuler/barcode": {"app/pdf"},
	"github.com/riverqueue/river": {"app/store"}, "github.com/jackc/pgx/v5": {"app/store", "app/localpg", "app/apptest", "seeds"},
	"github.com/pressly/goose/v3": {"app/store"}, "github.com/alecthomas/kong": {"app/cmd/albo"}, "github.com/wneessen/go-mail": {"app/mail"},
	"github.com/xuri/excelize/v2": {"app/roster/file", "app/table"},
	"github.com/a-h/templ":        {"templates", "handlers"}, "github.com/alexedwards/argon2id": {"app/account"},
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

// lists are the columns that hold one of a few words, each with the type whose constants are these words; of
// workflows only the states that a step leads from or to are kept. An empty word says that there is none yet.
var lists = map[string]string{
	"territories.country": "country", "territories.level": "TerritoryLevel",
	"bodies.kind": "BodyKind", "bodies.country": "country", "bodies.gone_rule": "GoneRule", "bodies.language": "language",
	"union_memberships.function": "UnionFunction", "union_memberships.relation": "UnionRelation",
	"associations.country": "country", "associations.language": "language", "rules.key": "RuleKey",
	"accounts.language": "language", "roles.kind": "RoleKind", "invitations.kind": "RoleKind", "invitations.language": "language",
	"links.purpose": "LinkPurpose", "messages.purpose": "LinkPurpose", "messages.language": "language", "feedback.language": "language",
	"people.country": "country", "roster_editions.state": "EditionState", "roster_lines.status": "LineStatus", "line_changes.change": "LineChange",
	"admissions.state": "AdmissionState", "admissions.road": "Road", "admissions.refusal_reason": "RefusalReason", "book_entries.kind": "BookKind",
	"recheck_results.outcome": "RecheckOutcome", "roster_sources.kind": "SourceKind", "roster_sources.schedule": "FetchSchedule", "roster_fetches.outcome": "FetchOutcome",
	"roster_checks.result": "CheckResult", "roster_checks.decision": "CheckDecision", "match_decisions.decision": "CheckDecision", "roster_candidates.basis": "Basis",
	"accreditations.state": "AccreditationState", "accreditations.source": "AccreditationSource",
	"accreditations.grounds": "AccreditationGrounds", "accreditations.doubt": "DoubtReason",
	"requests.kind": "RequestKind", "requests.state": "RequestState", "requests.language": "language", "requests.on_behalf": "OnBehalf", "requests.mistake": "Mistake", "requests.not_done": "NotDoneReason",
	"documents.kind": "DocumentKind", "documents.media_type": "media type",
	"certificates.state": "CertificateState", "certificates.language": "language", "consents.item": "ConsentItem", "consents.language": "language",
	"register_editions.language": "language", "search_words.facet": "Facet", "search_words.language": "language",
}

// Every word that the database takes is a constant, and the other way round.
func TestListsAreThoseOfTheDatabase(t *testing.T) {
	st := apptest.Store(t)
	var rows []struct{ Place, Definition string }
	err := st.Read(t.Context()).Raw(`
		select c.conrelid::regclass || '.' || a.attname place, pg_get_constraintdef(c.oid) definition
		  from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
		 where c.contype = 'c' and cardinality(c.conkey) = 1 and c.connamespace = 'public'::regnamespace and c.conrelid::regclass::text !~ '^(river|goose)'`).Scan(&rows).Error
	if err != nil {
		t.Fatal(err)
	}
	list := regexp.MustCompile(`^CHECK \(\(\w+ = (ANY \(ARRAY\[)?('[^']*'::text(, )?)+(\]\))?\)\)$`)
	quoted := regexp.MustCompile(`'([^']*)'::text`)
	constants, seen := constants(t), map[string]bool{}
	for _, row := range rows {
		if !list.MatchString(row.Definition) {
			continue
		}
		seen[row.Place] = true
		var taken []string
		for _, m := range quoted.FindAllStringSubmatch(row.Definition, -1) {
			taken = append(taken, m[1])
		}
		if of, ok := lists[row.Place]; !ok {
			t.Errorf("%s: no type has the words %v", row.Place, taken)
		} else if !slices.Equal(given(taken), given(constants[of])) {
			t.Errorf("%s: the database takes %v, %s knows %v", row.Place, given(taken), of, given(constants[of]))
		}
	}
	for place := range lists {
		if !seen[place] {
			t.Errorf("%s: the database takes anything", place)
		}
	}
}

// What a form offers as one of a few words are the constants of their type, and every list of constants is whole.
func TestInputsTakeTheConstants(t *testing.T) {
	constants := constants(t)
	plain := map[string]string{"Country": "country", "Language": "language"}
	oneof, found := regexp.MustCompile(`oneof=([^,"`+"`"+`]+)`), 0
	eachFile(t, func(_, path string, _ []string) {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			field, ok := n.(*ast.Field)
			if !ok || field.Tag == nil || len(field.Names) == 0 || !oneof.MatchString(field.Tag.Value) {
				return true
			}
			found++
			name := field.Names[0].Name
			of := plain[name]
			if of == "" {
				of = typeName(field.Type)
			}
			if words := strings.Fields(oneof.FindStringSubmatch(field.Tag.Value)[1]); !slices.Equal(given(words), given(constants[of])) {
				t.Errorf("%s: %s takes %v, %s knows %v", path, name, given(words), of, given(constants[of]))
			}
			return true
		})
	})
	if found < 12 {
		t.Errorf("only %d inputs found: are their tags still read?", found)
	}
	for of, whole := range map[string][]string{
		"RoleKind": texts(models.RoleKinds), "TerritoryLevel": texts(models.TerritoryLevels), "GoneRule": texts(models.GoneRules), "RecheckOutcome": texts(models.RecheckOutcomes), "LineChange": texts(models.LineChanges),
		"RegisterField": texts(models.RegisterFields), "SourceKind": texts(models.SourceKinds), "FetchSchedule": texts(models.FetchSchedules), "RefusalReason": texts(models.RefusalReasons),
		"DocumentKind": texts(models.DocumentKinds), "ConsentItem": texts(models.ConsentItems), "CheckResult": texts(models.CheckResults), "Standing": texts(models.Standings),
		"Facet": texts(models.Facets), "AccreditationGrounds": texts(models.GroundsOffered), "RosterField": texts(models.RosterFields),
		"RuleKey": slices.Compact(slices.Sorted(slices.Values(texts(slices.Concat(models.AssociationRules, models.BodyRules))))),
	} {
		if !slices.Equal(given(whole), given(constants[of])) {
			t.Errorf("%s: the list has %v, the constants are %v", of, given(whole), given(constants[of]))
		}
	}
}

// constants are the words of every type of models that has some, and those that are no constants.
func constants(t *testing.T) map[string][]string {
	t.Helper()
	words := map[string][]string{"language": i18n.Languages, "media type": models.DocumentTypes, "country": {"ES", "GR", "IT"}}
	eachFile(t, func(pkg, path string, _ []string) {
		if pkg != "models" {
			return
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || typeName(spec.Type) == "" || len(spec.Values) != 1 {
				return true
			}
			if literal, ok := spec.Values[0].(*ast.BasicLit); ok && literal.Kind == token.STRING {
				value, _ := strconv.Unquote(literal.Value)
				words[typeName(spec.Type)] = append(words[typeName(spec.Type)], value)
			}
			return true
		})
	})
	for of, states := range map[string][]string{
		"AdmissionState": steps(models.AdmissionMoves), "AccreditationState": steps(models.AccreditationMoves),
		"EditionState": steps(models.EditionMoves), "CertificateState": steps(models.CertificateMoves),
	} {
		for _, state := range states {
			if !slices.Contains(words[of], state) {
				t.Errorf("%s: %s is no constant", of, state)
			}
		}
		words[of] = states
	}
	return words
}

// typeName is the name of a type of models, wherever it is used; empty for any other.
func typeName(of ast.Expr) string {
	switch of := of.(type) {
	case *ast.Ident:
		return of.Name
	case *ast.SelectorExpr:
		return of.Sel.Name
	}
	return ""
}

// given are the words in order, without the empty one.
func given(words []string) []string {
	return slices.DeleteFunc(slices.Sorted(slices.Values(words)), func(word string) bool { return word == "" })
}

func steps[S ~string](moves models.Moves[S]) (list []string) {
	for s := range moves.States() {
		list = append(list, string(s))
	}
	return list
}

func texts[S ~string](list []S) (words []string) {
	for _, s := range list {
		words = append(words, string(s))
	}
	return words
}

// Every model has exactly the columns of its table.
func TestModelsHaveTheColumnsOfTheirTables(t *testing.T) {
	st := apptest.Store(t)
	for _, model := range []any{
		&models.Territory{}, &models.Body{}, &models.UnionMembership{}, &models.Association{}, &models.AssociationBody{}, &models.Rule{},
		&models.Account{}, &models.Session{}, &models.Role{}, &models.Invitation{}, &models.Link{}, &models.Message{}, &models.Event{}, &models.Feedback{},
		&models.Person{}, &models.RosterEdition{}, &models.RosterLine{}, &models.Admission{}, &models.Membership{}, &models.BookEntry{},
		&models.RosterCheck{}, &models.RosterCandidate{}, &models.Recheck{}, &models.RecheckResult{}, &models.RosterSource{}, &models.RosterFetch{}, &models.Accreditation{}, &models.Document{}, &models.Certificate{},
		&models.Profile{}, &models.Consent{}, &models.Request{}, &models.RequestAnswer{}, &models.MatchDecision{}, &models.ReviewClaim{}, &models.RegisterEdition{}, &models.RegisterRow{}, &models.SearchWord{}, &models.Merge{}, &models.MergeMove{}, &models.DifferentPeople{},
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
