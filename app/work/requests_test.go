package work_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"albo/app/association"
	"albo/app/body"
	"albo/app/i18n"
	"albo/app/mail"
	"albo/app/privacy"
	"albo/app/request"
	"albo/app/rule"
	"albo/app/work"
	"albo/models"
)

// words are what a family writes, each piece of it told apart from anything else in the registry.
var words = request.ContactInput{
	Reach: request.Reach{Name: "Zenobia Xilofono", Phone: "+39 347 8877665", Email: "zenobia@famiglie.example"}, OnBehalf: models.ForOther,
	Services: []string{"dementia_care", "no such service"}, Place: "Qualavia", Times: "martedirrequies", Words: "malinconia parkinsoniana", Consent: true,
}

// unsaid are the words that nobody but the desk and who wrote them may ever read.
var unsaid = []string{"Zenobia", "Xilofono", "8877665", "zenobia@", "Qualavia", "martedirrequies", "malinconia", "parkinsoniana"}

// guard is a form that was shown so long ago.
func (w *world) guard(ago time.Duration) request.Guard {
	w.t.Helper()
	stamp, err := request.Stamp(w.t.Context(), w.st.At(w.st.Now().Add(-ago)), slug)
	w.must(err)
	return request.Guard{Stamp: stamp}
}

func (w *world) askContact(in request.ContactInput) (token string, id int64) {
	w.t.Helper()
	in.Guard = w.guard(time.Minute)
	token, err := request.AskContact(w.t.Context(), w.st, slug, in, "it", origin)
	w.must(err)
	r, err := request.Follow(w.t.Context(), w.st, token)
	w.must(err)
	return token, r.ID
}

func (w *world) desk() request.Desk { return request.Desk{Association: w.association.ID} }

// From the family's form to the answer: whoever it concerns is told, and nobody else learns a word.
func TestARequestFromFormToAnswer(t *testing.T) {
	w := listed(t)
	ctx := t.Context()
	token, id := w.askContact(words)
	rows, n, err := request.List(ctx, w.st, w.admin, w.desk(), "new", "")
	w.must(err)
	if len(rows) != 1 || n.New != 1 || rows[0].GivenName != "Lucia" {
		t.Fatalf("the queue: %+v %+v", rows, n)
	}
	w.must(request.TakeUp(ctx, w.st, w.admin, w.desk(), id))
	f, err := request.Show(ctx, w.st, w.admin, w.desk(), id)
	w.must(err)
	if f.Name != words.Name || f.Words != words.Words || len(f.Services) != 1 || f.TakenBy != w.admin.Name || f.Slug != slug || f.EraseOn.String() != "2027-11-09" {
		t.Errorf("the request: %+v %+v", f.Request, f)
	}
	w.must(request.Answer(ctx, w.st, w.admin, w.desk(), id, request.AnswerInput{Text: "Vi chiamiamo domani."}))
	if w.kindOf(request.Answer(ctx, w.st, w.admin, w.desk(), id, request.AnswerInput{Text: "Vi chiamiamo domani."})) != models.Conflict {
		t.Error("the same answer went out twice")
	}
	seen, err := request.Follow(ctx, w.st, token)
	w.must(err)
	if seen.State != models.RequestTaken || len(seen.Given) != 1 || seen.DeskName != w.association.Name || seen.CarerName != "Lucia Bianchi" {
		t.Errorf("who asked sees %+v", seen)
	}
	w.must(request.Finish(ctx, w.st, w.admin, w.desk(), id))
	w.drain()
	for kind, want := range map[string]int{"request_received": 1, "request_waits": 1, "request_answered": 1, "request_done": 1, "request_for_you": 1} {
		if got := w.count("select count(*) from messages where kind = ? and sent_at is not null", kind); got != want {
			t.Errorf("%s was sent %d times", kind, got)
		}
	}
	if n := w.count("select count(*) from events where subject = 'request' and step in ('receive', 'take_up', 'answer', 'finish')"); n != 4 {
		t.Errorf("%d events", n)
	}
	byCode, _, err := request.List(ctx, w.st, w.admin, w.desk(), "new", " "+strings.ToLower(f.Code[:4])+"-"+f.Code[4:])
	w.must(err)
	if len(byCode) != 1 || byCode[0].ID != id {
		t.Errorf("found by its code: %+v", byCode)
	}
}

