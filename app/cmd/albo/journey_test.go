package main

import (
	"fmt"
	_ "image/png" // the rendered page
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"albo/app/apptest"
)

// A family on a phone finds a carer near, sees why she can be trusted, and whom to call.
func TestFamilySearches(t *testing.T) {
	s := theDemo(t)
	b := sit(t, s, 390)
	b.open("/it/")
	b.fill("#place", "poppi")
	b.fill("#need", "dementia_care")
	b.press("main form[role=search] button")
	b.sees("Lucia Ginestra", "Assistenza a persone con demenza")
	b.press(`a[href$="/carers/lucia-ginestra"]`)
	b.sees("Lucia Ginestra", "Unione dei Comuni Montani del Casentino")
	b.tick(".rg-verify summary")
	b.audit()
	if phone := eval[string](b, `document.querySelector('a[href^="tel:"]').href`); phone != "tel:3330000001" {
		t.Errorf("calls %s", phone)
	}
	b.open("/it/carers?place=Atlantide")
	b.sees("Atlantide")
	b.open("/it/carers?place=051031&service=dementia_care&service=gardening&language=quz&q=%3Cscript%3E")
}

// The whole main job in the browser: an officer publishes a roster, a carer applies, the admin sees the evidence and
// admits, the certificate verifies by the QR code read off its rendered page, and a family finds the carer.
func TestMainJob(t *testing.T) {
	s := theDemo(t)
	b := sit(t, s, 1366)

	b.signIn("officer@pieve.example")
	b.open("/it/body/rosters")
	b.choose("#file", "testdata/pieve.csv")
	b.fill("#as_of", "2026-01-15")
	b.tick("form[data-upload] button")
	b.waitFor(`form[action$="/commit"]`)
	b.sees("windows-1252", "righe", "31/02/1971")
	b.tick("#left_out")
	b.press(`form[action$="/commit"] button`)
	b.fill("#act_kind", "determinazione")
	b.fill("#act_number", "12/2026")
	b.fill("#act_date", "2026-01-20")
	b.press(`form[action$="/publish"] button`)
	b.sees("12/2026", "SHA-256")
	b.signOut()

	b.signIn("platform@albo.example")
	b.open("/it/admin/associations/new")
	b.fill("#name", "Associazione di prova della Pieve APS")
	b.fill("#slug", "pieve")
	b.fill("#municipality", "Pieve Santo Stefano")
	b.tick("#bodies-pieve-santo-stefano")
	b.press(`form[action$="/admin/associations"] button[type=submit]`)
	b.open("/it/admin")
	b.fill("#email", "segreteria@pieve.example")
	b.fill("#place", "association_admin:pieve")
	b.press(`form[action$="/invitations"] button`)
	admin := b.mailedLink("segreteria@pieve.example")
	b.signOut()

	b.open("/it/sign-up")
	b.fill("#name", "Bruna Quercia")
	b.fill("#email", "bruna@persone.example")
	b.press(`form[action$="/sign-up"] button`)
	b.signIn("platform@albo.example")
	carer := b.mailedLink("bruna@persone.example")
	b.signOut()

	b.open(carer)
	b.fill("#password", "quercia sotto la neve")
	b.press("#form button")
	b.open("/it/me/data")
	b.fill("#given_name", "Bruna")
	b.fill("#surname", "Quercia")
	b.fill("#birth_date", "1968-06-07")
	b.fill("#birth_place", "Poppi")
	b.fill("#tax_code", "qrc brn 68h47 g879i")
	b.fill("#municipality", "pieve santo stefano")
	b.press(`form[action^="/it/me/data"] button`)
	b.open("/it/me/applications/new?association=pieve")
	b.tick("#road-listed")
	b.press(`form[action$="/me/applications"] button`)
	b.fill("#roster_body_id", eval[string](b, `[...document.querySelector('#roster_body_id').options].find((o) => o.text.includes('Pieve')).value`))
	b.fill("#motivation", "Typed before the document is attached.")
	b.choose("#file", filepath.Join(root, "app/pdf/testdata/golden", golden(t)))
	b.fill("#kind", "identity")
	b.tick(`button[formaction$="/documents"]`)
	b.waitFor(`button[formaction$="/documents/remove"]`)
	if typed := eval[string](b, `document.querySelector('#motivation').value`); typed != "Typed before the document is attached." {
		t.Errorf("attaching lost what was typed: %q", typed)
	}
	b.tick("#statute")
	b.tick("#truth")
	b.press(`button[formaction$="/submit"]`)
	b.signOut()

	b.open(admin)
	b.fill("#name", "Segreteria di prova")
	b.fill("#password", "quercia sotto la neve")
	b.press("#form button")
	b.open("/it/association/admissions")
	b.press(`tbody a[href*="/admissions/"]`)
	b.sees("Bruna Quercia", "QUERCIA", "QRCBRN68H47G879I")
	b.press(`.rg-comparison form button`)
	b.fill("#admit-resolution_number", "3/2026")
	b.tick("#admit-identity_seen")
	b.press(`form[action$="/admit"] button`)
	b.signOut()

	b.signInAs("bruna@persone.example", "quercia sotto la neve")
	b.open("/it/me/certificates")
	certificate := b.certificate()
	b.open("/it/me/listing")
	b.tick("#municipalities-051030")
	b.tick("#services-companionship")
	for _, item := range []string{"listing", "area", "services"} {
		b.tick("#consent-" + item)
	}
	b.press(`form[action$="/me/listing"] button`)
	b.signOut()

	b.open(strings.TrimPrefix(certificate, s.base) + "?lang=it")
	b.sees("Bruna Quercia", "7 giugno 1968", "12/2026")
	if !eval[bool](b, `!!document.querySelector('.rg-standing-valid')`) {
		t.Errorf("the certificate does not verify:\n%s", b.text("main"))
	}
	b.open("/it/carers?place=051030")
	b.sees("Bruna Quercia")
}

