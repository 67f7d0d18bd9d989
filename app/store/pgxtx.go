package store

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// pgxTx shows River the very connection that a GORM transaction runs on, as the pgx.Tx it
// asks for. The transaction begins and ends in Write, never here.
type pgxTx struct{ *connection }

type connection = pgx.Conn

var errNotHere = errors.New("the transaction begins and ends in store.Write")

func (pgxTx) Begin(context.Context) (pgx.Tx, error) { return nil, errNotHere }
func (pgxTx) Commit(context.Context) error          { return errNotHere }
func (pgxTx) Rollback(context.Context) error        { return errNotHere }
func (pgxTx) LargeObjects() pgx.LargeObjects        { return pgx.LargeObjects{} }
func (t pgxTx) Conn() *pgx.Conn                     { return t.connection }

// isExclusion tells whether an exclusion constraint refused a row; GORM translates only unique ones.
func isExclusion(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "23P01"
}