// What a family says stands on the desk and on its own page; in no mail, log, job, event, address or file, and the database
// holds no token.
func TestAFamilysWordsGoNowhere(t *testing.T) {
	w := listed(t)
	ctx := t.Context()
	var log bytes.Buffer
	previous := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	t.Cleanup(func() { slog.SetDefault(previous) })
	token, id := w.askContact(words)
	w.must(request.TakeUp(ctx, w.st, w.admin, w.desk(), id))
	w.must(request.TurnDown(ctx, w.st, w.admin, w.desk(), id, request.TurnDownInput{Reason: models.NotDoneNobodyFree}))
	w.drain()
	letters, err := mail.Box(w.st.Config.Mail(), 1000)
	w.must(err)
	found := 0
	for _, l := range letters {
		if strings.Contains(l.To, "zenobia@") {
			found++
			l.To = ""
		}
		clean(t, "a mail to "+l.To, l.To+l.Subject+l.Text)
	}
	if found != 2 {
		t.Errorf("who asked was written to %d times", found)
	}
	clean(t, "the log", log.String())
	for _, table := range []string{"events", "river_job", "links", "attempts", "request_answers", "roster_checks", "consents"} {
		clean(t, table, w.all(table, ""))
	}
	clean(t, "messages", strings.ReplaceAll(w.all("messages", ""), "zenobia@famiglie.example", ""))
	for _, table := range []string{"requests", "links", "messages", "river_job"} {
		if strings.Contains(w.all(table, ""), token) {
			t.Errorf("%s holds the token", table)
		}
	}
}

func clean(t *testing.T, where, text string) {
	t.Helper()
	for _, word := range unsaid {
		if strings.Contains(text, word) {
			t.Errorf("%s says %q", where, word)
		}
	}
}

// dump is a table as text.
func (w *world) all(table, where string) (text string) {
	w.t.Helper()
	w.must(w.st.Read(w.t.Context()).Raw("select coalesce(string_agg(to_jsonb(t)::text, '\n'), '') from " + table + " t " + where).Scan(&text).Error)
	return text
}

// On its day a request is emptied everywhere, mails and links included; the row is still counted, and nothing goes a day early.
func TestARequestIsErasedOnItsDay(t *testing.T) {
	w := listed(t)
	ctx := t.Context()
	token, id := w.askContact(words)
	w.must(request.TakeUp(ctx, w.st, w.admin, w.desk(), id))
	w.must(request.Answer(ctx, w.st, w.admin, w.desk(), id, request.AnswerInput{Text: "Vi chiamiamo domani."}))
	w.drain()
	var due models.Date
	w.must(w.st.Read(ctx).Raw("select erase_on from requests where id = ?", id).Row().Scan(&due))
	before, after := w.st.At(due.AddDays(-1).Begins("IT")), w.st.At(due.Begins("IT"))
	w.must(request.EraseDue(ctx, before))
	if f, err := request.Show(ctx, before, w.admin, w.desk(), id); err != nil || f.Name == "" {
		t.Fatalf("erased a day early: %v", err)
	}
	w.must(request.EraseDue(ctx, after))
	w.must(request.EraseDue(ctx, after))
	for _, table := range []string{"requests", "messages", "request_answers", "links", "events"} {
		clean(t, table, w.all(table, ""))
	}
	if row := w.all("requests", ""); strings.Contains(row, `"person_id": 1`) || !strings.Contains(row, `"code": ""`) {
		t.Errorf("what stays tells about whom: %s", row)
	}
	if n := w.count("select count(*) from requests where state = 'in_progress' and erased_at is not null"); n != 1 {
		t.Errorf("%d requests are still counted", n)
	}
	if _, err := request.Follow(ctx, after, token); w.kindOf(err) != models.NotFound {
		t.Errorf("the private link still opens: %v", err)
	}
	if _, err := request.Show(ctx, after, w.admin, w.desk(), id); w.kindOf(err) != models.NotFound {
		t.Errorf("the desk still opens it: %v", err)
	}
	if n := w.count("select count(*) from events where subject = 'request' and step = 'erase'"); n != 1 {
		t.Errorf("erased %d times", n)
	}
	w.must(w.st.Drain(ctx, work.Workers(after)))
}

