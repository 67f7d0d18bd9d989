package work_test

import (
	"strings"
	"testing"
	"time"

	"albo/app/account"
	"albo/app/body"
	"albo/app/mail"
	"albo/app/register"
	"albo/app/rule"
	"albo/models"
)

// later is the registry so many days from now.
func (w *world) later(days int) *world {
	then := *w
	then.st = w.st.At(w.st.Now().AddDate(0, 0, days))
	return &then
}

// stale tells whether her page and her place in the results are marked.
func (w *world) stale() bool {
	w.t.Helper()
	today := w.st.Today("IT")
	p, err := register.ShowProvider(w.t.Context(), w.st, slug)
	w.must(err)
	r, err := register.Search(w.t.Context(), w.st, register.Query{Place: "Poppi"})
	w.must(err)
	page, card := register.Stale(p.StaleFrom, today), register.Stale(r.Cards[0].StaleFrom, today)
	if page != card {
		w.t.Errorf("on %s her page is marked: %v, her place in the results: %v", today, page, card)
	}
	return page
}

// An entry that nobody confirms is marked from one day on, and gone from another, by the rule of the day of its confirmation;
// confirming brings it back.
func TestAnEntryIsMarkedThenHiddenThenBack(t *testing.T) {
	w := listed(t)
	today := w.st.Today("IT")
	until := func(d models.Date) int { return today.DaysUntil(d) }
	marked, hidden := until(today.AddMonths(6)), until(today.AddMonths(12))
	for days, want := range map[int]bool{0: false, marked - 1: false, marked: true, hidden - 1: true} {
		if got := w.later(days).stale(); got != want {
			t.Errorf("after %d days: marked %v", days, got)
		}
		w.later(days).public("not confirmed", today.AddDays(days), true)
	}
	w.public("not confirmed for a year", today.AddDays(hidden), false)
	then := w.later(hidden + 3)
	then.must(register.Confirm(t.Context(), then.st, w.carer))
	then.public("confirmed again", then.st.Today("IT"), true)
	if then.stale() {
		t.Error("marked on the day of the confirmation")
	}
	if n := w.count("select count(*) from events where subject = 'person' and step = 'confirm_entry'"); n != 1 {
		t.Errorf("%d events", n)
	}
	if n := w.count("select count(*) from profiles where updated_at = confirmed_at"); n != 0 {
		t.Error("what is confirmed counts as changed")
	}
}

// Confirming lengthens nothing that the accreditation does not give.
func TestConfirmingDoesNotOutliveTheAccreditation(t *testing.T) {
	w := listed(t)
	today := w.st.Today("IT")
	w.exec("update accreditations set valid_until = ?", today.AddDays(10))
	w.must(register.Confirm(t.Context(), w.st, w.carer))
	w.public("valid", today.AddDays(10), true)
	w.public("over", today.AddDays(11), false)
	if e, err := register.MyEntry(t.Context(), w.later(11).st, w.carer); err != nil || e != nil {
		t.Errorf("asked to confirm what is over: %+v %v", e, err)
	}
}

// The body's rule is over the platform's; what was told at a confirmation holds until the next, unless a rule is set to hold
// since before it.
func TestTheRuleOfTheDayOfTheConfirmationHolds(t *testing.T) {
	w := listed(t)
	ctx := t.Context()
	today := w.st.Today("IT")
	set := func(key models.RuleKey, months int, since models.Date) {
		t.Helper()
		w.must(body.SetRule(ctx, w.st, w.officer, w.body.ID, rule.Input{Key: key, Value: months, Article: "art. 5", Since: since}))
	}
	set(models.RuleHideMonths, 2, today.AddDays(1))
	w.public("the rule comes after the confirmation", today.AddMonths(2).AddDays(5), true)
	next := w.later(1)
	next.must(register.Confirm(ctx, next.st, w.carer))
	w.public("confirmed under the rule", today.AddDays(1).AddMonths(2).AddDays(-1), true)
	w.public("confirmed under the rule", today.AddDays(1).AddMonths(2), false)
	set(models.RuleHideMonths, 4, today)
	set(models.RuleHideMonths, 4, today.AddDays(1))
	w.public("a rule that holds since before", today.AddDays(1).AddMonths(4).AddDays(-1), true)
	w.public("a rule that holds since before", today.AddDays(1).AddMonths(4), false)
	set(models.RuleHideMonths, 0, today)
	set(models.RuleHideMonths, 0, today.AddDays(1))
	w.public("never", today.AddMonths(200), true)
	w.must(rule.Set(ctx, w.st, platform, rule.OfPlatform(), rule.Input{Key: models.RuleHideMonths, Value: 1, Article: "x", Since: today.AddDays(-30)}))
	w.public("the platform's rule beside the body's own", today.AddMonths(200), true)
	w.must(rule.Set(ctx, w.st, platform, rule.OfPlatform(), rule.Input{Key: models.RuleStaleMonths, Value: 1, Article: "x", Since: today.AddDays(-30)}))
	if !w.later(40).stale() {
		t.Error("the platform's rule does not hold where the body has none")
	}
}

// letters are the mails about her entry so far, by kind.
func (w *world) letters() (kinds map[string]int) {
	w.t.Helper()
	var rows []struct {
		Kind string
		N    int
	}
	w.must(w.st.Read(w.t.Context()).Raw("select kind, count(*) n from messages where kind like 'listing_%' group by kind").Scan(&rows).Error)
	kinds = map[string]int{}
	for _, r := range rows {
		kinds[r.Kind] = r.N
	}
	return kinds
}

