package i18n

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"albo/models"
)

// root is the project's folder.
const root = "../.."

// calls are the ways in which code names a text by a whole key.
var calls = regexp.MustCompile(`(?:\.T|\.N|\bT|\bN|[sS]ay|Refuse|refuse|wrong|wrongFile)\((?:[A-Za-z.]+, )?"([a-z_0-9]+(?:\.[a-z_0-9]+)+)"[,)]`)

// said are the texts of pages, whole keys too.
var said = regexp.MustCompile(`\b(?:p|page|i18n)\.[TN]\((?:lang, |language, )?"([a-z_0-9.]*[a-z0-9])"[,)]`)

// titles are the pages' titles and other keys that are handed on as plain strings.
var titles = regexp.MustCompile(`(?:Page|Form)\(c, (?:[A-Za-z.]+, )?(?:"[a-z_]*", )?"([a-z_]+\.[a-z_.]*[a-z])"`)

// done are the notices shown after a redirect.
var done = regexp.MustCompile(`(?:h\.done\(c, |applicant\(h, c, |accredited\(h, c, |h\.giveUp\(c, |admission\(h, c, "[a-z_]+", )(?:[^"\n]*"[^"\n]*"[^"\n]*, )??"([a-z_]+)"[,)]`)

func TestEveryKeyUsedInCodeIsSaid(t *testing.T) {
	missing := map[string]string{}
	walk(t, func(path, source string) {
		for _, m := range calls.FindAllStringSubmatch(source, -1) {
			if !Has(m[1]) {
				missing[m[1]] = path
			}
		}
		for _, m := range said.FindAllStringSubmatch(source, -1) {
			if !Has(m[1]) {
				missing[m[1]] = path
			}
		}
		for _, m := range titles.FindAllStringSubmatch(source, -1) {
			if !Has(m[1]) {
				missing[m[1]] = path
			}
		}
		for _, m := range done.FindAllStringSubmatch(source, -1) {
			if key := "notice." + m[1]; !Has(key) {
				missing[key] = path
			}
		}
	})
	for _, key := range families() {
		if !Has(key) {
			missing[key] = "a family"
		}
	}
	for _, key := range slices.Sorted(maps(missing)) {
		t.Errorf("nobody says %s (%s)", key, missing[key])
	}
}

// quoted is anything in code that may be a key, or a notice's name.
var quoted = regexp.MustCompile(`"([a-z_0-9A-Z.]+)"`)

func TestEveryTextIsUsed(t *testing.T) {
	used := map[string]bool{}
	walk(t, func(_, source string) {
		for _, m := range quoted.FindAllStringSubmatch(source, -1) {
			used[m[1]], used["notice."+m[1]] = true, true
		}
	})
	for _, key := range families() {
		used[key] = true
	}
	for key := range texts[Languages[0]] {
		if !used[key] {
			t.Errorf("nobody uses %s", key)
		}
	}
}

