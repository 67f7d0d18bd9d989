// Package request is what families ask about a listed carer without an account, and how associations and bodies answer.
package request

import (
	"context"
	"crypto/rand"
	"errors"
	"net/netip"
	"reflect"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"

	"albo/app/association"
	"albo/app/body"
	"albo/app/input"
	"albo/app/mail"
	"albo/app/register"
	"albo/app/store"
	"albo/models"
)

// Reach is how somebody can be answered.
type Reach struct {
	Name  string `form:"name" validate:"max=120"`
	Phone string `form:"phone" validate:"omitempty,phone,max=30"`
	Email string `form:"email" validate:"omitempty,email,max=200"`
}

// ContactInput is what a family asks for. It needs a name, a telephone number or an e-mail address, and consent.
type ContactInput struct {
	Guard
	Reach
	OnBehalf models.OnBehalf `form:"on_behalf" validate:"oneof=self other"`
	Services []string        `form:"services" validate:"max=20"`
	Place    string          `form:"place" validate:"max=120"`
	StartsOn models.Date     `form:"starts_on"`
	Times    string          `form:"times" validate:"max=200"`
	Words    string          `form:"words" validate:"max=1000"`
	Consent  bool            `form:"consent" validate:"required"`
}

// MistakeInput says what is wrong on a carer's page; who says so may leave a way to be answered.
type MistakeInput struct {
	Guard
	Reach
	Mistake models.Mistake `form:"mistake" validate:"oneof=not_working services contacts accreditation other"`
	Words   string         `form:"words" validate:"required,max=1000"`
}

// AskContact asks the association of a listed carer to put a family in contact. The token opens the request's private page; of
// it only a hash is kept.
func AskContact(ctx context.Context, st *store.Store, slug string, in ContactInput, language string, from netip.Addr) (token string, err error) {
	if err := in.check(st.Today("IT")); err != nil {
		return "", err
	}
	return ask(ctx, st, slug, in.Guard, from, func(v *register.Provider) *models.Request {
		return &models.Request{
			Kind: models.RequestContact, AssociationID: &v.AssociationID, Language: language, Notice: models.RequestNotice,
			Asked: models.Asked{
				OnBehalf: in.OnBehalf, Name: in.Name, Phone: in.Phone, Email: in.Email, Services: known(in.Services), Place: in.Place,
				StartsOn: in.StartsOn, Times: in.Times, Words: in.Words,
			},
		}
	})
}

func (in *ContactInput) check(today models.Date) error {
	err := input.Check(in)
	var refusal *models.Error
	if err != nil && !errors.As(err, &refusal) {
		return err
	}
	wrong := map[string]models.Text{}
	if refusal != nil {
		wrong = refusal.Fields
	}
	if in.Name == "" {
		wrong["name"] = models.Say("invalid.required")
	}
	if in.Phone == "" && in.Email == "" {
		wrong["phone"] = models.Say("request.no_way_to_answer")
	}
	if !in.StartsOn.IsZero() && in.StartsOn.Before(today) {
		wrong["starts_on"] = models.Say("request.past")
	}
	if !in.Consent {
		wrong["consent"] = models.Say("request.consent_needed")
	}
	return input.Wrong(wrong)
}

// Report asks that a mistake on a carer's page be mended: of the body when it is about the accreditation, else of the
// association.
func Report(ctx context.Context, st *store.Store, slug string, in MistakeInput, language string, from netip.Addr) (token string, err error) {
	if err := input.Check(&in); err != nil {
		return "", err
	}
	return ask(ctx, st, slug, in.Guard, from, func(v *register.Provider) *models.Request {
		r := &models.Request{
			Kind: models.RequestMistake, AssociationID: &v.AssociationID, Language: language, Notice: models.RequestNotice,
			Asked: models.Asked{Mistake: in.Mistake, Name: in.Name, Phone: in.Phone, Email: in.Email, Services: []string{}, Words: in.Words},
		}
		if in.Mistake == models.MistakeAccreditation {
			r.AssociationID, r.BodyID = nil, &v.BodyID
		}
		return r
	})
}

// ask keeps a request about a listed carer, tells the desk that one waits, and gives the private link's token.
func ask(ctx context.Context, st *store.Store, slug string, g Guard, from netip.Addr, what func(*register.Provider) *models.Request) (token string, err error) {
	v, err := register.ShowProvider(ctx, st, slug)
	if err != nil {
		return "", err
	}
	form, err := g.check(ctx, st, slug)
	if err != nil {
		return "", err
	}
	r := what(v)
	if id, err := sentBefore(ctx, st, form, r); err != nil || id != 0 {
		return link(ctx, st, id, err)
	}
	if err := limit(ctx, st, r, v.PersonID, from); err != nil {
		return "", err
	}
	r.State, r.PersonID, r.Form, r.Code = models.RequestNew, &v.PersonID, form, newCode()
	err = st.Write(ctx, func(tx *store.Tx) error { return receive(tx, r, v) })
	var quicker *models.Error
	if errors.As(err, &quicker) && quicker.Kind == models.Conflict { // the button was pressed twice at once
		r.ID, err = sentBefore(ctx, st, form, r)
	}
	return link(ctx, st, r.ID, err)
}

