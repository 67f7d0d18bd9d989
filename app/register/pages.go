package register

import (
	"context"
	"time"

	"albo/app/store"
)

// Indexed is the page of a carer who lets search engines find it.
type Indexed struct {
	Slug      string
	ChangedAt time.Time
}

// CountIndexed tells how many pages of carers search engines may find.
func CountIndexed(ctx context.Context, st *store.Store) (n int, err error) {
	err = st.Read(ctx).Raw("select count(*) from providers v where v.indexing and "+Visible, map[string]any{"today": st.Today("IT").String()}).Scan(&n).Error
	return n, err
}

// ListIndexed lists them, a part at a time, always in the same order.
func ListIndexed(ctx context.Context, st *store.Store, offset, most int) (list []Indexed, err error) {
	err = st.Read(ctx).Raw(`
		select v.slug, coalesce(c.changed_at, v.updated_at) changed_at from providers v left join provider_changes c using (person_id)
		 where v.indexing and `+Visible+` order by v.person_id limit @most offset @offset`,
		map[string]any{"today": st.Today("IT").String(), "most": most, "offset": offset}).Scan(&list).Error
	return list, err
}