// Whoever holds the private link withdraws; an altered one opens nothing, and one of another kind neither.
func TestPrivateLinks(t *testing.T) {
	w := listed(t)
	ctx := t.Context()
	token, id := w.askContact(words)
	reset, err := mail.NewToken(ctx, w.st, models.Link{Purpose: models.LinkReset, AccountID: &w.carer.AccountID})
	w.must(err)
	for name, wrong := range map[string]string{"altered": token[:len(token)-1] + "A", "empty": "", "of another purpose": reset, "quoted": token + "'"} {
		if _, err := request.Follow(ctx, w.st, wrong); wrong != token && w.kindOf(err) != models.NotFound {
			t.Errorf("%s opens the request: %v", name, err)
		}
		if err := request.Withdraw(ctx, w.st, wrong); wrong != token && w.kindOf(err) != models.NotFound {
			t.Errorf("%s withdraws it: %v", name, err)
		}
	}
	if n := w.count("select count(*) from links where used_at is null and purpose = 'reset'"); n != 1 {
		t.Error("a link into an account was spent")
	}
	w.must(request.Withdraw(ctx, w.st, token))
	if w.kindOf(request.Withdraw(ctx, w.st, token)) != models.Conflict {
		t.Error("withdrawn twice")
	}
	w.drain()
	clean(t, "requests", w.all("requests", ""))
	clean(t, "messages", w.all("messages", ""))
	if _, n, err := request.List(ctx, w.st, w.admin, w.desk(), "closed", ""); err != nil || n.Closed != 1 || n.New != 0 {
		t.Errorf("the desk: %+v %v", n, err)
	}
	if w.kindOf(request.TakeUp(ctx, w.st, w.admin, w.desk(), id)) != models.Conflict {
		t.Error("taken up after it was withdrawn")
	}
	if n := w.count("select count(*) from messages where kind = 'request_withdrawn'"); n != 1 {
		t.Errorf("the desk was told %d times", n)
	}
}

// Another association's admin, the body's officer, the carer and the public find nothing of the desk's, whatever the desk they name.
func TestOnlyTheDeskFindsARequest(t *testing.T) {
	w := listed(t)
	ctx := t.Context()
	_, id := w.askContact(words)
	other, err := association.Create(ctx, w.st, platform, association.CreateInput{Input: association.Input{Name: "Altra APS", Municipality: "Poppi", Colour: "#7a1f3d", Language: "it"}, Country: "IT"})
	w.must(err)
	stranger := w.member("altra@example.org", models.AssociationAdmin, &other.ID, nil)
	for name, by := range map[string]models.Actor{"another association's admin": stranger, "the body's officer": w.officer, "the carer": w.carer, "the public": {}, "the platform": platform} {
		for _, desk := range []request.Desk{w.desk(), {Association: other.ID}, {Body: w.body.ID}, {}} {
			for step, err := range map[string]error{
				"reads":      errorOf(request.Show(ctx, w.st, by, desk, id)),
				"takes up":   request.TakeUp(ctx, w.st, by, desk, id),
				"puts back":  request.PutBack(ctx, w.st, by, desk, id),
				"answers":    request.Answer(ctx, w.st, by, desk, id, request.AnswerInput{Text: "x"}),
				"finishes":   request.Finish(ctx, w.st, by, desk, id),
				"turns down": request.TurnDown(ctx, w.st, by, desk, id, request.TurnDownInput{Reason: models.NotDoneNotOurs}),
				"reopens":    request.Reopen(ctx, w.st, by, desk, id),
			} {
				if w.kindOf(err) != models.NotFound {
					t.Errorf("%s %s it at %+v: %v", name, step, desk, err)
				}
			}
			if rows, n, err := request.List(ctx, w.st, by, desk, "new", ""); err != nil || len(rows) > 0 || n.New > 0 {
				t.Errorf("%s lists it at %+v: %v %v", name, desk, rows, err)
			}
		}
	}
}

