package publication

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"albo/app/publication/proof"
	"albo/models"
)

// errNoFile says that something is no file of an edition.
var errNoFile = errors.New("not the JSON file of an edition of a register")

// VerifyFile works the hashes of an edition's JSON file out again, wherever it comes from, without a registry. The hash in the
// report is to be compared with the one that stands at the foot of a printed edition or in the feed.
func VerifyFile(r io.Reader) (*Report, error) {
	d := json.NewDecoder(r)
	report := &Report{Editions: 1}
	var sealed json.RawMessage
	var claimed string
	look := &reading{edition: &models.RegisterEdition{}, next: 1, named: true}
	if token, err := d.Token(); err != nil || token != json.Delim('{') {
		return nil, errNoFile
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errNoFile, err)
		}
		switch name {
		case "hash":
			err = d.Decode(&claimed)
		case "edition":
			if err = d.Decode(&sealed); err == nil {
				err = json.Unmarshal(sealed, &look.was)
				look.edition.Number = look.was.Number
			}
		case "entries":
			if sealed == nil {
				return nil, errNoFile
			}
			err = report.fileEntries(d, look)
		default:
			err = d.Decode(new(json.RawMessage))
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errNoFile, err)
		}
	}
	if sealed == nil {
		return nil, errNoFile
	}
	hash := proof.Record(sealed).String()
	if hash != claimed {
		report.fault(look.was.Number, 0, "record")
	}
	report.missing(look, look.was.Entries+1)
	report.leaves(look)
	report.Newest = &models.RegisterEdition{Number: look.was.Number, Hash: hash}
	return report, nil
}

// fileEntries reads one entry after the other.
func (r *Report) fileEntries(d *json.Decoder, look *reading) error {
	if token, err := d.Token(); err != nil || token != json.Delim('[') {
		return errNoFile
	}
	for d.More() {
		var p proven
		if err := d.Decode(&p); err != nil {
			return err
		}
		leaf, err := hex.DecodeString(p.Leaf)
		if err != nil || len(leaf) != len(proof.Hash{}) {
			return errors.New("entry " + strconv.Itoa(look.next) + " has no hash")
		}
		salt, err := hex.DecodeString(p.Salt)
		if err != nil {
			return err
		}
		r.Entries++
		look.stored.Add(proof.Hash(leaf))
		row := models.RegisterRow{Position: look.next, Salt: salt, Leaf: leaf}
		look.next++
		if p.Entry == nil {
			r.Erased++
			look.worked.Add(proof.Hash(leaf))
			continue
		}
		content := string(p.Entry)
		row.Content = &content
		r.row(look, row)
	}
	_, err := d.Token()
	return err
}
