package register

import (
	"context"
	"errors"
	"slices"

	"albo/app/store"
	"albo/models"
)

// MostKept is how many carers a shortlist holds, MostCompared how many are laid side by side.
const (
	MostKept     = 20
	MostCompared = 3
)

// Kept are the carers of a shortlist, in its order; whoever is no longer listed is left out. The list itself is the visitor's:
// it is kept in the browser, or in a link, and nowhere else.
func Kept(ctx context.Context, st *store.Store, slugs []string) ([]Card, error) {
	if len(slugs) == 0 {
		return nil, nil
	}
	x, now, err := listed(ctx, st)
	if err != nil {
		return nil, err
	}
	list, err := cardsWhere(ctx, st, now.around, x, "slug in ?", slugs)
	slices.SortFunc(list, func(a, b Card) int { return slices.Index(slugs, a.Slug) - slices.Index(slugs, b.Slug) })
	return list, err
}

// Compared are up to three carers with all that is shown of them.
func Compared(ctx context.Context, st *store.Store, slugs []string) (list []*Provider, err error) {
	for _, slug := range slugs[:min(len(slugs), MostCompared)] {
		p, err := ShowProvider(ctx, st, slug)
		if errors.Is(err, models.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return list, nil
}
