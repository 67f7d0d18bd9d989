package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/riverqueue/river"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"albo/models"
)

// Tx is one transaction of one use case: what it changed, its history and its jobs are kept together or not at all.
type Tx struct {
	*gorm.DB
	store *Store
	conn  *sql.Conn
	ctx   context.Context
}

// Write runs a use case in one transaction. A refusal or a fault rolls everything back, jobs included.
// A unique or exclusion constraint that stopped it comes out as a Conflict: somebody else was quicker.
func (st *Store) Write(ctx context.Context, do func(tx *Tx) error) error {
	err := st.db.WithContext(ctx).Connection(func(one *gorm.DB) error {
		conn, ok := one.Statement.ConnPool.(*sql.Conn)
		if !ok {
			return fmt.Errorf("a transaction needs a connection of its own, not %T", one.Statement.ConnPool)
		}
		return one.Transaction(func(db *gorm.DB) error {
			return do(&Tx{DB: db, store: st, conn: conn, ctx: ctx})
		})
	})
	if errors.Is(err, gorm.ErrDuplicatedKey) || isExclusion(err) {
		return errors.Join(models.Refuse(models.Conflict, "error.conflict"), err)
	}
	return err
}

// Now is the time of the transaction's store.
func (tx *Tx) Now() time.Time { return tx.store.Now() }

// Today is the day it is in a country.
func (tx *Tx) Today(country string) models.Date { return tx.store.Today(country) }

// Lock reads a row and keeps it from others until the transaction ends. What does not exist, or does
// not meet the conditions (whose it must be), is models.ErrNotFound.
func Lock[T any](tx *Tx, id int64, where ...any) (*T, error) {
	return find[T](tx.DB.Clauses(clause.Locking{Strength: "NO KEY UPDATE"}), id, where)
}

// Find reads a row by its id and conditions; models.ErrNotFound when there is none.
func Find[T any](db *gorm.DB, id int64, where ...any) (*T, error) {
	return find[T](db, id, where)
}

func find[T any](db *gorm.DB, id int64, where []any) (*T, error) {
	var row T
	if len(where) > 0 {
		db = db.Where(where[0], where[1:]...)
	}
	if err := db.Where("id = ?", id).Take(&row).Error; err != nil {
		return nil, NotFound(err)
	}
	return &row, nil
}

// NotFound turns the database's "no row" into the one answer for what is not there or not the actor's.
func NotFound(err error) error {
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return models.ErrNotFound
	}
	return err
}

// Save writes rows: new ones, told by their zero ID, are inserted, others updated in every column.
// Associations are not saved along.
func (tx *Tx) Save(rows ...any) error {
	for _, row := range rows {
		db := tx.DB.Omit(clause.Associations)
		var err error
		if reflect.ValueOf(row).Elem().FieldByName("ID").IsZero() {
			err = db.Create(row).Error
		} else {
			err = db.Select("*").Updates(row).Error
		}
		if err != nil {
			return fmt.Errorf("save %T: %w", row, err)
		}
	}
	return nil
}

// Next counts up a progressive number. Numbers of one scope are never reused and leave no gap:
// until the transaction ends nobody else gets one, and if it fails the number was never given.
func (tx *Tx) Next(scope string) (int, error) {
	var n int
	err := tx.Raw(`insert into counters as c (scope, value) values (?, 1)
		on conflict (scope) do update set value = c.value + 1 returning value`, scope).Scan(&n).Error
	return n, err
}

// NextOfYear counts up within the year it is in a country: 2026-0012.
func (tx *Tx) NextOfYear(scope, country string) (string, error) {
	year := tx.Today(country).Year()
	n, err := tx.Next(fmt.Sprintf("%s in %d", scope, year))
	return fmt.Sprintf("%d-%04d", year, n), err
}

// Enqueue adds a job that will be worked off after the transaction commits, and never if it does not.
func (tx *Tx) Enqueue(job river.JobArgs) error {
	return tx.conn.Raw(func(driver any) error {
		c := driver.(*stdlib.Conn).Conn()
		_, err := tx.store.jobs.InsertTx(tx.ctx, pgxTx{c}, job, nil)
		return err
	})
}

// Copy appends rows by COPY, far quicker than inserts.
func (tx *Tx) Copy(table string, columns []string, rows pgx.CopyFromSource) (int64, error) {
	var n int64
	err := tx.conn.Raw(func(driver any) (err error) {
		n, err = driver.(*stdlib.Conn).Conn().CopyFrom(tx.ctx, pgx.Identifier{table}, columns, rows)
		return err
	})
	return n, err
}
