package file

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"io"
	"strings"

	"albo/models"
)

// sniffed is how much of a file its kind is told by.
const sniffed = 4 << 10

// signatures are the first bytes of files that are no table, and the key of what to say about each.
var signatures = []struct{ start, problem string }{
	{"%PDF", "roster.file.is_pdf"},
	{"{\\rtf", "roster.file.is_word"},
	{"\x89PNG", "roster.file.is_image"},
	{"\xff\xd8\xff", "roster.file.is_image"},
	{"GIF8", "roster.file.is_image"},
	{"II*\x00", "roster.file.is_image"},
	{"MM\x00*", "roster.file.is_image"},
	{"RIFF", "roster.file.is_image"},
	{"7z\xbc\xaf\x27\x1c", "roster.file.is_archive"},
	{"Rar!", "roster.file.is_archive"},
	{"\x1f\x8b", "roster.file.is_archive"},
	{"\x09\x00\x04\x00", "roster.file.is_old_excel"}, // Excel 2 to 4, without a container
	{"\x09\x02\x06\x00", "roster.file.is_old_excel"},
	{"\x09\x04\x06\x00", "roster.file.is_old_excel"},
	{"\x09\x08\x10\x00", "roster.file.is_old_excel"},
	{"MZ", "roster.file.is_binary"},
	{"\x7fELF", "roster.file.is_binary"},
}

// sniff tells by its contents, whatever its name, whether a file is a workbook or may be a text, and refuses any other.
func sniff(src io.ReaderAt, size int64, start []byte) (format string, err error) {
	for _, s := range signatures {
		if bytes.HasPrefix(start, []byte(s.start)) && !(s.start == "MZ" && isText(start)) {
			return "", refuse(s.problem)
		}
	}
	switch text := strings.ToLower(string(bytes.TrimLeft(start, "\xef\xbb\xbf \t\r\n"))); {
	case len(bytes.Trim(start, "\xef\xbb\xbf \t\r\n\x00")) == 0 && size <= sniffed:
		return "", refuse("roster.file.empty")
	case bytes.HasPrefix(start, []byte("PK\x03\x04")), bytes.HasPrefix(start, []byte("PK\x05\x06")):
		return sniffZip(src, size)
	case bytes.HasPrefix(start, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return "", refuse(sniffCompound(src, start))
	case strings.HasPrefix(text, "<!doctype html"), strings.HasPrefix(text, "<html"), strings.HasPrefix(text, "<table"), strings.HasPrefix(text, "<meta"):
		return "", refuse("roster.file.is_web_page")
	case strings.HasPrefix(text, "<?xml"), strings.HasPrefix(text, "{"), strings.HasPrefix(text, "mime-version"):
		return "", refuse("roster.file.is_not_table")
	}
	return "csv", nil
}

// isText tells that a file which begins like a program, MZ, is a list all the same.
func isText(start []byte) bool { return bytes.IndexByte(start, 0) < 0 }

// sniffZip tells what a zip archive holds by the names of its entries.
func sniffZip(src io.ReaderAt, size int64) (format string, err error) {
	archive, err := zip.NewReader(src, size)
	if err != nil {
		return "", damage(err)
	}
	problem, openDocument := "roster.file.is_archive", false
	for _, entry := range archive.File {
		switch name := partName(entry.Name); {
		case name == "xl/workbook.bin":
			return "", refuse("roster.file.is_xlsb")
		case strings.HasPrefix(name, "word/"):
			return "", refuse("roster.file.is_word")
		case strings.HasPrefix(name, "ppt/"):
			return "", refuse("roster.file.is_not_table")
		case name == "mimetype":
			openDocument = isSpreadsheet(entry)
			problem = "roster.file.is_open_document"
		case name == "index/document.iwa", name == "index.zip":
			problem = "roster.file.is_numbers"
		case strings.HasPrefix(name, "xl/"):
			problem = ""
		}
	}
	switch {
	case openDocument:
		return "ods", nil
	case problem != "":
		return "", refuse(problem)
	}
	return "xlsx", nil
}

// isSpreadsheet tells by its type whether a file of OpenDocument is a spreadsheet.
func isSpreadsheet(mimetype *zip.File) bool {
	content, err := mimetype.Open()
	if err != nil {
		return false
	}
	defer content.Close()
	kind, err := io.ReadAll(io.LimitReader(content, 200))
	return err == nil && strings.HasPrefix(string(kind), "application/vnd.oasis.opendocument.spreadsheet")
}

// partName writes the name of an entry as all programs should: small letters, slashes, none in front.
func partName(name string) string {
	return strings.TrimPrefix(strings.ToLower(strings.ReplaceAll(name, "\\", "/")), "/")
}

// sniffCompound tells what a compound file of Microsoft's holds by the names in its directory, whose first sector its header
// gives: an encrypted workbook, an Excel file of before 2007, or a Word one.
func sniffCompound(src io.ReaderAt, start []byte) (problem string) {
	directory := make([]byte, 4<<10)
	if len(start) >= 0x34 {
		sector := int64(512)
		if start[0x1e] == 12 {
			sector = 4096
		}
		n, _ := src.ReadAt(directory, (int64(binary.LittleEndian.Uint32(start[0x30:]))+1)*sector)
		directory = directory[:n]
	}
	switch {
	case bytes.Contains(directory, utf16le("EncryptedPackage")):
		return "roster.file.is_protected"
	case bytes.Contains(directory, utf16le("WordDocument")):
		return "roster.file.is_word"
	case bytes.Contains(directory, utf16le("Workbook")), bytes.Contains(directory, utf16le("Book")):
		return "roster.file.is_old_excel"
	}
	return "roster.file.is_not_table"
}

func utf16le(ascii string) []byte {
	wide := make([]byte, 0, 2*len(ascii))
	for i := range len(ascii) {
		wide = append(wide, ascii[i], 0)
	}
	return wide
}

func refuse(key string, pairs ...string) error { return models.Refuse(models.Invalid, key, pairs...) }