func errorOf[T any](_ T, err error) error { return err }

func TestEightAdminsTakeUpAtOnce(t *testing.T) {
	w := listed(t)
	_, id := w.askContact(words)
	kinds := w.rivals(8, "requests", id, func() error { return request.TakeUp(t.Context(), w.st, w.admin, w.desk(), id) })
	if kinds[0] != 1 || kinds[models.Conflict] != 7 {
		t.Errorf("outcomes: %v", kinds)
	}
	if n := w.count("select count(*) from events where step = 'take_up' and subject = 'request'"); n != 1 {
		t.Errorf("taken up %d times", n)
	}
}

// An answer and a withdrawal at the same moment: whichever comes second sees the first, and nothing said is left.
func TestWithdrawnWhileItIsAnswered(t *testing.T) {
	w := listed(t)
	ctx := t.Context()
	token, id := w.askContact(words)
	w.must(request.TakeUp(ctx, w.st, w.admin, w.desk(), id))
	turn := make(chan int, 8)
	for i := range 8 {
		turn <- i
	}
	kinds := w.rivals(8, "requests", id, func() error {
		if <-turn == 0 {
			return request.Withdraw(ctx, w.st, token)
		}
		return request.Answer(ctx, w.st, w.admin, w.desk(), id, request.AnswerInput{Text: "Eccoci."})
	})
	if kinds[0]+kinds[models.Conflict] != 8 || kinds[0] > 2 {
		t.Errorf("outcomes: %v", kinds)
	}
	if n := w.count("select count(*) from requests where state = 'withdrawn' and name = ''"); n != 1 {
		t.Error("not withdrawn")
	}
	if n := w.count("select count(*) from request_answers"); n != 0 {
		t.Errorf("%d answers are left", n)
	}
}

