package roster_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"albo/app/account"
	"albo/app/roster"
	"albo/app/store"
	"albo/models"
)

// looked has Albo look at once, and gives what came of it.
func looked(t *testing.T, st *store.Store, by models.Actor, b *models.Body) models.RosterFetch {
	t.Helper()
	if err := roster.FetchNow(t.Context(), st, by, b.ID); err != nil {
		t.Fatal(err)
	}
	reading(t, st)
	_, list, err := roster.Source(t.Context(), st, by, b.ID)
	if err != nil {
		t.Fatal(err)
	}
	return list[0]
}

// withOfficer gives a body somebody to tell.
func withOfficer(t *testing.T, st *store.Store, b *models.Body) {
	t.Helper()
	invitation, err := account.Invite(t.Context(), st, platform, account.InviteInput{Email: "officer@example.org", Kind: models.BodyOfficer, BodyID: &b.ID, Language: "it"})
	if err != nil {
		t.Fatal(err)
	}
	token, err := account.InvitationToken(t.Context(), st, invitation)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := account.UseLink(t.Context(), st, token, account.PasswordInput{Name: "Nome Finto", Password: "cavallo corretto batteria"}, netip.MustParseAddr("192.0.2.1")); err != nil {
		t.Fatal(err)
	}
}

func TestAFolderIsLookedThrough(t *testing.T) {
	t.Parallel()
	st, b, by := newBody(t)
	withOfficer(t, st, b)
	source := roster.SourceInput{Kind: models.SourceFolder, Schedule: models.FetchDaily, Hour: 6, Active: true}
	if err := roster.SetSource(t.Context(), st, by, b.ID, source); err != nil {
		t.Fatal(err)
	}
	inbox := st.Config.InboxOf(b.Slug)
	want := func(f models.RosterFetch, outcome models.FetchOutcome, why string) {
		t.Helper()
		got := ""
		if f.Failure != nil {
			got = f.Failure.Key
		}
		if f.Outcome != outcome || got != why {
			t.Fatalf("%s %s, want %s %s", f.Outcome, got, outcome, why)
		}
	}
	put := func(name string, content []byte, day int) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(inbox, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
		when := time.Date(2026, 11, day, 9, 0, 0, 0, time.UTC)
		if err := os.Chtimes(filepath.Join(inbox, name), when, when); err != nil {
			t.Fatal(err)
		}
	}
	want(looked(t, st, by, b), models.FetchFailed, "source.no_folder")
	if err := os.MkdirAll(inbox, 0o700); err != nil {
		t.Fatal(err)
	}
	want(looked(t, st, by, b), models.FetchFailed, "source.folder_empty")
	if n := count(t, st, "select count(*) from messages where kind = 'roster_fetch_failed'"); n != 1 {
		t.Errorf("told %d times of one streak of failures", n)
	}

	put("marzo.csv", list(5, nil), 3)
	put("aprile.csv", list(6, nil), 5)
	put("maggio.csv.part", list(7, nil), 6)
	first := looked(t, st, by, b)
	want(first, models.FetchNew, "")
	e := edition(t, st, by, *first.EditionID)
	if e.State != models.EditionPreview || e.Total != 6 || e.FileName != "aprile.csv" || e.AsOf != models.MustDate("2026-11-05") {
		t.Errorf("the newest finished file is a plan: %+v", e)
	}
	want(looked(t, st, by, b), models.FetchSame, "")
	if n := count(t, st, "select count(*) from messages where kind = 'roster_fetched'"); n != 1 {
		t.Errorf("told %d times of one list", n)
	}

	put("giugno.csv", list(8, nil), 7)
	second := looked(t, st, by, b)
	want(second, models.FetchNew, "")
	if e := edition(t, st, by, *first.EditionID); e.State != models.EditionDiscarded {
		t.Errorf("the older list nobody accepted is %s", e.State)
	}
	if err := errors.Join(roster.Commit(t.Context(), st, by, *second.EditionID, true), roster.Publish(t.Context(), st, by, *second.EditionID,
		roster.PublishInput{ActKind: "determinazione", ActNumber: "1", ActDate: models.MustDate("2026-11-08")})); err != nil {
		t.Fatal(err)
	}

	put("luglio.csv", []byte("<html>manutenzione</html>"), 8)
	third := looked(t, st, by, b)
	if third.Outcome != models.FetchFailed || third.Failure == nil {
		t.Errorf("no roster at all: %+v", third)
	}
	editions := count(t, st, "select count(*) from roster_editions")
	if fourth := looked(t, st, by, b); fourth.Outcome != models.FetchFailed || count(t, st, "select count(*) from roster_editions") != editions {
		t.Errorf("the same broken file again: %+v", fourth)
	}
	inForce, err := roster.InForce(st.Read(t.Context()), b.ID)
	if err != nil || inForce.ID != *second.EditionID {
		t.Errorf("the last good edition does not stay: %+v %v", inForce, err)
	}
	if n := count(t, st, "select count(*) from messages where kind = 'roster_fetch_failed'"); n != 2 {
		t.Errorf("told %d times of two streaks", n)
	}
	put("agosto.csv", list(8, nil), 9)
	want(looked(t, st, by, b), models.FetchSame, "") // the edition in force
	s, _, err := roster.Source(t.Context(), st, by, b.ID)
	if err != nil || s.FailingSince != nil {
		t.Errorf("the streak is not over: %+v %v", s, err)
	}
}