// mailedLink is the path of the link in the newest mail to somebody, as the demonstration shows it.
func (b *browser) mailedLink(to string) string {
	b.t.Helper()
	for range 50 {
		b.visit("/it/admin/mail")
		link := eval[string](b, fmt.Sprintf(`(() => {
			const letter = [...document.querySelectorAll('main article')].find((a) => a.innerText.includes(%q));
			const link = letter && letter.querySelector('a[href*="/account/password/"]');
			return link ? link.getAttribute('href') : '';
		})()`, to))
		if link != "" {
			return strings.TrimPrefix(link, b.base)
		}
	}
	b.t.Fatalf("no mail to %s", to)
	return ""
}

// certificate downloads the newest certificate, renders its page, and gives the address in its QR code.
func (b *browser) certificate() string {
	b.t.Helper()
	for range 50 {
		path := eval[string](b, `(document.querySelector('main a[href$="/pdf"]') || { getAttribute: () => '' }).getAttribute('href')`)
		if path != "" {
			return apptest.ReadQR(b.t, b.download(path), "150")
		}
		b.visit("/it/me/certificates")
	}
	b.t.Fatal("the certificate was never made")
	return ""
}

// download fetches a file with the cookies of the browser.
func (b *browser) download(path string) string {
	b.t.Helper()
	request, err := http.NewRequestWithContext(b.ctx, http.MethodGet, b.base+path, nil)
	b.must(err)
	request.Header.Set("Cookie", b.cookies())
	answer, err := http.DefaultClient.Do(request)
	b.must(err)
	defer answer.Body.Close()
	if disposition := answer.Header.Get("Content-Disposition"); answer.StatusCode != http.StatusOK || !strings.HasPrefix(disposition, "attachment") {
		b.t.Fatalf("%s: %d, %s", path, answer.StatusCode, disposition)
	}
	file := filepath.Join(b.t.TempDir(), "download.pdf")
	out, err := os.Create(file)
	b.must(err)
	defer out.Close()
	_, err = io.Copy(out, answer.Body)
	b.must(err)
	return file
}

// golden is the name of some PDF file to attach.
func golden(t *testing.T) string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(root, "app/pdf/testdata/golden"))
	if err != nil || len(entries) == 0 {
		t.Fatal("no PDF file to attach", err)
	}
	return entries[0].Name()
}
