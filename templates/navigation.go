package templates

// item is one entry of the navigation: its name (text nav.<name>) and path.
type item struct{ name, path string }

// waiting is how many cases wait behind an entry, which stands beside its name.
func (p *Page) waiting(i item) int {
	switch i.name {
	case "admissions", "accreditations":
		return p.Waiting
	case "matches":
		return p.Matches
	case "requests":
		return p.Requests
	}
	return 0
}

var navigations = map[Area][]item{
	AreaPublic: {{"carers", "/carers"}, {"associations", "/associations"}, {"registers", "/registers"}, {"verify", "/verify"}, {"how_it_works", "/how-it-works"}},
	AreaCarer:  {{"me", "/me"}, {"my_data", "/me/data"}, {"my_listing", "/me/listing"}, {"my_certificates", "/me/certificates"}},
	AreaAssociation: {
		{"association", "/association"}, {"requests", "/association/requests"}, {"admissions", "/association/admissions"}, {"matches", "/association/matches"}, {"members", "/association/members"},
		{"book", "/association/book"}, {"association_settings", "/association/settings"}, {"association_people", "/association/people"},
	},
	AreaBody: {
		{"body", "/body"}, {"rosters", "/body/rosters"}, {"accreditations", "/body/accreditations"}, {"matches", "/body/matches"}, {"requests", "/body/requests"},
		{"body_register", "/body/register"}, {"body_settings", "/body/settings"}, {"body_people", "/body/people"},
	},
	AreaAdmin: {{"admin", "/admin"}, {"duplicates", "/admin/duplicates"}, {"search_words", "/admin/search-words"}, {"platform_rules", "/admin/rules"}, {"feedback", "/admin/feedback"}, {"mailbox", "/admin/mail"}},
}

// navigation is what the header offers: the work of the area, or the public pages.
func (p *Page) navigation() []item {
	if items, ok := navigations[p.Area]; ok {
		return items
	}
	return navigations[AreaPublic]
}

func (p *Page) brandName() string {
	if p.Brand.Name != "" {
		return p.Brand.Name
	}
	return p.T("site.name")
}

func (p *Page) brandTagline() string {
	if p.Brand.Tagline != "" {
		return p.Brand.Tagline
	}
	return p.T("site.tagline")
}