// No link, and no way up, leads out of the body's own folder.
func TestNothingOutsideTheFolderIsRead(t *testing.T) {
	t.Parallel()
	st, b, by := newBody(t)
	inbox := st.Config.InboxOf(b.Slug)
	secret := filepath.Join(st.Config.Data, "secret.csv")
	if err := errors.Join(os.MkdirAll(inbox, 0o700), os.WriteFile(secret, list(3, nil), 0o600), os.Symlink(secret, filepath.Join(inbox, "link.csv"))); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"../../secret.csv", "/etc/passwd", "a/../../x"} {
		err := roster.SetSource(t.Context(), st, by, b.ID, roster.SourceInput{Kind: models.SourceFolder, Path: path, Schedule: models.FetchDaily})
		var refused *models.Error
		if !errors.As(err, &refused) || refused.Fields["path"].Key != "source.path_outside" {
			t.Errorf("%s: %v", path, err)
		}
	}
	for _, path := range []string{"link.csv", ""} {
		if err := roster.SetSource(t.Context(), st, by, b.ID, roster.SourceInput{Kind: models.SourceFolder, Path: path, Schedule: models.FetchDaily}); err != nil {
			t.Fatal(err)
		}
		if f := looked(t, st, by, b); f.Outcome != models.FetchFailed {
			t.Errorf("%q: %+v", path, f)
		}
	}
}