// sentBefore is the request that a form made already, for a button pressed twice is one request; 0 for none. A form that was
// filled in anew since is another request, and needs another number.
func sentBefore(ctx context.Context, st *store.Store, form []byte, now *models.Request) (int64, error) {
	var before models.Request
	err := st.Read(ctx).Where("form = ?", form).Take(&before).Error
	switch {
	case errors.Is(err, gorm.ErrRecordNotFound):
		return 0, nil
	case err == nil && !reflect.DeepEqual(before.Asked, now.Asked):
		err = refuse("request.form_old")
	}
	return before.ID, err
}

// How many requests come from one network in an hour, about one carer and from one e-mail address in a day.
const (
	mostFrom  = 6
	mostAbout = 40
	mostOf    = 6
)

func limit(ctx context.Context, st *store.Store, r *models.Request, person int64, from netip.Addr) error {
	err := errors.Join(
		st.LimitFrom(ctx, "request", from, mostFrom, time.Hour),
		st.Limit(ctx, "request about "+strconv.FormatInt(person, 10), mostAbout, 24*time.Hour),
	)
	if err == nil && r.Email != "" {
		err = st.Limit(ctx, "request of "+strings.ToLower(r.Email), mostOf, 24*time.Hour)
	}
	return err
}

// receive keeps a new request with its deletion date, and tells whom it concerns: the desk, who asked, and the carer if she
// wants to know.
func receive(tx *store.Tx, r *models.Request, v *register.Provider) error {
	country := v.Association.Country
	if r.BodyID != nil {
		country = v.Body.Country
	}
	var err error
	if r.EraseOn, err = eraseOn(tx.DB, tx.Today(country), v, r.BodyID != nil); err != nil {
		return err
	}
	r.CreatedAt, r.MovedAt = tx.Now(), tx.Now()
	if err := tx.Save(r); err != nil {
		return err
	}
	event := models.Note(models.Actor{}, tx.Now(), "request", r.ID, "receive", "", string(r.State))
	if err := tx.Save(&event); err != nil {
		return err
	}
	if err := tellDesk(tx, r, "request_waits"); err != nil {
		return err
	}
	if err := tellAsker(tx, r, "request_received", map[string]string{"name": v.FullName(), "erase_on": r.EraseOn.String()}); err != nil {
		return err
	}
	return tellCarer(tx, r)
}

// EraseOn is the day by which what is said about a carer today is erased; it is told before anything is sent. A report may go
// to the body too.
func EraseOn(ctx context.Context, st *store.Store, v *register.Provider, kind models.RequestKind) (models.Date, error) {
	day, err := eraseOn(st.Read(ctx), st.Today(v.Association.Country), v, false)
	if err != nil || kind == models.RequestContact {
		return day, err
	}
	other, err := eraseOn(st.Read(ctx), st.Today(v.Body.Country), v, true)
	if other.After(day) {
		day = other
	}
	return day, err
}

// eraseOn counts the months that the association, or the body, keeps requests; one at least.
func eraseOn(db *gorm.DB, today models.Date, v *register.Provider, byBody bool) (models.Date, error) {
	rules, err := association.Rules(db, v.Association, today)
	if byBody {
		rules, err = body.Rules(db, v.Body, today)
	}
	return today.AddMonths(max(1, rules[models.RuleRequestKeep].Value)), err
}

// codeLetters leaves out what one takes for another on the telephone or on paper.
const codeLetters = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"

// newCode makes a reference code of eight characters.
func newCode() string {
	code := make([]byte, 0, 8)
	for len(code) < cap(code) {
		var b [1]byte
		rand.Read(b[:])
		if int(b[0]) < 256-256%len(codeLetters) {
			code = append(code, codeLetters[int(b[0])%len(codeLetters)])
		}
	}
	return string(code)
}

func known(codes []string) []string {
	kept := []string{}
	for _, code := range codes {
		if s, ok := models.ServiceByCode(code); ok {
			kept = append(kept, s.Code)
		}
	}
	return kept
}

func link(ctx context.Context, st *store.Store, id int64, err error) (string, error) {
	if err != nil {
		return "", err
	}
	return mail.NewToken(ctx, st, models.Link{Purpose: models.LinkRequest, RequestID: &id})
}
