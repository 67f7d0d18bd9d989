package work

import (
	"context"
	"errors"

	"albo/app/register"
	"albo/app/request"
	"albo/app/store"
)

// Upkeep does what the passing of time asks for: what has run out goes, what families said is erased on its day, and whoever
// keeps a family or an entry waiting is reminded. Any number of instances may do it at once.
func Upkeep(ctx context.Context, st *store.Store) error {
	return errors.Join(st.Sweep(ctx), request.EraseDue(ctx, st), request.RemindDue(ctx, st), register.Remind(ctx, st))
}