// Nobody is asked to prove they are human, but machines are refused, with a sentence; and one form is one request.
func TestMachinesAreRefused(t *testing.T) {
	w := listed(t)
	ctx := t.Context()
	ask := func(change func(*request.ContactInput)) error {
		in := words
		in.Guard = w.guard(time.Minute)
		change(&in)
		_, err := request.AskContact(ctx, w.st, slug, in, "it", origin)
		return err
	}
	foreign, err := request.Stamp(ctx, w.st.At(w.st.Now().Add(-time.Minute)), "somebody-else")
	w.must(err)
	for name, change := range map[string]func(*request.ContactInput){
		"a trap filled in":       func(in *request.ContactInput) { in.Website = "https://x.example" },
		"no stamp":               func(in *request.ContactInput) { in.Stamp = "" },
		"an altered stamp":       func(in *request.ContactInput) { in.Stamp = "B" + in.Stamp[1:] },
		"not a stamp":            func(in *request.ContactInput) { in.Stamp = "not a stamp" },
		"a stamp about another":  func(in *request.ContactInput) { in.Stamp = foreign },
		"too quick":              func(in *request.ContactInput) { in.Guard = w.guard(2 * time.Second) },
		"of tomorrow":            func(in *request.ContactInput) { in.Guard = w.guard(-time.Hour) },
		"too old":                func(in *request.ContactInput) { in.Guard = w.guard(25 * time.Hour) },
		"without consent":        func(in *request.ContactInput) { in.Consent = false },
		"no way to be answered":  func(in *request.ContactInput) { in.Phone, in.Email = "", "" },
		"too long":               func(in *request.ContactInput) { in.Words = strings.Repeat("x", 1001) },
		"for nobody":             func(in *request.ContactInput) { in.OnBehalf = "" },
		"a day that has gone by": func(in *request.ContactInput) { in.StartsOn = w.st.Today("IT").AddDays(-1) },
	} {
		err := ask(change)
		if w.kindOf(err) != models.Invalid {
			t.Errorf("%s: %v", name, err)
		}
		var refusal *models.Error
		if asRefusal(err, &refusal) && !i18n.Has(refusal.First().Key) {
			t.Errorf("%s is refused without a sentence: %+v", name, refusal)
		}
	}
	if n := w.count("select count(*) from requests"); n != 0 {
		t.Fatalf("%d requests were kept", n)
	}
	in := words
	in.Guard = w.guard(time.Minute)
	first, err := request.AskContact(ctx, w.st, slug, in, "it", origin)
	w.must(err)
	second, err := request.AskContact(ctx, w.st, slug, in, "it", origin)
	w.must(err)
	if n := w.count("select count(*) from requests"); n != 1 || first == second {
		t.Errorf("one form sent twice is %d requests", n)
	}
	for _, token := range []string{first, second} {
		if _, err := request.Follow(ctx, w.st, token); err != nil {
			t.Errorf("its link: %v", err)
		}
	}
	in.Words = "altre parole"
	if _, err := request.AskContact(ctx, w.st, slug, in, "it", origin); w.kindOf(err) != models.Invalid {
		t.Errorf("other words in a form that was sent are lost: %v", err)
	}
	refused := false
	for range 10 {
		refused = refused || w.kindOf(ask(func(*request.ContactInput) {})) == models.TooMany
	}
	if n := w.count("select count(*) from requests"); !refused || n != 6 {
		t.Errorf("one network sent %d", n)
	}
	_, err = request.AskContact(ctx, w.st, slug, func() request.ContactInput { in := words; in.Guard, in.Email = w.guard(time.Minute), ""; return in }(), "it", netip.MustParseAddr("2001:db8::1"))
	w.must(err)
}

func asRefusal(err error, refusal **models.Error) bool {
	r, ok := err.(*models.Error)
	*refusal = r
	return ok
}

// A form sent eight times at once is one request.
func TestOneFormSentAtOnceIsOneRequest(t *testing.T) {
	w := listed(t)
	in := words
	in.Guard = w.guard(time.Minute)
	in.Email = ""
	kinds := w.rivals(5, "people", w.carer.PersonID, func() error {
		_, err := request.AskContact(t.Context(), w.st, slug, in, "it", origin)
		return err
	})
	if n := w.count("select count(*) from requests"); n != 1 || kinds[0] != 5 {
		t.Errorf("%d requests, outcomes %v", n, kinds)
	}
}

// A mistake goes to whoever can mend it.
func TestAMistakeGoesToWhoCanMendIt(t *testing.T) {
	w := listed(t)
	ctx := t.Context()
	for mistake, desk := range map[models.Mistake]request.Desk{models.MistakeContacts: w.desk(), models.MistakeAccreditation: {Body: w.body.ID}} {
		_, err := request.Report(ctx, w.st, slug, request.MistakeInput{Guard: w.guard(time.Minute), Mistake: mistake, Words: "Il numero è di un altro."}, "it", origin)
		w.must(err)
		by := w.admin
		if desk.Body != 0 {
			by = w.officer
		}
		rows, n, err := request.List(ctx, w.st, by, desk, "new", "")
		w.must(err)
		if len(rows) != 1 || n.New != 1 || rows[0].Mistake != mistake || rows[0].Kind != models.RequestMistake {
			t.Errorf("%s: %+v", mistake, rows)
		}
	}
	if n := w.count("select count(*) from messages where kind = 'request_for_you'"); n != 0 {
		t.Error("the carer was told of what is said about her page")
	}
	if w.kindOf(errorOf(request.Report(ctx, w.st, slug, request.MistakeInput{Guard: w.guard(time.Minute), Mistake: models.MistakeOther}, "it", origin))) != models.Invalid {
		t.Error("a report without words")
	}
}

// The carer sees what is needed as long as she consents, and never who asks.
func TestTheCarerSeesWhatConcernsHer(t *testing.T) {
	w := listed(t)
	ctx := t.Context()
	in := words
	in.Place, in.Times = "Poppi", "al mattino"
	w.askContact(in)
	mine, wants, err := request.OfCarer(ctx, w.st, w.carer)
	w.must(err)
	said, err := json.Marshal(mine)
	w.must(err)
	if !wants || len(mine) != 1 || mine[0].Place != "Poppi" || mine[0].DeskName != w.association.Name {
		t.Errorf("she sees %s", said)
	}
	clean(t, "her page", string(said))
	w.must(privacy.SetConsents(ctx, w.st, w.carer, []models.ConsentItem{models.ConsentListing}, "it"))
	if mine, wants, err := request.OfCarer(ctx, w.st, w.carer); err != nil || wants || len(mine) != 0 {
		t.Errorf("without consent she sees %+v", mine)
	}
	w.askContact(in)
	if n := w.count("select count(*) from messages where kind = 'request_for_you'"); n != 1 {
		t.Errorf("told %d times", n)
	}
}

// A desk that lets a family wait is reminded after as many days as its rule says, once for each such time.
func TestTheDeskIsReminded(t *testing.T) {
	w := listed(t)
	ctx := t.Context()
	_, id := w.askContact(words)
	reminders := func(days int) int {
		t.Helper()
		w.must(request.RemindDue(ctx, w.st.At(w.st.Now().AddDate(0, 0, days))))
		return w.count("select count(*) from messages where kind = 'request_still_waits'")
	}
	for _, c := range []struct{ day, want int }{{2, 0}, {3, 1}, {3, 1}, {5, 1}, {6, 2}} {
		if got := reminders(c.day); got != c.want {
			t.Errorf("after %d days %d reminders, want %d", c.day, got, c.want)
		}
	}
	w.must(request.TakeUp(ctx, w.st.At(w.st.Now().AddDate(0, 0, 7)), w.admin, w.desk(), id))
	if got := reminders(9); got != 2 {
		t.Errorf("reminded of what was just taken up: %d", got)
	}
	w.must(association.SetRule(ctx, w.st, w.admin, w.association.ID, rule.Input{Key: models.RuleRequestReminder, Value: 0, Article: "art. 1", Since: w.st.Today("IT")}))
	if got := reminders(40); got != 2 {
		t.Errorf("reminded although the association wants none: %d", got)
	}
}

// How long what a family wrote is kept is the rule of whoever answers.
func TestWhoAnswersSaysHowLongItIsKept(t *testing.T) {
	w := listed(t)
	ctx := t.Context()
	today := w.st.Today("IT")
	w.must(association.SetRule(ctx, w.st, w.admin, w.association.ID, rule.Input{Key: models.RuleRequestKeep, Value: 2, Article: "art. 1", Since: today}))
	w.must(body.SetRule(ctx, w.st, w.officer, w.body.ID, rule.Input{Key: models.RuleRequestKeep, Value: 5, Article: "art. 2", Since: today}))
	w.askContact(words)
	_, err := request.Report(ctx, w.st, slug, request.MistakeInput{Guard: w.guard(time.Minute), Mistake: models.MistakeAccreditation, Words: "x"}, "it", origin)
	w.must(err)
	for kind, months := range map[string]int{"contact": 2, "mistake": 5} {
		if n := w.count("select count(*) from requests where kind = ? and erase_on = ?", kind, today.AddMonths(months)); n != 1 {
			t.Errorf("%s is not kept for %d months", kind, months)
		}
	}
}

// Nothing of a request is written to a file but the mails that were meant to be sent.
func TestNoFileHoldsAFamilysWords(t *testing.T) {
	w := listed(t)
	in := words
	in.Email = ""
	w.askContact(in)
	w.drain()
	w.must(filepath.WalkDir(w.st.Config.Data, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		clean(t, path, string(content))
		return err
	}))
}
