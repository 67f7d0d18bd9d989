package store

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
)

// Files keeps uploaded and issued files in a folder of its own, under random names, apart from anything the web serves.
type Files struct{ folder string }

// File is a file kept: its key, size in bytes and SHA-256 in hexadecimal.
type File struct {
	Key    string
	Size   int64
	SHA256 string
}

// ErrTooLarge says that a file is larger than allowed; nothing of it was kept.
var ErrTooLarge = errors.New("file too large")

// OpenFiles opens the folder, and makes it if need be.
func OpenFiles(folder string) (*Files, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("open the folder of the files: %w", err)
	}
	return &Files{folder}, nil
}

// Put keeps what it reads, at most limit bytes, and has it safe on disk before it returns.
func (f *Files) Put(r io.Reader, limit int64) (file File, err error) {
	part, err := os.CreateTemp(f.folder, "part-")
	if err != nil {
		return File{}, err
	}
	defer os.Remove(part.Name()) // gone already when all went well
	defer part.Close()
	hash := sha256.New()
	file.Size, err = io.Copy(io.MultiWriter(part, hash), io.LimitReader(r, limit+1))
	if err != nil {
		return File{}, err
	}
	if file.Size > limit {
		return File{}, ErrTooLarge
	}
	if err := errors.Join(part.Sync(), part.Close()); err != nil {
		return File{}, err
	}
	file.Key, file.SHA256 = newKey(), hex.EncodeToString(hash.Sum(nil))
	path := f.path(file.Key)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return File{}, err
	}
	return file, os.Rename(part.Name(), path)
}

// Open opens a kept file for reading.
func (f *Files) Open(key string) (*os.File, error) {
	if !keyShape.MatchString(key) {
		return nil, fmt.Errorf("not the key of a file: %q", key)
	}
	return os.Open(f.path(key))
}

// Read reads a kept file whole: for small ones.
func (f *Files) Read(key string) ([]byte, error) {
	file, err := f.Open(key)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(file)
}

// Delete removes a file; one that is gone already is no error.
func (f *Files) Delete(key string) error {
	if !keyShape.MatchString(key) {
		return fmt.Errorf("not the key of a file: %q", key)
	}
	if err := os.Remove(f.path(key)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

var keyShape = regexp.MustCompile(`^[0-9a-f]{32}$`)

func newKey() string {
	var b [16]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

func (f *Files) path(key string) string { return filepath.Join(f.folder, key[:2], key) }