func maps(m map[string]string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func walk(t *testing.T, do func(path, source string)) {
	t.Helper()
	for _, room := range []string{"app", "models", "handlers", "templates", "seeds"} {
		err := filepath.WalkDir(filepath.Join(root, room), func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if d.IsDir() && (d.Name() == "node_modules" || d.Name() == "testdata" || d.Name() == "dist") {
				return fs.SkipDir
			}
			if !strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, ".templ") || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "_templ.go") {
				return nil
			}
			source, err := os.ReadFile(path)
			do(path, string(source))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// families are the keys that code puts together from a prefix and a value.
func families() (keys []string) {
	add := func(prefix string, values []string, suffixes ...string) {
		for _, v := range values {
			keys = append(keys, prefix+v)
			for _, s := range suffixes {
				keys = append(keys, prefix+v+s)
			}
		}
	}
	add("admission.state.", states(models.AdmissionMoves), ".carer")
	add("accreditation.state.", append(states(models.AccreditationMoves), string(models.AccreditationExpired)), ".carer", ".staff")
	add("roster_edition.state.", states(models.EditionMoves))
	add("search_words.step_", []string{"add", "remove"})
	add("certificate.state.", states(models.CertificateMoves))
	add("event.admission.", append(steps(models.AdmissionMoves), "attach", "detach", "confirm_training", "check", "declare_otherwise"))
	add("event.accreditation.", append(steps(models.AccreditationMoves), "attach", "detach", "answer_notice", "put_in_doubt", "uphold", "declare_otherwise", "found", "restore"))
	add("event.roster_check.", []string{"confirm_match", "reject_match", "reopen_match", "ask_person", "answer_question", "close_question"})
	add("event.person.", []string{"merge", "merge_away", "undo_merge", "tell_apart", "ask_again"})
	add("event.roster_edition.", append(steps(models.EditionMoves), "upload", "upload_correction", "recheck"))
	add("subject.", []string{"admission", "accreditation", "roster_edition", "certificate", "request"})
	add("request.state.", states(models.RequestMoves), ".family")
	add("event.request.", append(steps(models.RequestMoves), "receive", "answer", "forget", "erase"))
	add("mistake.", words(models.Mistakes))
	add("on_behalf.", []string{"self", "other"})
	for _, kind := range []models.RequestKind{models.RequestContact, models.RequestMistake} {
		add("detail.reason.", words(models.NotDoneReasons[kind]))
		add("requests.", []string{"kind_" + string(kind), "one_" + string(kind), "finish_" + string(kind)})
	}
	add("event.register_edition.", []string{"publish", "erase", "take_down"})
	add("event.accreditation.", []string{"withhold", "name_again"})
	add("register.field.", words(models.RegisterFields))
	add("register.change.", []string{"added", "changed", "removed"})
	add("register.", []string{"from", "to"})
	add("register.fault.", []string{
		"gap", "unrecorded", "hash", "record", "replaced", "unreadable", "chain", "column", "emptied", "root",
		"entry", "entry_hash", "entry_missing", "entry_extra", "entry_unreadable", "entry_moved", "entry_index",
	})
	add("register.record.", []string{
		"act_date", "act_kind", "act_number", "added", "body", "body_name", "changed", "effective_on", "ends_on", "entries", "fields", "fields_article", "language",
		"number", "previous", "protocol", "published_at", "removed", "root", "signatory", "signatory_role",
	})
	add("standing.", words(models.Standings), ".text")
	add("result.", words(models.CheckResults))
	add("basis.", []string{"tax_code", "name_birth_date", "weak"})
	add("decision.", []string{"same_person", "not_same_person"})
	add("level.", []string{"equal", "variant", "near", "partial", "different", "missing"})
	add("reason.", []string{"first_link", "several", "not_enough", "before", "code_differs", "names_differ", "short_form", "no_birth_date", "birth_differs", "against"})
	add("match.", []string{"both_missing", "not_declared", "not_listed", "name_order", "name_swapped", "identical", "same_letters", "more_names", "same_name", "short_form", "one_slip", "different", "check_character", "omocodia", "listed_code_wrong", "date_swapped", "date_near", "more_words", "same_number",
		"alike", "code_slip", "not_comparable", "date_from_code", "date_unknown_day", "date_alike", "married_name"})
	add("doubt.", []string{"gone", "suspended", "revoked", "ambiguous", "hide_at_once", "hide_after_days", "hide_on_confirmation"})
	add("line.status.", []string{"valid", "suspended", "revoked"})
	add("change.", words(models.LineChanges))
	add("confidence.", []string{"certain", "probable", "none", "chosen"})
	add("road.", []string{"trained", "listed"}, ".hint")
	add("refusal.", words(models.RefusalReasons))
	add("admission.no_evidence_", []string{"trained", "listed"})
	add("category.", models.ServiceCategories())
	add("grounds.", words(models.GroundsOffered))
	add("accreditation.source.", []string{"recognised", "applied"})
	add("country.", []string{"IT", "ES", "GR"})
	add("association.register_", []string{"IT", "ES", "GR"})
	add("language.", Languages)
	add("role.", words(models.RoleKinds))
	add("rule.", words(slices.Concat(models.AssociationRules, models.BodyRules, models.PlatformRules)))
	add("union.function.", words(models.UnionFunctions))
	add("union.relation.", words(models.UnionRelations))
	add("gone_rule.", words(models.GoneRules), ".hint")
	add("document.kind.", words(models.DocumentKinds))
	add("consent.", words(models.ConsentItems), ".hint")
	add("roster.field.", words(models.RosterFields))
	add("roster.field.", []string{"ignored"})
	add("roster.show.", append(words(models.LineChanges), "all", "bad", "changes", "likely"))
	add("recheck.outcome.", words(models.RecheckOutcomes))
	add("forecast.public.", words(models.GoneRules))
	add("source.kind.", words(models.SourceKinds), ".hint")
	add("source.schedule.", words(models.FetchSchedules))
	add("source.outcome.", append(words(models.FetchOutcomes), "waiting"))
	add("changes.download.", []string{"csv", "xlsx"})
	add("mend.download.", []string{"csv", "xlsx"})
	add("step.", []string{"take_up", "grant", "request_completion", "give_notice", "refuse", "uphold", "suspend", "reinstate", "revoke", "lapse"}, ".hint")
	for _, s := range []string{"request_completion", "give_notice", "refuse", "uphold", "suspend", "reinstate", "revoke", "lapse"} {
		keys = append(keys, "step."+s+".text")
	}
	for _, s := range []string{"take_up", "grant", "request_completion", "give_notice", "refuse", "uphold", "suspend", "reinstate", "revoke", "lapse"} {
		keys = append(keys, "notice.accreditation_"+s)
	}
	add("step.", []string{"act_kind", "act_number", "act_date", "protocol", "valid_until"})
	add("week.", []string{"day1", "day2", "day3", "day4", "day5", "day6", "day7"})
	add("week.", models.DayParts)
	add("association_work.", []string{"to_decide", "overdue", "waiting", "appeals", "members"})
	add("body_work.", []string{"open", "to_verify", "granted"})
	add("review.", []string{"to_verify", "matching"})
	add("roster.", []string{"total", "new", "back", "changed", "gone", "bad_cells"})
	add("delimiter.", []string{"semicolon", "comma", "tab", "bar"})
	add("book.kind.", []string{"admission"})
	add("body.kind.", []string{"municipality", "union"})
	add("demo.role.", []string{"carer", "association_admin", "body_officer", "platform_admin"})
	add("password.title_", []string{"confirm", "reset", "invite"})
	add("nav.", []string{
		"carers", "associations", "verify", "how_it_works", "me", "my_data", "my_listing", "my_certificates", "association", "admissions", "members", "book",
		"association_settings", "association_people", "body", "rosters", "accreditations", "body_settings", "body_people", "admin", "feedback", "mailbox", "matches", "duplicates", "search_words", "requests", "platform_rules",
		"registers", "body_register",
	})
	add("me.step.", []string{"data", "join", "accredit", "list", "done", "todo"})
	for _, point := range []string{"accredited", "consent", "free", "verify", "join"} {
		keys = append(keys, "front."+point+".title", "front."+point+".text")
	}
	for _, mood := range []string{"negative", "positive"} {
		add("feedback."+mood+".", []string{"question", "answer1", "answer2", "answer3", "answer4", "answer5"})
	}
	add("invalid.", []string{"required", "max", "min", "max_choices", "max_number", "min_number", "email", "oneof", "phone", "http_url", "brand", "slug", "date", "number", "future"})
	add("api.operation.", []string{
		"about", "services", "service", "organizations", "organization", "taxonomies", "taxonomy", "taxonomy_terms", "taxonomy_term", "service_at_locations", "service_at_location",
		"verification", "municipalities", "openapi", "catalogue_ttl", "catalogue_jsonld", "totals", "register_file",
	}, ".text")
	add("api.parameter.", []string{
		"id", "code", "lang", "page", "per_page", "search", "text", "q", "taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after", "modified_before", "day",
		"minimal", "full", "full_service", "format", "parent_id", "top_only", "postcode", "proximity", "dataset", "body", "file",
	})
	add("api.status.", []string{"200", "400", "404", "429"})
	add("api.kind.", []string{"string", "integer", "boolean", "uuid", "date_time", "enum"})
	add("api.wrong.", []string{"integer", "boolean", "uuid", "date_time", "enum", "length", "day", "per_page", "proximity"})
	add("api.", []string{"document_title", "lead", "terms_text", "licence"})
	add("hsds.taxonomy.", []string{"services", "arrangements"}, ".text")
	add("opendata.", []string{"carers-by-municipality", "services-by-municipality", "languages-by-municipality"}, ".text")
	add("spoken.", []string{"ise", "ssp", "gss"})
	for _, reason := range words(models.RefusalReasons) {
		keys = append(keys, "detail.reason."+reason)
	}
	for _, reason := range []string{"gone", "suspended", "revoked", "ambiguous"} {
		keys = append(keys, "detail.reason."+reason)
	}
	for _, kind := range words(models.DocumentKinds) {
		keys = append(keys, "detail.document."+kind)
	}
	for _, page := range []string{"how_it_works", "faq", "privacy", "legal_notes", "accessibility"} {
		keys = append(keys, "text."+page+".title", "text."+page+".lead")
		for n := 1; n == 1 || Has(fmt.Sprintf("text.%s.section%d.title", page, n)); n++ {
			add(fmt.Sprintf("text.%s.section%d.", page, n), []string{"title", "text"})
		}
	}
	for kind, link := range mails {
		keys = append(keys, "mail."+kind+".subject", "mail."+kind+".body")
		if link {
			keys = append(keys, "mail."+kind+".link")
		}
	}
	return keys
}

// mails are the kinds of mail, and whether each has a link.
var mails = map[string]bool{
	"account_confirm": true, "account_exists": true, "account_reset": true, "account_password_changed": false, "invitation": true,
	"admission_received": true, "admission_submitted": true, "admission_completed": true, "admission_withdrawn": true, "admission_appealed": true,
	"admission_completion": true, "admission_admitted": true, "admission_refused": true,
	"accreditation_received": true, "accreditation_completed": true, "accreditation_answered": true, "accreditation_withdrawn": true, "accreditation_renounced": true, "accreditation_completion": true,
	"accreditation_notice": true, "accreditation_granted": true, "accreditation_refused": true, "accreditation_suspended": true,
	"accreditation_reinstated": true, "accreditation_revoked": true, "accreditation_lapsed": true, "accreditation_upheld": true,
	"accreditation_doubt": true, "member_doubt": true, "recheck_done": true, "recheck_members": true, "roster_fetched": true, "roster_fetch_failed": true, "certificate_issued": true, "identity_question": true, "records_merged": true,
	"request_waits": true, "request_still_waits": true, "request_withdrawn": true, "request_received": true, "request_answered": true, "request_done": true,
	"request_not_done": true, "request_for_you": true, "listing_stale": true, "listing_leaving": true, "listing_hidden": true,
}

func states[S ~string](m models.Moves[S]) (list []string) {
	for s := range m.States() {
		list = append(list, string(s))
	}
	return list
}

func steps[S ~string](m models.Moves[S]) (list []string) {
	for step := range m {
		list = append(list, step)
	}
	return list
}

func words[S ~string](values []S) (list []string) {
	for _, v := range values {
		list = append(list, string(v))
	}
	return list
}
