package mail

import (
	"errors"
	"io"
	"io/fs"
	"mime"
	"mime/quotedprintable"
	netmail "net/mail"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Letter is a mail that was written to a file instead of being sent.
type Letter struct {
	To, Subject, Text string
	Date              time.Time
}

// Box reads the newest letters in the folder, newest first: what the demonstration shows its admins.
func Box(folder string, most int) ([]Letter, error) {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var letters []Letter
	for _, entry := range slices.Backward(entries) {
		if !strings.HasSuffix(entry.Name(), ".eml") {
			continue
		}
		letter, err := open(filepath.Join(folder, entry.Name()))
		if err != nil {
			return nil, err
		}
		if letters = append(letters, letter); len(letters) == most {
			break
		}
	}
	return letters, nil
}

func open(path string) (Letter, error) {
	f, err := os.Open(path)
	if err != nil {
		return Letter{}, err
	}
	defer f.Close()
	m, err := netmail.ReadMessage(f)
	if err != nil {
		return Letter{}, err
	}
	var body io.Reader = m.Body
	if strings.EqualFold(m.Header.Get("Content-Transfer-Encoding"), "quoted-printable") {
		body = quotedprintable.NewReader(m.Body)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		return Letter{}, err
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		return Letter{}, err
	}
	date, _ := m.Header.Date() // ours always has one
	return Letter{To: m.Header.Get("To"), Subject: subject, Text: string(text), Date: date}, nil
}
