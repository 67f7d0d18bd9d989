package pdf

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"time"
)

// All people, bodies and numbers here are invented.

var created = time.Date(2026, 11, 21, 9, 30, 0, 0, time.FixedZone("CET", 3600))

func examples() map[string]Certificate {
	return map[string]Certificate{"it": italian(), "es": spanish(), "el": greek(), "en": english()}
}

func italian() Certificate {
	return Certificate{
		Lang:      "it",
		Body:      "Unione dei Comuni Montani di Valdombra",
		Office:    []string{"Servizio Politiche Sociali", "Via Roma 203, 52014 Poggio d’Ombra (AR)", "protocollo@pec.valdombra.example"},
		Colour:    "#0B5D3B",
		Title:     "Certificato di accreditamento",
		Number:    "N. 2026/000127",
		Intro:     "Visti gli atti d’ufficio, si attesta che",
		Holder:    "Maria Assunta D’Ambrosi",
		Statement: "è iscritta nell’elenco degli assistenti familiari accreditati dell’Unione, sezione assistenza alla persona.",
		Fields: []Field{
			{"Tipo di certificato", "Accreditamento come assistente familiare"},
			{"Luogo e data di nascita", "Arezzo, 3 marzo 1979"},
			{"Atto", "Determinazione dirigenziale n. 418 del 12 ottobre 2026"},
			{"Protocollo", "0012345/2026 del 12 ottobre 2026"},
			{"Base giuridica", "L.R. Toscana 28 dicembre 2009, n. 82, art. 4; D.P.G.R. 86/R/2020"},
			{"Valido dal", "15 ottobre 2026"},
			{"Valido fino al", "senza scadenza, salvo rinuncia o revoca"},
			{"Territorio", "Comuni di Poggio d’Ombra, Castel Sereno, Montelieto, Pieve a Sole"},
			{"Iscritta all’associazione", "Libro degli associati n. 58, dal 2 novembre 2026"},
		},
		Notes: []string{
			"Il codice QR serve solo alla verifica: fa fede la pagina dell’albo che si apre, non questo foglio.",
			"Il presente certificato non può essere prodotto agli organi della pubblica amministrazione o ai privati gestori di pubblici servizi (art. 40, D.P.R. 28 dicembre 2000, n. 445).",
		},
		PlaceDate: "Poggio d’Ombra, 21 novembre 2026", Role: "La Responsabile del Servizio", Signatory: "dott.ssa Lucia Bonaventuri",
		VerifyTitle: "Verifica di autenticità",
		VerifyHint:  "Inquadri il codice QR, oppure apra la pagina qui sotto e scriva il codice. La verifica è gratuita e non chiede di registrarsi.",
		VerifyURL:   "https://albo.example.org/v/7QK4M2XR9TBVC3HNPWZ6D8FJEA", CodeLabel: "Codice di verifica", Code: "7QK4M2XR9TBVC3HNPWZ6D8FJEA",
		PageOf: "Pagina {page} di {pages}", Author: "Unione dei Comuni Montani di Valdombra", Subject: "Accreditamento di assistente familiare",
		Created: created,
	}
}

func spanish() Certificate {
	return Certificate{
		Lang:      "es",
		Body:      "Ayuntamiento de Villaclara del Arroyo",
		Office:    []string{"Concejalía de Bienestar Social", "Plaza de España, 1 · 28999 Villaclara del Arroyo (Madrid)"},
		Colour:    "#9B1B30",
		Logo:      shield(color.NRGBA64{0x9B9B, 0x1B1B, 0x3030, 0xFFFF}),
		Title:     "Certificado de aprovechamiento",
		Number:    "Expediente 2026/0318-C",
		Intro:     "Se certifica que",
		Holder:    "Begoña Núñez Ibáñez",
		Statement: "ha superado el curso de auxiliar de acompañamiento impartido por la Escuela Municipal de Formación.",
		Fields: []Field{
			{"Tipo de certificado", "Aprovechamiento de curso"},
			{"Curso", "Atención sociosanitaria a personas en el domicilio, 2.ª edición"},
			{"Duración", "600 horas, de ellas 120 de prácticas"},
			{"Asistencia", "97 % (582 de 600 horas)"},
			{"Acuerdo", "Resolución de Alcaldía n.º 1024, de 30 de octubre de 2026"},
			{"Registro de salida", "2026-S-004711"},
			{"Expedido el", "9 de noviembre de 2026"},
		},
		Notes:     []string{"El código QR sirve únicamente para la comprobación. La información válida es la que muestra la página del registro."},
		PlaceDate: "Villaclara del Arroyo, a 9 de noviembre de 2026", Role: "El Secretario General", Signatory: "Íñigo Peñalver Agüero",
		VerifyTitle: "Comprobación de autenticidad",
		VerifyHint:  "Escanee el código QR, o abra la página indicada y escriba el código. Es gratuito y no hace falta registrarse.",
		VerifyURL:   "https://albo.example.org/v/K3MPT7W2ZQ9RX4CVBN6HD8FJ5A", CodeLabel: "Código de verificación", Code: "K3MPT7W2ZQ9RX4CVBN6HD8FJ5A",
		PageOf: "Página {page} de {pages}", Author: "Ayuntamiento de Villaclara del Arroyo", Subject: "Curso de auxiliar de acompañamiento",
		Created: created,
	}
}

