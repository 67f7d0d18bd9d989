package certificate

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"albo/app/i18n"
	"albo/app/pdf"
	"albo/app/store"
	"albo/models"
)

// Fact is one printed fact with its label, for paper and for the verification page alike.
type Fact = pdf.Field

// Facts lists what is printed on a certificate, labelled in a language, in the order of the paper.
func Facts(language string, p models.Printed) []Fact {
	say := func(key string) string { return i18n.T(language, key) }
	facts := []Fact{
		{Label: say("certificate.fact.birth"), Value: birth(language, p)},
		{Label: say("certificate.fact.accreditation"), Value: p.Accreditation},
		{Label: say("certificate.fact.act"), Value: i18n.Act(language, models.Act{ActKind: p.ActKind, ActNumber: p.ActNumber, ActDate: p.ActDate})},
		{Label: say("certificate.fact.protocol"), Value: p.Protocol},
		{Label: say("certificate.fact.legal_basis"), Value: p.LegalBasis},
		{Label: say("certificate.fact.granted_on"), Value: i18n.Date(language, p.GrantedOn)},
		{Label: say("certificate.fact.valid_until"), Value: until(language, p.ValidUntil)},
		{Label: say("certificate.fact.associations"), Value: strings.Join(p.Associations, "\n")},
	}
	var given []Fact
	for _, f := range facts {
		if f.Value != "" {
			given = append(given, f)
		}
	}
	return given
}

// Issued is where and when a certificate was issued; the label says when only, where the office gives no place.
func Issued(language string, p models.Printed) Fact {
	date := i18n.Date(language, p.IssuedOn)
	if p.Place == "" {
		return Fact{Label: i18n.T(language, "certificate.fact.issued_on"), Value: date}
	}
	return Fact{Label: i18n.T(language, "certificate.fact.issued"), Value: p.Place + ", " + date}
}

func birth(language string, p models.Printed) string {
	if p.BirthPlace == "" {
		return i18n.Date(language, p.BirthDate)
	}
	return i18n.Date(language, p.BirthDate) + ", " + p.BirthPlace
}

func until(language string, d models.Date) string {
	if d.IsZero() {
		return i18n.T(language, "certificate.no_expiry")
	}
	return i18n.Date(language, d)
}

// URL is the address that the QR code carries.
func URL(st *store.Store, code string) string { return st.Config.BaseURL + "/v/" + code }

// render makes the PDF once; a second run for the same certificate changes nothing.
func render(ctx context.Context, st *store.Store, job Render) error {
	c, err := store.Find[models.Certificate](st.Read(ctx).Preload("Body"), job.CertificateID)
	if err != nil || c.FileKey != "" {
		return err
	}
	paper, err := paper(st, c)
	if err != nil {
		return err
	}
	file, err := paper.Render()
	if err != nil {
		return fmt.Errorf("make the PDF of certificate %d: %w", c.ID, err)
	}
	kept, err := st.Files.Put(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return err
	}
	done := st.Read(ctx).Model(&models.Certificate{}).Where("id = ? and file_key = ''", c.ID).
		Updates(map[string]any{"file_key": kept.Key, "file_sha256": kept.SHA256, "file_size": kept.Size})
	if done.Error == nil && done.RowsAffected > 0 {
		return nil
	}
	return errors.Join(done.Error, st.Files.Delete(kept.Key))
}

// paper puts the printed facts into words.
func paper(st *store.Store, c *models.Certificate) (pdf.Certificate, error) {
	lang, p := c.Language, c.Printed
	say := func(key string, pairs ...string) string { return i18n.T(lang, key, pairs...) }
	var logo []byte
	if c.Body.LogoKey != "" {
		var err error
		if logo, err = st.Files.Read(c.Body.LogoKey); err != nil {
			return pdf.Certificate{}, err
		}
	}
	issued := Issued(lang, p)
	if p.Place == "" { // beside a signature a day alone would say too little
		issued.Value = issued.Label + ": " + issued.Value
	}
	notes := []string{say("certificate.qr_note")}
	if p.Note != "" {
		notes = append([]string{p.Note}, notes...)
	}
	return pdf.Certificate{
		Lang: lang, Body: p.Body, Office: given(p.Office, p.BodyAddress), Colour: c.Body.Colour, Logo: logo,
		Title: p.Title, Number: say("certificate.number", "number", p.Number), Intro: say("certificate.intro"), Holder: p.Holder, Statement: say("certificate.statement"),
		Fields: Facts(lang, p), Notes: notes,
		PlaceDate: issued.Value, Role: p.SignatoryRole, Signatory: p.Signatory,
		VerifyTitle: say("certificate.verify_title"), VerifyHint: say("certificate.verify_hint"), VerifyURL: URL(st, c.Code), CodeLabel: say("certificate.code"), Code: c.Code,
		PageOf: say("pdf.page_of"), Author: p.Body, Subject: p.Title, Created: c.IssuedAt,
	}, nil
}

func given(lines ...string) (kept []string) {
	for _, line := range lines {
		if line != "" {
			kept = append(kept, line)
		}
	}
	return kept
}
