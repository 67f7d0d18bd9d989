package roster

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"albo/models"
)

// pickUp opens a file below a body's folder of the inbox, or the newest one in a folder there, once nobody writes it any more. No
// link leads out of it.
func pickUp(ctx context.Context, inbox, place string) (found, error) {
	root, err := os.OpenRoot(inbox)
	if err != nil {
		return found{}, models.Refuse(models.Invalid, "source.no_folder", "folder", filepath.Base(inbox))
	}
	defer root.Close()
	if place == "" {
		place = "."
	}
	if about, err := root.Stat(place); err == nil && about.IsDir() {
		if place, err = newest(root, place); err != nil {
			return found{}, err
		}
	}
	if unfinished(place) {
		return found{}, models.Refuse(models.Invalid, "source.hidden_file", "file", place)
	}
	about, err := settled(ctx, root, place)
	if err != nil {
		return found{}, err
	}
	file, err := root.Open(place)
	if err != nil {
		return found{}, models.Refuse(models.Invalid, "source.unreadable", "file", place)
	}
	return found{name: filepath.Base(place), from: about.ModTime(), body: &watched{file, about}}, nil
}

// quiet is how long nothing must change in a file before it counts as written to its end.
const quiet = 5 * time.Second

// settled waits until a file is written to its end.
func settled(ctx context.Context, root *os.Root, place string) (fs.FileInfo, error) {
	var before fs.FileInfo
	for {
		about, err := root.Stat(place)
		if err != nil || !about.Mode().IsRegular() {
			return nil, models.Refuse(models.Invalid, "source.no_file", "file", place)
		}
		if time.Since(about.ModTime()) > quiet || before != nil && unchanged(before, about) {
			return about, nil
		}
		before = about
		select {
		case <-ctx.Done():
			return nil, models.Refuse(models.Invalid, "source.still_written", "file", place)
		case <-time.After(quiet):
		}
	}
}

func unchanged(before, now fs.FileInfo) bool {
	return before.Size() == now.Size() && before.ModTime().Equal(now.ModTime())
}

// watched is a file that must not change while it is copied.
type watched struct {
	*os.File
	before fs.FileInfo
}

func (w *watched) Close() error {
	now, err := w.Stat()
	if err == nil && !unchanged(w.before, now) {
		err = models.Refuse(models.Invalid, "source.still_written", "file", w.before.Name())
	}
	return errors.Join(err, w.File.Close())
}

// newest is the file of a folder that was changed last; hidden files and those still being written are passed over.
func newest(root *os.Root, folder string) (name string, err error) {
	entries, err := fs.ReadDir(root.FS(), filepath.ToSlash(folder))
	if err != nil {
		return "", models.Refuse(models.Invalid, "source.unreadable", "file", folder)
	}
	var last time.Time
	for _, entry := range entries {
		about, err := entry.Info()
		if err != nil || !about.Mode().IsRegular() || unfinished(entry.Name()) {
			continue
		}
		if name == "" || about.ModTime().After(last) {
			name, last = filepath.Join(folder, entry.Name()), about.ModTime()
		}
	}
	if name == "" {
		return "", models.Refuse(models.Invalid, "source.folder_empty")
	}
	return name, nil
}

// unfinished tells by its name that a file is no list yet, or only helps a program that has one open.
func unfinished(place string) bool {
	name := filepath.Base(place)
	return len(name) > 1 && (strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~") || slices.Contains([]string{".part", ".tmp", ".crdownload", ".filepart"}, strings.ToLower(filepath.Ext(name))))
}
