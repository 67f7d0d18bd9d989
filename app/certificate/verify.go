package certificate

import (
	"context"
	"regexp"
	"strings"
	"time"

	"albo/app/identifier"
	"albo/app/store"
	"albo/models"
)

// Verification is what anybody who holds a certificate may know: every printed fact, and what holds today.
type Verification struct {
	Code      string
	Language  string // of the paper
	Printed   models.Printed
	Standing  models.Standing
	Since     time.Time // of a standing other than valid, where an act gives it
	Checking  bool      // the body is verifying the accreditation at present
	Successor string    // code of the certificate that replaces this one
	Body      *models.Body
	SHA256    string // of the PDF as issued
	CheckedAt time.Time
}

var (
	codeShape   = regexp.MustCompile(`^[A-Z2-7]{26}$`)
	numberShape = regexp.MustCompile(`^[0-9]{4} ?[-–/] ?[0-9]{1,6}$`)
)

// Code is the code that somebody typed: in groups, in small letters, on a Greek keyboard, with 0 for O and 1 for I, or as the
// whole address; false for what cannot be one.
func Code(typed string) (string, bool) {
	if i := strings.LastIndex(typed, "/v/"); i >= 0 {
		typed, _, _ = strings.Cut(typed[i+len("/v/"):], "?")
	}
	code := strings.NewReplacer("0", "O", "1", "I").Replace(identifier.Normalise(typed))
	return code, codeShape.MatchString(code)
}

// LooksLikeNumber tells whether somebody typed the number of a certificate for its code.
func LooksLikeNumber(typed string) bool { return numberShape.MatchString(strings.TrimSpace(typed)) }

func byCode(ctx context.Context, st *store.Store, typed string) (*models.Certificate, error) {
	code, ok := Code(typed)
	if !ok {
		return nil, models.ErrNotFound
	}
	var c models.Certificate
	err := st.Read(ctx).Preload("Accreditation").Preload("Body").Where("code = ?", code).Take(&c).Error
	return &c, store.NotFound(err)
}

// Verify answers for a code; models.ErrNotFound for one that was never issued. It asks for nobody's name.
func Verify(ctx context.Context, st *store.Store, code string) (*Verification, error) {
	c, err := byCode(ctx, st, code)
	if err != nil {
		return nil, err
	}
	v := &Verification{
		Code: c.Code, Language: c.Language, Printed: c.Printed, Standing: c.Standing(c.Accreditation, st.Today(c.Body.Country)),
		Body: c.Body, SHA256: c.FileSHA256, CheckedAt: st.Now(),
	}
	v.Checking = v.Standing == models.StandingValid && c.Accreditation.Doubt != ""
	switch {
	case c.State == models.CertificateReplaced:
		var next models.Certificate
		if err := st.Read(ctx).Select("code", "issued_at").Where("replaces_id = ?", c.ID).Take(&next).Error; err != nil {
			return nil, store.NotFound(err)
		}
		v.Successor, v.Since = next.Code, next.IssuedAt
	case c.State == models.CertificateRevoked:
		v.Since = *c.RevokedAt
	case v.Standing == models.StandingExpired:
		v.Since = c.Accreditation.ValidUntil.AddDays(1).Time()
	case v.Standing != models.StandingValid:
		err := st.Read(ctx).Raw(`select max(at) from events where subject = 'accreditation' and subject_id = ? and to_state = ?`, c.AccreditationID, c.Accreditation.State).Scan(&v.Since).Error
		if err != nil {
			return nil, err
		}
	}
	return v, nil
}
