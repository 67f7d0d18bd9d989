package store

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
)

// secret is a key of the registry's own, made the first time it is asked for; every instance gets the same.
func (st *Store) secret(ctx context.Context, name string) (key []byte, err error) {
	fresh := make([]byte, sha256.Size)
	rand.Read(fresh)
	err = st.pool.QueryRow(ctx, `
		with made as (insert into secrets (name, secret) select $1, $2 where not exists (select from secrets where name = $1)
		  on conflict do nothing returning secret)
		select secret from made union all select secret from secrets where name = $1 limit 1`, name, fresh).Scan(&key)
	return key, err
}

// Sign is the mark by which the registry knows its own words again; purpose keeps words of one use from another.
func (st *Store) Sign(ctx context.Context, purpose string, words []byte) ([]byte, error) {
	key, err := st.secret(ctx, "sign")
	if err != nil {
		return nil, err
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(purpose + "\x00"))
	mac.Write(words)
	return mac.Sum(nil), nil
}

// Signed tells whether words bear the registry's mark for a purpose.
func (st *Store) Signed(ctx context.Context, purpose string, words, mark []byte) (bool, error) {
	own, err := st.Sign(ctx, purpose, words)
	return err == nil && hmac.Equal(own, mark), err
}
