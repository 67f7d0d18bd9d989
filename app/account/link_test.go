package account_test

import (
	"strings"
	"testing"
	"time"

	"albo/app/account"
	"albo/app/apptest"
	"albo/app/mail"
	"albo/models"
)

// links makes a link of each purpose: to confirm a new address, to choose a new password, to take up a role.
func (d *door) links() map[models.LinkPurpose]string {
	d.t.Helper()
	ctx := d.t.Context()
	tokens := map[models.LinkPurpose]string{}
	d.signUp("known@example.org")
	d.must(account.SignUp(ctx, d.st, account.SignUpInput{Name: "Nuova Finta", Email: "new@example.org", Language: "it"}, here))
	tokens[models.LinkConfirm] = d.token()
	d.must(account.ForgotPassword(ctx, d.st, account.EmailInput{Email: "known@example.org"}, here))
	tokens[models.LinkReset] = d.token()
	_, err := account.Invite(ctx, d.st, platform, account.InviteInput{Email: "boss@example.org", Kind: models.PlatformAdmin, Language: "it"})
	d.must(err)
	tokens[models.LinkInvite] = d.token()
	return tokens
}

var chosen = account.PasswordInput{Name: "Nome Finto", Password: "un altro cavallo rosso"}

// A link of any purpose works until its time is over, once, and is for one thing alone.
func TestLinksOfEveryPurpose(t *testing.T) {
	d := open(t)
	ctx := t.Context()
	accounts := func() (list []models.Account) {
		t.Helper()
		d.must(d.st.Read(ctx).Order("email_key").Find(&list).Error)
		return list
	}
	tokens := d.links()
	before := accounts()
	for purpose, token := range tokens {
		opened, err := account.OpenLink(ctx, d.st, token)
		if err != nil || opened.Purpose != purpose {
			t.Errorf("%s opens as %s: %v", purpose, opened.Purpose, err)
		}
		over := d.st.At(apptest.Now.Add(models.LinkLife[purpose]))
		if _, err := account.OpenLink(ctx, over, token); kind(err) != models.NotFound {
			t.Errorf("%s opens when its time is over: %v", purpose, err)
		}
		if _, err := account.UseLink(ctx, over, token, chosen, here); kind(err) != models.NotFound {
			t.Errorf("%s works when its time is over: %v", purpose, err)
		}
		for name, typed := range map[string]string{"in small letters": strings.ToLower(token), "cut": token[:len(token)-1], "longer": token + "A", "its hash": string(mail.HashToken(token))} {
			if _, err := account.UseLink(ctx, d.st, typed, chosen, here); kind(err) != models.NotFound {
				t.Errorf("%s, %s: %v", purpose, name, err)
			}
		}
	}
	if after := accounts(); len(after) != len(before) || after[0].PasswordHash != before[0].PasswordHash {
		t.Error("a dead link changed something")
	}
	for purpose, token := range tokens {
		last := d.st.At(apptest.Now.Add(models.LinkLife[purpose] - time.Second))
		session, err := account.UseLink(ctx, last, token, chosen, here)
		if err != nil {
			t.Errorf("%s in its last second: %v", purpose, err)
			continue
		}
		who, _, err := account.Session(ctx, last, session)
		d.must(err)
		if who.Platform() != (purpose == models.LinkInvite) {
			t.Errorf("%s makes a platform admin: %v", purpose, who.Platform())
		}
		for _, st := range []time.Duration{0, models.LinkLife[purpose] - time.Second} {
			if _, err := account.UseLink(ctx, d.st.At(apptest.Now.Add(st)), token, chosen, here); kind(err) != models.NotFound {
				t.Errorf("%s works a second time: %v", purpose, err)
			}
		}
	}
	var roles int
	d.must(d.st.Read(ctx).Raw("select count(*) from roles").Scan(&roles).Error)
	if after := accounts(); len(after) != 3 || roles != 1 {
		t.Errorf("%d accounts, %d roles", len(after), roles)
	}
}

// However often a link is asked for, using one of them ends them all.
func TestUsingALinkEndsTheOthers(t *testing.T) {
	d := open(t)
	ctx := t.Context()
	d.signUp("known@example.org")
	var tokens []string
	for range 3 {
		d.must(account.ForgotPassword(ctx, d.st, account.EmailInput{Email: "known@example.org"}, here))
		tokens = append(tokens, d.token())
	}
	_, err := account.UseLink(ctx, d.st, tokens[1], chosen, here)
	d.must(err)
	for _, token := range tokens {
		if _, err := account.OpenLink(ctx, d.st, token); kind(err) != models.NotFound {
			t.Errorf("a link still opens: %v", err)
		}
	}
}

// A link leads nowhere once the account was closed, or the invitation taken back.
func TestLinksOfWhatWasEnded(t *testing.T) {
	d := open(t)
	ctx := t.Context()
	tokens := d.links()
	d.must(d.st.Read(ctx).Exec("update accounts set disabled_at = now()").Error)
	var invitation int64
	d.must(d.st.Read(ctx).Raw("select id from invitations").Scan(&invitation).Error)
	d.must(account.EndRole(ctx, d.st, platform, models.PlatformAdmin, 0, 0, invitation))
	for purpose, token := range tokens {
		if _, err := account.UseLink(ctx, d.st, token, chosen, here); kind(err) != models.NotFound {
			t.Errorf("%s: %v", purpose, err)
		}
	}
	var open int
	d.must(d.st.Read(ctx).Raw("select count(*) from roles").Scan(&open).Error)
	if open != 0 {
		t.Errorf("%d roles were given", open)
	}
}