func TestAnAddressIsAskedWithinLimits(t *testing.T) {
	t.Parallel()
	st, b, by := newBody(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/elenco.csv":
			w.Header().Set("Last-Modified", "Wed, 04 Nov 2026 08:00:00 GMT")
			w.Header().Set("Content-Disposition", `attachment; filename="elenco novembre.csv"`)
			_, _ = w.Write(list(4, nil))
		case "/away":
			http.Redirect(w, r, "/elenco.csv", http.StatusFound)
		case "/inside":
			http.Redirect(w, r, "http://localhost:1/", http.StatusFound)
		case "/metadata":
			http.Redirect(w, r, "https://169.254.169.254/", http.StatusFound)
		case "/round":
			http.Redirect(w, r, "/round", http.StatusFound)
		case "/huge":
			chunk := make([]byte, 1<<20)
			for range 42 {
				if _, err := w.Write(chunk); err != nil {
					return
				}
			}
		case "/cut":
			w.Header().Set("Content-Length", "1000")
			_, _ = w.Write([]byte("COGNOME;NOME"))
		case "/sign-in":
			_, _ = w.Write([]byte("\n<!DOCTYPE html><html><form>Password</form></html>"))
		case "/xhtml":
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = w.Write([]byte(`<?xml version="1.0"?><html/>`))
		case "/declared":
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write(list(3, nil))
		case "/empty":
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(server.Close)
	here, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	st.Config.FetchHosts = []string{here.Hostname()}
	ask := func(address string) models.RosterFetch {
		t.Helper()
		if err := roster.SetSource(t.Context(), st, by, b.ID, roster.SourceInput{Kind: models.SourceURL, URL: address, Schedule: models.FetchDaily}); err != nil {
			t.Fatalf("%s: %v", address, err)
		}
		return looked(t, st, by, b)
	}
	for path, why := range map[string]string{
		"/gone": "source.status", "/inside": "source.only_https", "/metadata": "source.not_public", "/round": "source.too_many_redirects",
		"/huge": "roster.file_too_large", "/cut": "source.broken_off", "/empty": "source.empty",
		"/sign-in": "source.web_page", "/xhtml": "source.web_page",
	} {
		if f := ask(server.URL + path); f.Outcome != models.FetchFailed || f.Failure.Key != why {
			t.Errorf("%s: %s %+v, want %s", path, f.Outcome, f.Failure, why)
		}
	}
	if f := ask(server.URL + "/declared"); f.Outcome != models.FetchNew { // a list that its server calls a page
		t.Errorf("%+v %+v", f, f.Failure)
	}
	f := ask(server.URL + "/away")
	if f.Outcome != models.FetchNew || f.FileName != "elenco novembre.csv" {
		t.Fatalf("%+v %+v", f, f.Failure)
	}
	if e := edition(t, st, by, *f.EditionID); e.Total != 4 || e.AsOf != models.MustDate("2026-11-04") {
		t.Errorf("%+v", e)
	}
	for _, private := range []string{"https://127.0.0.1:" + here.Port() + "/", "https://localhost/", "https://10.0.0.1/", "https://[::1]/", "https://[::ffff:10.1.2.3]/", "https://169.254.169.254/"} {
		st.Config.FetchHosts = nil
		if f := ask(private); f.Outcome != models.FetchFailed || f.Failure.Key != "source.not_public" {
			t.Errorf("%s: %s %+v", private, f.Outcome, f.Failure)
		}
	}
	if entries, _ := filepath.Glob(filepath.Join(st.Config.Files(), "part-*")); len(entries) > 0 {
		t.Errorf("left behind: %v", entries)
	}
	for address, why := range map[string]string{
		"http://example.org/x.csv": "source.only_https", "ftp://example.org/x": "source.not_an_address", "elenco.csv": "source.not_an_address",
		"https://a:b@example.org/": "source.no_password", "file:///etc/passwd": "source.not_an_address",
	} {
		err := roster.SetSource(t.Context(), st, by, b.ID, roster.SourceInput{Kind: models.SourceURL, URL: address, Schedule: models.FetchDaily})
		var refused *models.Error
		if !errors.As(err, &refused) || refused.Fields["url"].Key != why {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// Several instances ask at the same moment: each due time is looked for once, and what was missed for days once too.
func TestEachDueTimeIsAskedForOnce(t *testing.T) {
	t.Parallel()
	st, b, by := newBody(t)
	ctx := t.Context()
	if err := roster.SetSource(ctx, st, by, b.ID, roster.SourceInput{Kind: models.SourceFolder, Schedule: models.FetchDaily, Hour: 6, Active: true}); err != nil {
		t.Fatal(err)
	}
	asked := func() int { return count(t, st, "select count(*) from roster_fetches") }
	if err := roster.FetchDue(ctx, st); err != nil || asked() != 0 {
		t.Fatalf("before its time: %d %v", asked(), err)
	}
	for days, want := range []int{0, 1, 2} {
		then := st.At(st.Now().Add(time.Duration(days*days*24) * time.Hour)) // today, tomorrow, and after three days without an instance
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				if err := roster.FetchDue(ctx, then); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if asked() != want {
			t.Errorf("after %d days asked for %d times, want %d", days*days, asked(), want)
		}
	}
	if n := count(t, st, "select count(*) from river_job where kind = 'fetch_roster'"); n != 2 {
		t.Errorf("%d jobs", n)
	}
	if err := roster.SetSource(ctx, st, by, b.ID, roster.SourceInput{Kind: models.SourceFolder, Schedule: models.FetchDaily, Hour: 6}); err != nil {
		t.Fatal(err)
	}
	if err := roster.FetchDue(ctx, st.At(st.Now().AddDate(1, 0, 0))); err != nil || asked() != 2 {
		t.Errorf("paused: %d %v", asked(), err)
	}
	if err := roster.FetchNow(ctx, st, models.Actor{AccountID: 9}, b.ID); !strings.Contains(err.Error(), "not_found") {
		t.Errorf("somebody else: %v", err)
	}
}
