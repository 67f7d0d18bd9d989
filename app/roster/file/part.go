package file

import (
	"archive/zip"
	"bufio"
	"compress/flate"
	"encoding/xml"
	"errors"
	"io"

	"golang.org/x/text/encoding/htmlindex"
)

var (
	errDamaged  = refuse("roster.file.damaged")
	errTooLarge = refuse("roster.file.too_large")
)

// maxToken bounds a piece of XML in bytes: a cell of MaxCell characters, each written as "&#x10FFFF;".
const maxToken = 10 * MaxCell

// What tells a bomb from a workbook: more pieces of XML than a million rows have, or a large part that was zipped to less than a
// hundredth. Sheets are zipped to between a fifth and a thirtieth.
const (
	maxTokens  = 40_000_000
	densest    = 100
	largeToZip = 16 << 20
)

// archive is a zip file of XML parts.
type archive struct {
	parts  map[string]*zip.File // by name in small letters
	left   int64                // bytes that may still be unzipped
	tokens int                  // pieces of XML that may still be read
}

func openArchive(src io.ReaderAt, size int64) (archive, error) {
	zipped, err := zip.NewReader(src, size)
	if err != nil {
		return archive{}, damage(err)
	}
	return newArchive(zipped), nil
}

func newArchive(zipped *zip.Reader) archive {
	a := archive{parts: map[string]*zip.File{}, left: MaxUnzipped, tokens: maxTokens}
	for _, entry := range zipped.File {
		a.parts[partName(entry.Name)] = entry
	}
	return a
}

// part is one part of a workbook, unzipped and read as XML.
type part struct {
	unzipped io.Reader
	xml      *xml.Decoder
	bounds   *archive // of all parts together
	most     int64    // bytes that may still be unzipped of this part
	token    int      // bytes since the last token
}

// part opens a part by its name.
func (a *archive) part(name string) (*part, error) {
	entry := a.parts[name]
	if entry == nil {
		return nil, errDamaged
	}
	most := min(max(largeToZip, densest*int64(entry.CompressedSize64)), MaxUnzipped)
	if entry.UncompressedSize64 > uint64(min(a.left, most)) {
		return nil, errTooLarge
	}
	unzipped, err := entry.Open()
	if err != nil {
		return nil, damage(err)
	}
	p := &part{unzipped: unzipped, bounds: a, most: most}
	p.xml = xml.NewDecoder(bufio.NewReaderSize(p, 16<<10))
	p.xml.CharsetReader = func(label string, input io.Reader) (io.Reader, error) {
		encoding, err := htmlindex.Get(label)
		if err != nil {
			return nil, errDamaged
		}
		return encoding.NewDecoder().Reader(input), nil
	}
	return p, nil
}

// next gives the next token, with the prefixes of namespaces as they are written. io.EOF comes at the end, when the
// checksum was right.
func (p *part) next() (xml.Token, error) {
	p.token = 0
	if p.bounds.tokens--; p.bounds.tokens < 0 {
		return nil, errTooLarge
	}
	token, err := p.xml.RawToken()
	if err != nil && err != io.EOF {
		return nil, damage(err)
	}
	return token, err
}

// Read unzips within the bounds.
func (p *part) Read(b []byte) (int, error) {
	n, err := p.unzipped.Read(b)
	p.bounds.left -= int64(n)
	p.most -= int64(n)
	p.token += n
	if p.bounds.left < 0 || p.most < 0 || p.token > maxToken+len(b) {
		return 0, errTooLarge
	}
	return n, err
}

// elements calls each for every element that begins in a part.
func (a *archive) elements(name string, each func(xml.StartElement)) error {
	return a.nested(name, each, func(xml.EndElement) {})
}

// nested calls begin and end for every element of a part.
func (a *archive) nested(name string, begin func(xml.StartElement), end func(xml.EndElement)) error {
	p, err := a.part(name)
	if err != nil {
		return err
	}
	for {
		token, err := p.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch e := token.(type) {
		case xml.StartElement:
			begin(e)
		case xml.EndElement:
			end(e)
		}
	}
}

// damage tells a file that is not as it should be from a file that cannot be read.
func damage(err error) error {
	var syntax *xml.SyntaxError
	var corrupt flate.CorruptInputError
	for _, known := range []error{zip.ErrFormat, zip.ErrChecksum, zip.ErrAlgorithm, io.ErrUnexpectedEOF, io.EOF} {
		if errors.Is(err, known) {
			return errDamaged
		}
	}
	if errors.As(err, &syntax) || errors.As(err, &corrupt) {
		return errDamaged
	}
	return err
}
