package account_test

import (
	"errors"
	"net/netip"
	"regexp"
	"strings"
	"testing"
	"time"

	"albo/app/account"
	"albo/app/apptest"
	"albo/app/mail"
	"albo/app/store"
	"albo/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

var (
	here     = netip.MustParseAddr("192.0.2.1")
	platform = models.Actor{Name: "Test", Roles: []models.Role{{Kind: models.PlatformAdmin}}}
)

const good = "cavallo corretto batteria"

type door struct {
	t  *testing.T
	st *store.Store
}

func open(t *testing.T) *door {
	t.Parallel()
	return &door{t, apptest.Store(t)}
}

func (d *door) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// mails sends what waits and gives all letters, newest first.
func (d *door) mails() []mail.Letter {
	d.t.Helper()
	w := store.NewWorkers(d.st)
	mail.Work(w)
	d.must(d.st.Drain(d.t.Context(), w))
	letters, err := mail.Box(d.st.Config.Mail(), 100)
	d.must(err)
	return letters
}

var link = regexp.MustCompile(`/account/password/(\S+)`)

// token is what the newest letter's link carries.
func (d *door) token() string {
	d.t.Helper()
	letters := d.mails()
	m := link.FindStringSubmatch(letters[0].Text)
	if m == nil {
		d.t.Fatalf("no link in %q", letters[0].Text)
	}
	return m[1]
}

func (d *door) signUp(email string) string {
	d.t.Helper()
	ctx := d.t.Context()
	d.must(account.SignUp(ctx, d.st, account.SignUpInput{Name: "Lucia Finta", Email: email, Language: "es"}, here))
	session, err := account.UseLink(ctx, d.st, d.token(), account.PasswordInput{Password: good}, here)
	d.must(err)
	return session
}

func (d *door) signIn(email, password string) (string, error) {
	return account.SignIn(d.t.Context(), d.st, account.SignInInput{Email: email, Password: password}, here)
}

func kind(err error) models.Kind {
	var refusal *models.Error
	if errors.As(err, &refusal) {
		return refusal.Kind
	}
	return 0
}

func TestSignUpThenSignIn(t *testing.T) {
	d := open(t)
	session := d.signUp("Lucia@Example.org")
	who, _, err := account.Session(t.Context(), d.st, session)
	d.must(err)
	if who.Name != "Lucia Finta" || who.Language != "es" || len(who.Roles) != 0 {
		t.Errorf("%+v", who)
	}
	if _, err := d.signIn("lucia@example.ORG", good); err != nil {
		t.Errorf("the address in other letters: %v", err)
	}
	if _, err := d.signIn("lucia@example.org", good+"!"); kind(err) != models.Invalid {
		t.Errorf("a wrong password: %v", err)
	}
}

// Nothing that a stranger sees tells whether an address is registered: neither answer nor error.
func TestAnswersDoNotRevealWhoIsRegistered(t *testing.T) {
	d := open(t)
	d.signUp("lucia@example.org")
	ctx := t.Context()
	for _, email := range []string{"lucia@example.org", "nobody@example.org"} {
		if err := account.SignUp(ctx, d.st, account.SignUpInput{Name: "X", Email: email, Language: "it"}, here); err != nil {
			t.Errorf("sign up as %s: %v", email, err)
		}
		if err := account.ForgotPassword(ctx, d.st, account.EmailInput{Email: email}, here); err != nil {
			t.Errorf("forgot as %s: %v", email, err)
		}
	}
	_, wrong := d.signIn("lucia@example.org", "wrong")
	_, unknown := d.signIn("stranger@example.org", "wrong")
	if wrong.Error() != unknown.Error() || kind(wrong) != kind(unknown) {
		t.Errorf("%v is not %v", wrong, unknown)
	}
	toStranger := 0
	for _, letter := range d.mails() {
		if strings.Contains(letter.To, "stranger@") {
			toStranger++
		}
	}
	if toStranger != 0 {
		t.Error("somebody who only tried to sign in was written to")
	}
}

func TestLinksWorkOnceAndNotForEver(t *testing.T) {
	d := open(t)
	ctx := t.Context()
	d.must(account.SignUp(ctx, d.st, account.SignUpInput{Name: "A", Email: "a@example.org", Language: "it"}, here))
	token := d.token()
	if _, err := account.OpenLink(ctx, d.st, token); err != nil {
		t.Errorf("looking at a link uses it: %v", err)
	}
	if _, err := account.UseLink(ctx, d.st.At(apptest.Now.Add(8*24*time.Hour)), token, account.PasswordInput{Password: good}, here); kind(err) != models.NotFound {
		t.Errorf("after eight days: %v", err)
	}
	for _, bad := range []string{"", "short", "password1234", "aaaaaaaaaaaaaaa", strings.Repeat("x", 129)} {
		if _, err := account.UseLink(ctx, d.st, token, account.PasswordInput{Password: bad}, here); kind(err) != models.Invalid {
			t.Errorf("the password %q was taken: %v", bad, err)
		}
	}
	if _, err := account.UseLink(ctx, d.st, token, account.PasswordInput{Password: good}, here); err != nil {
		t.Fatal(err)
	}
	if _, err := account.UseLink(ctx, d.st, token, account.PasswordInput{Password: good}, here); kind(err) != models.NotFound {
		t.Errorf("a second time: %v", err)
	}
	if _, err := account.OpenLink(ctx, d.st, "never-was"); kind(err) != models.NotFound {
		t.Errorf("a link that never was: %v", err)
	}
}

func TestResetEndsEverySession(t *testing.T) {
	d := open(t)
	ctx := t.Context()
	old := d.signUp("a@example.org")
	d.must(account.ForgotPassword(ctx, d.st, account.EmailInput{Email: "a@example.org"}, here))
	session, err := account.UseLink(ctx, d.st, d.token(), account.PasswordInput{Password: "un altro cavallo rosso"}, here)
	d.must(err)
	if who, _, _ := account.Session(ctx, d.st, old); who.SignedIn() {
		t.Error("the old session lives on")
	}
	if who, _, _ := account.Session(ctx, d.st, session); !who.SignedIn() {
		t.Error("the new session does not work")
	}
	if _, err := d.signIn("a@example.org", good); kind(err) != models.Invalid {
		t.Errorf("the old password: %v", err)
	}
	if last := d.mails()[0]; link.MatchString(last.Text) {
		t.Errorf("the owner is not told that the password changed: %q", last.Subject)
	}
}

// A disabled account is shut out at every door, and nobody learns why; enabled again it is as it was.
func TestADisabledAccountIsShutOut(t *testing.T) {
	d := open(t)
	ctx := t.Context()
	session := d.signUp("a@example.org")
	d.must(account.ForgotPassword(ctx, d.st, account.EmailInput{Email: "a@example.org"}, here))
	reset := d.token()
	for _, stranger := range []models.Actor{{}, {AccountID: 1, Name: "A"}, {Roles: []models.Role{{Kind: models.BodyOfficer}}}} {
		if err := account.Disable(ctx, d.st, stranger, "a@example.org"); kind(err) != models.NotFound {
			t.Errorf("%+v disabled somebody: %v", stranger, err)
		}
	}
	if err := account.Disable(ctx, d.st, platform, "nobody@example.org"); kind(err) != models.NotFound {
		t.Errorf("nobody was disabled: %v", err)
	}
	invitation, err := account.Invite(ctx, d.st, platform, account.InviteInput{Email: "a@example.org", Kind: models.PlatformAdmin, Language: "it"})
	d.must(err)
	invited, err := account.InvitationToken(ctx, d.st, invitation)
	d.must(err)
	for range 2 { // the second time nothing happens
		d.must(account.Disable(ctx, d.st, platform, "A@example.org"))
	}
	if who, _, _ := account.Session(ctx, d.st, session); who.SignedIn() {
		t.Error("the session lives on")
	}
	_, shut := d.signIn("a@example.org", good)
	_, wrong := d.signIn("b@example.org", good)
	if kind(shut) != models.Invalid || shut.Error() != wrong.Error() {
		t.Errorf("signing in says %v, for an address never seen %v", shut, wrong)
	}
	for name, token := range map[string]string{"reset": reset, "invitation": invited} {
		if _, err := account.OpenLink(ctx, d.st, token); kind(err) != models.NotFound {
			t.Errorf("the link of a %s opens: %v", name, err)
		}
		if _, err := account.UseLink(ctx, d.st, token, account.PasswordInput{Password: good}, here); kind(err) != models.NotFound {
			t.Errorf("the link of a %s works: %v", name, err)
		}
	}
	mails := len(d.mails())
	d.must(account.ForgotPassword(ctx, d.st, account.EmailInput{Email: "a@example.org"}, here))
	d.must(account.SignUp(ctx, d.st, account.SignUpInput{Name: "A", Email: "a@example.org", Language: "it"}, here))
	if n := len(d.mails()); n != mails {
		t.Errorf("a disabled account was written to %d times", n-mails)
	}
	d.must(account.Enable(ctx, d.st, platform, "a@example.org"))
	if who, _, _ := account.Session(ctx, d.st, session); who.SignedIn() {
		t.Error("the old session came back")
	}
	if _, err := account.OpenLink(ctx, d.st, reset); kind(err) != models.NotFound {
		t.Errorf("the old link came back: %v", err)
	}
	if _, err := d.signIn("a@example.org", good); err != nil {
		t.Errorf("enabled again: %v", err)
	}
	var steps []string
	d.must(d.st.Read(ctx).Raw("select step from events where subject = 'account' order by id").Scan(&steps).Error)
	if strings.Join(steps, " ") != "disable enable" {
		t.Errorf("history: %v", steps)
	}
}

func TestSignInIsLimited(t *testing.T) {
	d := open(t)
	d.signUp("a@example.org")
	for range 10 {
		if _, err := d.signIn("a@example.org", "wrong"); kind(err) != models.Invalid {
			t.Fatal(err)
		}
	}
	if _, err := d.signIn("a@example.org", good); kind(err) != models.TooMany {
		t.Errorf("the eleventh try, with the right password: %v", err)
	}
	elsewhere := netip.MustParseAddr("198.51.100.7")
	if _, err := account.SignIn(t.Context(), d.st, account.SignInInput{Email: "a@example.org", Password: good}, elsewhere); err != nil {
		t.Errorf("the owner is locked out by somebody else's tries: %v", err)
	}
}

func TestAnIdleSessionOfAnOfficeEnds(t *testing.T) {
	d := open(t)
	ctx := t.Context()
	session := d.signUp("a@example.org")
	later := d.st.At(apptest.Now.Add(2 * time.Hour))
	if who, _, _ := account.Session(ctx, later, session); !who.SignedIn() {
		t.Error("a carer's session does not last")
	}
	_, err := account.Invite(ctx, d.st, platform, account.InviteInput{Email: "a@example.org", Kind: models.PlatformAdmin, Language: "it"})
	d.must(err)
	session, err = account.UseLink(ctx, d.st, d.token(), account.PasswordInput{Password: good}, here)
	d.must(err)
	if who, _, _ := account.Session(ctx, d.st.At(apptest.Now.Add(30*time.Minute)), session); !who.SignedIn() {
		t.Error("half an hour is too short")
	}
	if who, _, _ := account.Session(ctx, d.st.At(apptest.Now.Add(2*time.Hour)), session); who.SignedIn() {
		t.Error("an officer who went away is still signed in")
	}
}

func TestSessionsEnd(t *testing.T) {
	d := open(t)
	ctx := t.Context()
	session := d.signUp("a@example.org")
	if who, _, _ := account.Session(ctx, d.st.At(apptest.Now.Add(31*24*time.Hour)), session); who.SignedIn() {
		t.Error("a session lives longer than it may")
	}
	d.must(account.SignOut(ctx, d.st, session))
	if who, _, _ := account.Session(ctx, d.st, session); who.SignedIn() {
		t.Error("signed out, and still in")
	}
	var tokens int
	d.must(d.st.Read(ctx).Raw("select count(*) from sessions where encode(token_hash, 'escape') like ?", "%"+session+"%").Scan(&tokens).Error)
	if tokens != 0 {
		t.Error("the token itself is kept")
	}
}

func TestInvitation(t *testing.T) {
	d := open(t)
	ctx := t.Context()
	invite := account.InviteInput{Email: "boss@example.org", Kind: models.PlatformAdmin, Language: "it"}
	if _, err := account.Invite(ctx, d.st, models.Actor{AccountID: 9}, invite); kind(err) != models.NotFound {
		t.Errorf("anybody invites: %v", err)
	}
	invitation, err := account.Invite(ctx, d.st, platform, invite)
	d.must(err)
	mailed := d.token()
	printed, err := account.InvitationToken(ctx, d.st, invitation)
	d.must(err)
	session, err := account.UseLink(ctx, d.st, printed, account.PasswordInput{Name: "Boss", Password: good}, here)
	d.must(err)
	who, places, err := account.Session(ctx, d.st, session)
	d.must(err)
	if !who.Platform() || len(places) != 1 {
		t.Errorf("%+v %+v", who, places)
	}
	if _, err := account.UseLink(ctx, d.st, mailed, account.PasswordInput{Name: "Thief", Password: good}, here); kind(err) != models.NotFound {
		t.Errorf("the invitation was taken up twice: %v", err)
	}
	roles, err := account.Colleagues(ctx, d.st, models.PlatformAdmin, 0)
	d.must(err)
	if err := account.EndRole(ctx, d.st, who, models.PlatformAdmin, 0, roles[0].RoleID, 0); kind(err) != models.Conflict {
		t.Errorf("the last role was ended: %v", err)
	}
}

// Somebody who has an account takes an invitation up with its password: whom the mail was passed on to gets nowhere.
func TestInvitationOfSomebodyKnown(t *testing.T) {
	d := open(t)
	ctx := t.Context()
	d.signUp("a@example.org")
	_, err := account.Invite(ctx, d.st, platform, account.InviteInput{Email: "A@example.org", Kind: models.PlatformAdmin, Language: "it"})
	d.must(err)
	token := d.token()
	for _, wrong := range []string{"", "another password"} {
		if _, err := account.UseLink(ctx, d.st, token, account.PasswordInput{Password: wrong}, here); kind(err) != models.Invalid {
			t.Errorf("the password %q opens the account: %v", wrong, err)
		}
	}
	_, err = account.UseLink(ctx, d.st, token, account.PasswordInput{Password: good}, here)
	d.must(err)
	if _, err := d.signIn("a@example.org", good); err != nil {
		t.Errorf("the old password no longer works: %v", err)
	}
}
