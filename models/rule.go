package models

import "maps"

// RuleKey names a number that the law leaves to an association's statute or to a body's own rules.
type RuleKey string

const (
	RuleDecisionDays      RuleKey = "decision_days"         // to decide on an application for membership and tell
	RuleAppealDays        RuleKey = "appeal_days"           // to bring a refusal before the assembly
	RuleCompletionDays    RuleKey = "completion_days"       // for the applicant to send what is missing
	RuleMinimumMembers    RuleKey = "minimum_members"       // below which the association may be struck off
	RuleVotingAfterMonths RuleKey = "voting_after_months"   // in the members' book before one may vote
	RuleProcedureDays     RuleKey = "procedure_days"        // for a body to decide on an accreditation
	RuleNoticeDays        RuleKey = "notice_days"           // to answer the notice before a refusal
	RuleStaleMonths       RuleKey = "stale_months"          // without a carer's confirmation until an entry is marked; 0: never
	RuleHideMonths        RuleKey = "hide_months"           // without one until it leaves the public list; 0: never
	RuleRequestReminder   RuleKey = "request_reminder_days" // of silence until whoever is to answer a family is reminded; 0: never
	RuleRequestKeep       RuleKey = "request_keep_months"   // until what a family said is erased
	RulePublicationDays   RuleKey = "publication_days"      // for which an edition of the register names people; 0: no term
)

// AssociationRules, BodyRules and PlatformRules list the keys that an association, a body or the installation can set, in the
// order shown.
var (
	AssociationRules = []RuleKey{RuleDecisionDays, RuleAppealDays, RuleCompletionDays, RuleMinimumMembers, RuleVotingAfterMonths, RuleRequestReminder, RuleRequestKeep}
	BodyRules        = []RuleKey{RuleProcedureDays, RuleNoticeDays, RuleCompletionDays, RulePublicationDays, RuleStaleMonths, RuleHideMonths, RuleRequestReminder, RuleRequestKeep}
	PlatformRules    = []RuleKey{RuleStaleMonths, RuleHideMonths, RuleRequestReminder, RuleRequestKeep}
)

// Rule is one number that an association or a body fixed for itself, from a day on; one of neither is the installation's.
type Rule struct {
	ID            int64 `gorm:"primaryKey"`
	AssociationID *int64
	BodyID        *int64
	Key           RuleKey
	Value         int
	Article       string // of the statute or of the regulation
	Since         Date   `gorm:"type:date"`
}

// RuleInForce is a number that holds on a day, with its source: the article that fixes
// it, or the law where nothing else is fixed. An empty source is Albo's proposal: no law fixes it.
type RuleInForce struct {
	Value   int
	Source  string
	Statute bool  // the article is one of an association's statute; otherwise the source names itself
	Years   bool  // whole years, of 365 days in Value, counted from the next 1 January
	Next    *Rule // the next one already fixed, for a later day
}

// Rules is what holds on a day.
type Rules map[RuleKey]RuleInForce

// ruleDefaults gives per country what holds "unless the statute or the regulation provides otherwise".
var ruleDefaults = map[string]Rules{
	"IT": {
		RuleDecisionDays:      {Value: 60, Source: "D.Lgs. 117/2017, art. 23 c. 2"},
		RuleAppealDays:        {Value: 60, Source: "D.Lgs. 117/2017, art. 23 c. 3"},
		RuleCompletionDays:    {Value: 30},
		RuleMinimumMembers:    {Value: 7, Source: "D.Lgs. 117/2017, art. 35 c. 1"},
		RuleVotingAfterMonths: {Value: 3, Source: "D.Lgs. 117/2017, art. 24 c. 1"},
		RuleProcedureDays:     {Value: 30, Source: "L. 241/1990, art. 2 c. 2"},
		RuleNoticeDays:        {Value: 10, Source: "L. 241/1990, art. 10-bis"},
		RulePublicationDays:   {Value: 5 * 365, Source: "D.Lgs. 33/2013, art. 8 c. 3", Years: true},
	},
	"ES": {
		RuleDecisionDays:      {Value: 60},
		RuleAppealDays:        {Value: 40},
		RuleCompletionDays:    {Value: 30},
		RuleMinimumMembers:    {Value: 3, Source: "LO 1/2002, art. 5"},
		RuleVotingAfterMonths: {},
		RuleProcedureDays:     {Value: 90, Source: "Ley 39/2015, art. 21.3"},
		RuleNoticeDays:        {Value: 10, Source: "Ley 39/2015, art. 82.2"},
		RulePublicationDays:   {Value: 365},
	},
	"GR": {
		RuleDecisionDays:      {Value: 60},
		RuleAppealDays:        {Value: 60},
		RuleCompletionDays:    {Value: 30},
		RuleMinimumMembers:    {Value: 20, Source: "Αστικός Κώδικας, άρθρο 78"},
		RuleVotingAfterMonths: {},
		RuleProcedureDays:     {Value: 50, Source: "Ν. 2690/1999, άρθρο 4"},
		RuleNoticeDays:        {Value: 10},
		RulePublicationDays:   {Value: 365},
	},
}

// everywhere is what Albo proposes where no country's law says anything.
var everywhere = Rules{RuleRequestReminder: {Value: 3}, RuleRequestKeep: {Value: 12}}

// RulesOn works out what holds on a day: the newest of the own rules, in any order, over those of the installation, and these
// over the defaults of the country.
func RulesOn(country string, own []Rule, on Date) Rules {
	rules, newest := Rules{}, map[RuleKey]Rule{}
	maps.Copy(rules, everywhere)
	maps.Copy(rules, ruleDefaults[country])
	for _, r := range own {
		if r.Since.After(on) || newest[r.Key].over(r) {
			continue
		}
		newest[r.Key] = r
		rules[r.Key] = RuleInForce{Value: r.Value, Source: r.Article, Statute: r.AssociationID != nil}
	}
	for _, r := range own {
		held := rules[r.Key]
		if r.Since.After(on) && r.owned() >= newest[r.Key].owned() && (held.Next == nil || r.Since.Before(held.Next.Since)) {
			held.Next = &r
			rules[r.Key] = held
		}
	}
	return rules
}

// over tells whether a rule in force stays so beside another: an owner's own is over the installation's, then the newer one.
func (r Rule) over(other Rule) bool {
	if r.owned() != other.owned() {
		return r.owned() > other.owned()
	}
	return other.Since.Before(r.Since)
}

func (r Rule) owned() int {
	if r.AssociationID != nil || r.BodyID != nil {
		return 1
	}
	return 0
}

// Term is the last day of a term that a rule fixes, counted from a day.
func (r Rules) Term(key RuleKey, start Date, country string) Date {
	return Term(start, r[key].Value, country)
}

// PublicUntil is the last day on which what is published on a day may name people; the zero Date where there is no term.
func (r Rules) PublicUntil(published Date) Date {
	switch rule := r[RulePublicationDays]; {
	case rule.Value == 0:
		return Date{}
	case rule.Years:
		return NewDate(published.Year()+1+rule.Value/365, 1, 1).AddDays(-1)
	default:
		return published.AddDays(rule.Value)
	}
}