func greek() Certificate {
	return Certificate{
		Lang:      "el",
		Body:      "Δήμος Νέας Ελαιώνας",
		Office:    []string{"Διεύθυνση Κοινωνικής Προστασίας", "Ιεράς Οδού 999, 122 99 Νέα Ελαιώνα", "Τηλ. 210 000 0000"},
		Colour:    "#0D5EAF",
		Logo:      shield(color.NRGBA64{0x0D0D, 0x5E5E, 0xAFAF, 0xFFFF}),
		Title:     "Βεβαίωση πιστοποίησης",
		Number:    "Αρ. 2026/000042",
		Intro:     "Βεβαιώνεται ότι",
		Holder:    "Ευφροσύνη Παπαϊωάννου-Χατζηκυριάκου",
		Statement: "είναι εγγεγραμμένη στο μητρώο πιστοποιημένων φροντιστών του Δήμου.",
		Fields: []Field{
			{"Είδος βεβαίωσης", "Πιστοποίηση φροντιστή κατ’ οίκον"},
			{"Πατρώνυμο", "Ἀλέξανδρος (πολυτονικό: τοῦ Ἀλεξάνδρου)"},
			{"Απόφαση", "Απόφαση Δημοτικού Συμβουλίου 212/2026, ΑΔΑ: ΩΨ7Χ46ΜΓΥΡ-Β3Δ"},
			{"Αρ. πρωτοκόλλου", "48213/10-11-2026"},
			{"Νομική βάση", "ν. 4727/2020, άρθρο 13· ΚΥΑ 12345/2026 (ΦΕΚ Β΄ 4321)"},
			{"Ισχύει από", "15 Νοεμβρίου 2026"},
			{"Ισχύει έως", "14 Νοεμβρίου 2029"},
			{"Γλώσσες", "Ελληνικά, Українська, Română, Tiếng Việt"},
		},
		Notes:     []string{"Ο κωδικός QR χρησιμεύει μόνο για τον έλεγχο· ισχύει ό,τι αναγράφει η σελίδα του μητρώου."},
		PlaceDate: "Νέα Ελαιώνα, 21 Νοεμβρίου 2026", Role: "Ο Αντιδήμαρχος Κοινωνικής Πολιτικής", Signatory: "Αθανάσιος Ραΐσης",
		VerifyTitle: "Έλεγχος γνησιότητας",
		VerifyHint:  "Σαρώστε τον κωδικό QR ή ανοίξτε τη σελίδα και πληκτρολογήστε τον κωδικό. Ο έλεγχος είναι δωρεάν, χωρίς εγγραφή.",
		VerifyURL:   "https://albo.example.org/v/W9C4XKQ2M7TRBV3HNPZ6D8FJ5E", CodeLabel: "Κωδικός ελέγχου", Code: "W9C4XKQ2M7TRBV3HNPZ6D8FJ5E",
		PageOf: "Σελίδα {page} από {pages}", Author: "Δήμος Νέας Ελαιώνας", Subject: "Πιστοποίηση φροντιστή",
		Created: created,
	}
}

func english() Certificate {
	return Certificate{
		Lang:      "en",
		Body:      "Valdombra Family Carers’ Association",
		Office:    []string{"Social promotion association (APS), RUNTS no. 104823", "203 Via Roma, 52014 Poggio d’Ombra, Italy"},
		Colour:    "#F2B705", // too light for text, which comes out darker
		Title:     "Attestation of membership",
		Number:    "No. 58/2026",
		Intro:     "The association attests that",
		Holder:    "Oluwaseun Adébáyò",
		Statement: "is a member in good standing, entered in the members’ book.",
		Fields: []Field{
			{"Kind", "Membership"},
			{"Members’ book number", "58"},
			{"Member since", "2 November 2026"},
			{"Board resolution", "No. 14 of 2 November 2026"},
			{"Fee paid until", "31 December 2026"},
		},
		Notes:     []string{"The QR code is only a check: what counts is the page of the register that it opens."},
		PlaceDate: "Poggio d’Ombra, 21 November 2026", Role: "The President", Signatory: "Ginevra Tassinari",
		VerifyTitle: "Check this attestation",
		VerifyHint:  "Scan the QR code, or open the page below and type the code. It is free and needs no account.",
		VerifyURL:   "https://albo.example.org/v/R4XK9C2MQ7TWBV3HNPZ6D8FJ5E", CodeLabel: "Verification code", Code: "R4XK9C2MQ7TWBV3HNPZ6D8FJ5E",
		PageOf: "Page {page} of {pages}", Author: "Valdombra Family Carers’ Association", Subject: "Membership",
		Created: created,
	}
}

// shield is a drawn coat of arms: a PNG of 16 bits a channel with soft transparent edges.
func shield(tincture color.NRGBA64) []byte {
	const w, h = 240, 300
	img := image.NewNRGBA64(image.Rect(0, 0, w, h))
	for y := range h {
		half := w / 2
		if y > h/2 {
			half = w / 2 * (h - y) * (3*h/2 - (h - y)) / (h / 2 * h)
		}
		for x := range w {
			c := tincture
			if d := x - w/2; d < 0 && y < h/2 || d > 0 && y >= h/2 {
				c.R, c.G, c.B = 0xFFFF-(0xFFFF-c.R)/3, 0xFFFF-(0xFFFF-c.G)/3, 0xFFFF-(0xFFFF-c.B)/3
			}
			switch d := max(x-w/2, w/2-x); {
			case d >= half:
				c.A = 0
			case d == half-1:
				c.A = 0x8000
			}
			img.SetNRGBA64(x, y, c)
		}
	}
	var b bytes.Buffer
	_ = png.Encode(&b, img)
	return b.Bytes()
}
