// Package hsds is the public list as Open Referral HSDS 3.0 says it, readable as its UK profile: a listed carer is a service
// of the association, each municipality covered one of its locations. It shows what the carer's public page shows, no more.
package hsds

import (
	"time"

	"github.com/google/uuid"
)

const (
	// Version is the standard, in the profile that the answers can be read as.
	Version = "HSDS-UK-3.0"
	// Profile is where that profile is described.
	Profile = "https://github.com/OpenReferralUK/uk-profile/blob/main/docs/index.md"
	// MostPerPage and MostMinimal bound a page; MostServices the services named within one organization.
	MostPerPage, MostMinimal, MostServices = 100, 1000, 1000
)

// About is what an interface says of itself.
type About struct {
	Version    string `json:"version"`
	Profile    string `json:"profile" format:"uri"`
	OpenAPIURL string `json:"openapi_url" format:"uri"`
}

// Paging is the page asked for, the first being 1, the language of what Albo says, and the address of its site.
type Paging struct {
	Page, PerPage int
	Lang          string
	BaseURL       string
}

func (p Paging) offset() int { return (p.Page - 1) * p.PerPage }

// Page is a page of a list; Contents is never null.
type Page[T any] struct {
	TotalItems int  `json:"total_items"`
	TotalPages int  `json:"total_pages"`
	PageNumber int  `json:"page_number"`
	Size       int  `json:"size"`
	FirstPage  bool `json:"first_page"`
	LastPage   bool `json:"last_page"`
	Empty      bool `json:"empty"`
	Contents   []T  `json:"contents"`
}

func paged[T any](p Paging, total int, contents []T) *Page[T] {
	pages := max((total+p.PerPage-1)/p.PerPage, 1)
	if contents == nil {
		contents = []T{}
	}
	return &Page[T]{
		TotalItems: total, TotalPages: pages, PageNumber: p.Page, Size: len(contents), FirstPage: p.Page == 1, LastPage: p.Page >= pages, Empty: len(contents) == 0, Contents: contents,
	}
}

// cut is a page of a list that is held in memory.
func cut[T any](p Paging, list []T) *Page[T] {
	from := min(p.offset(), len(list))
	return paged(p, len(list), list[from:min(from+p.PerPage, len(list))])
}

// catalogue is the namespace of what is the same in every installation.
var catalogue = uuid.NewSHA1(uuid.NameSpaceURL, []byte("urn:albo:hsds"))

// named is the identifier of something within its owner: the same name has the same one for ever (RFC 9562, version 5).
func named(owner uuid.UUID, name string) string { return uuid.NewSHA1(owner, []byte(name)).String() }

// moment writes a moment as HSDS wants it, to the millisecond.
func moment(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }
