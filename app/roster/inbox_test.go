package roster_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"albo/app/roster"
	"albo/models"
)

// Files that help a program, hidden ones and those half come are no lists, not even by name.
func TestAHiddenFileIsNoList(t *testing.T) {
	t.Parallel()
	st, b, by := newBody(t)
	for _, name := range []string{".~lock.elenco.ods#", "~$elenco.xlsx", "sub/.elenco.csv", "elenco.csv.part"} {
		err := roster.SetSource(t.Context(), st, by, b.ID, roster.SourceInput{Kind: models.SourceFolder, Path: name, Schedule: models.FetchDaily})
		var refused *models.Error
		if !errors.As(err, &refused) || refused.Fields["path"].Key != "source.hidden_file" {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, folder := range []string{"", ".", "sub"} {
		if err := roster.SetSource(t.Context(), st, by, b.ID, roster.SourceInput{Kind: models.SourceFolder, Path: folder, Schedule: models.FetchDaily}); err != nil {
			t.Errorf("%q: %v", folder, err)
		}
	}
}

// A list that somebody is still copying into the folder is taken when it is all there, and not before.
func TestAFileThatGrowsIsWaitedFor(t *testing.T) {
	t.Parallel()
	st, b, by := newBody(t)
	inbox, content := st.Config.InboxOf(b.Slug), list(40, nil)
	file := filepath.Join(inbox, "elenco.csv")
	if err := errors.Join(os.MkdirAll(inbox, 0o700), os.WriteFile(file, content[:len(content)/2], 0o600),
		roster.SetSource(t.Context(), st, by, b.ID, roster.SourceInput{Kind: models.SourceFolder, Schedule: models.FetchDaily})); err != nil {
		t.Fatal(err)
	}
	go func() {
		time.Sleep(time.Second)
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Error(err)
		}
	}()
	f := looked(t, st, by, b)
	if f.Outcome != models.FetchNew {
		t.Fatalf("%+v %+v", f, f.Failure)
	}
	if e := edition(t, st, by, *f.EditionID); e.Total != 40 {
		t.Errorf("%d lines of a list half copied", e.Total)
	}
}