// The carer is told when the entry is marked, twice before it leaves and once when it has left; each once, and nothing after
// she confirmed.
func TestTheCarerIsReminded(t *testing.T) {
	w := listed(t)
	ctx := t.Context()
	today := w.st.Today("IT")
	marked, hidden := today.DaysUntil(today.AddMonths(6)), today.DaysUntil(today.AddMonths(12))
	for _, c := range []struct{ day, stale, leaving, hidden int }{
		{marked - 1, 0, 0, 0}, {marked, 1, 0, 0}, {marked + 5, 1, 0, 0}, {hidden - 30, 1, 1, 0}, {hidden - 29, 1, 1, 0}, {hidden - 7, 1, 2, 0}, {hidden, 1, 2, 1}, {hidden + 90, 1, 2, 1},
	} {
		then := w.later(c.day)
		then.must(register.Remind(ctx, then.st))
		then.must(register.Remind(ctx, then.st))
		if got := w.letters(); got["listing_stale"] != c.stale || got["listing_leaving"] != c.leaving || got["listing_hidden"] != c.hidden {
			t.Errorf("day %d: %v", c.day, got)
		}
	}
	then := w.later(hidden + 90)
	then.must(register.Confirm(ctx, then.st, w.carer))
	then.must(register.Remind(ctx, then.st))
	if got := w.letters(); got["listing_hidden"] != 1 || got["listing_stale"] != 1 {
		t.Errorf("told after she confirmed: %v", got)
	}
	w.drain()
	box, err := mail.Box(w.st.Config.Mail(), 1000)
	w.must(err)
	links := 0
	for _, l := range box {
		if strings.Contains(l.Subject+l.Text, "{") {
			t.Errorf("a gap is not filled: %s", l.Text)
		}
		if strings.Contains(l.Text, "/it/listing/confirm/") {
			links++
		}
	}
	if links != 4 {
		t.Errorf("%d letters with a link", links)
	}
}

// Whoever cannot be listed is left in peace, and late starts send one message, not all that were missed.
func TestNobodyIsRemindedInVain(t *testing.T) {
	w := listed(t)
	late := w.later(3000)
	late.must(register.Remind(t.Context(), late.st))
	if got := w.letters(); len(got) != 1 || got["listing_hidden"] != 1 {
		t.Errorf("after years: %v", got)
	}
	w.exec("delete from messages where kind like 'listing_%'")
	w.exec("update accreditations set state = 'revoked'")
	late.must(register.Remind(t.Context(), late.st))
	if got := w.letters(); len(got) != 0 {
		t.Errorf("revoked, and told: %v", got)
	}
}

// The mailed link shows before it does, does one thing once, and nothing else opens by it.
func TestTheConfirmationLink(t *testing.T) {
	w := listed(t)
	ctx := t.Context()
	then := w.later(200)
	token, err := mail.NewToken(ctx, then.st, models.Link{Purpose: models.LinkListing, AccountID: &w.carer.AccountID})
	w.must(err)
	confirmed := func() string {
		var at time.Time
		w.must(w.st.Read(ctx).Raw("select confirmed_at from profiles").Row().Scan(&at))
		return at.UTC().Format(time.DateOnly)
	}
	for range 3 { // a mail program looks at it
		if e, used, err := register.OpenConfirmation(ctx, then.st, token); err != nil || used || e.GivenName != "Lucia" {
			t.Fatalf("the page: %+v %v %v", e, used, err)
		}
	}
	if confirmed() != "2026-11-09" {
		t.Fatal("opening the page confirmed")
	}
	for name, wrong := range map[string]string{"altered": "A" + token[1:] + "A", "empty": ""} {
		if err := register.ConfirmByLink(ctx, then.st, wrong); w.kindOf(err) != models.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := account.OpenLink(ctx, then.st, token); w.kindOf(err) != models.NotFound {
		t.Errorf("it opens the account: %v", err)
	}
	if _, err := account.UseLink(ctx, then.st, token, account.PasswordInput{Password: "cavallo corretto batteria nuova"}, origin); w.kindOf(err) != models.NotFound {
		t.Errorf("it sets a password: %v", err)
	}
	reset, err := mail.NewToken(ctx, then.st, models.Link{Purpose: models.LinkReset, AccountID: &w.carer.AccountID})
	w.must(err)
	if w.kindOf(register.ConfirmByLink(ctx, then.st, reset)) != models.NotFound {
		t.Error("a link of another purpose confirms")
	}
	if w.kindOf(register.ConfirmByLink(ctx, w.later(200+181).st, token)) != models.NotFound {
		t.Error("a link that ran out confirms")
	}
	id := w.count("select id from links where purpose = 'listing'")
	kinds := w.rivals(8, "links", int64(id), func() error { return register.ConfirmByLink(ctx, then.st, token) })
	if kinds[0] != 8 {
		t.Errorf("pressed eight times: %v", kinds)
	}
	if n := w.count("select count(*) from events where step = 'confirm_entry'"); n != 1 || confirmed() == "2026-11-09" {
		t.Errorf("confirmed %d times, on %s", n, confirmed())
	}
	if _, used, err := register.OpenConfirmation(ctx, then.st, token); err != nil || !used {
		t.Errorf("afterwards the page: %v %v", used, err)
	}
}
