package hsds

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"albo/app/association"
	"albo/app/i18n"
	"albo/app/store"
	"albo/models"
)

// OrganizationQuery is which associations are asked for, and whether with all that they have and with their services.
type OrganizationQuery struct {
	Paging
	Search            string
	Full, FullService bool
}

// Organizations lists the associations by country and name. There are few; their services are named only of one by itself.
func Organizations(ctx context.Context, st *store.Store, q OrganizationQuery) (*Page[Organization], error) {
	list, err := association.List(ctx, st)
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(a models.Association) bool { return !says(q.Search, a.Name, a.About, a.Territory.Name) })
	page := cut(q.Paging, list)
	shaped := make([]Organization, 0, len(page.Contents))
	for i := range page.Contents {
		o := organization(q.Paging, &page.Contents[i])
		if q.Full {
			fillOrganization(q.Paging, o, &page.Contents[i])
		}
		shaped = append(shaped, *o)
	}
	return paged(q.Paging, len(list), shaped), nil
}

// OrganizationByID is one association with all that it has. Its services are named, the first MostServices of them; with
// FullService they are whole, the first MostPerPage of them.
func OrganizationByID(ctx context.Context, st *store.Store, q OrganizationQuery, id string) (*Organization, error) {
	a, err := association.ByPublicID(ctx, st, id)
	if err != nil {
		return nil, err
	}
	o := organization(q.Paging, a)
	fillOrganization(q.Paging, o, a)
	services := ServiceQuery{Paging: Paging{Page: 1, PerPage: MostServices, Lang: q.Lang, BaseURL: q.BaseURL}, Organization: id, Minimal: !q.FullService, Full: q.FullService}
	if q.FullService {
		services.PerPage = MostPerPage
	}
	page, err := Services(ctx, st, services)
	if err != nil {
		return nil, err
	}
	o.Services = page.Contents
	for i := range o.Services {
		o.Services[i].Organization = nil // the one they stand in
	}
	return o, nil
}

func organizationsOf(ctx context.Context, st *store.Store, p Paging, ids []int64) (map[int64]*Organization, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var list []models.Association
	err := st.Read(ctx).Raw("select a.* from associations a where a.id in ?", ids).Scan(&list).Error
	byID := map[int64]*Organization{}
	for i := range list {
		byID[list[i].ID] = organization(p, &list[i])
	}
	return byID, err
}

// organization says an association in the words of its own public page.
func organization(p Paging, a *models.Association) *Organization {
	o := &Organization{
		ID: a.PublicID, Name: a.Name, Description: a.About, Email: address(a.Email), Website: link(a.Website), URI: p.BaseURL + "/" + p.Lang + "/associations/" + a.Slug,
	}
	if o.Description == "" {
		o.Description = i18n.T(p.Lang, "hsds.organization.text", "name", a.Name)
	}
	if a.LogoKey != "" {
		o.Logo = p.BaseURL + "/logos/" + a.LogoKey
	}
	return o
}

func fillOrganization(p Paging, o *Organization, a *models.Association) {
	id := uuid.MustParse(a.PublicID)
	if a.Phone != "" {
		o.Phones = []Phone{{ID: named(id, "phone"), Number: a.Phone, Type: "voice", Description: a.OpeningHours}}
	}
	t := a.Territory
	o.Locations = []Location{*place{t.ID, t.Country, t.Code, t.Name, t.Latitude, t.Longitude}.location()}
	for _, number := range []struct{ name, kind, value string }{
		{"tax_code", i18n.T(p.Lang, "association.tax_code"), a.TaxCode},
		{"register", i18n.T(p.Lang, "hsds.register"), a.RegisterNumber},
	} {
		if number.value != "" {
			o.OrganizationIdentifiers = append(o.OrganizationIdentifiers, OrganizationIdentifier{ID: named(id, "identifier/"+number.name), IdentifierType: number.kind, Identifier: number.value})
		}
	}
}
