package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"time"

	"albo/models"
)

// Limit refuses what was tried more than most times within a window: of, for instance, sign-ins from one
// address. The key is kept as a hash, for it may name a person.
func (st *Store) Limit(ctx context.Context, key string, most int, window time.Duration) error {
	sum := sha256.Sum256([]byte(key))
	var tries int
	err := st.pool.QueryRow(ctx, `
		insert into attempts as a (key, count, expires_at) values ($1, 1, $2::timestamptz + $3)
		on conflict (key) do update set
		  count = case when a.expires_at <= $2 then 1 else a.count + 1 end,
		  expires_at = case when a.expires_at <= $2 then excluded.expires_at else a.expires_at end
		returning count`, hex.EncodeToString(sum[:]), st.Now(), window).Scan(&tries)
	if err != nil {
		return err
	}
	if tries > most {
		return models.Refuse(models.TooMany, "error.too_many")
	}
	return nil
}

// LimitFrom is Limit for what comes from one origin: an IPv4 address, or the /64 that one IPv6 subscriber has.
func (st *Store) LimitFrom(ctx context.Context, what string, from netip.Addr, most int, window time.Duration) error {
	return st.Limit(ctx, keyFrom(what, from), most, window)
}

func keyFrom(what string, from netip.Addr) string { return what + " from " + Network(from) }

// Network names an origin.
func Network(from netip.Addr) string {
	if from.Is6() && !from.Is4In6() {
		if prefix, err := from.Prefix(64); err == nil {
			return prefix.String()
		}
	}
	return from.Unmap().String()
}

// ForgetFrom clears what was counted from an origin, after a success.
func (st *Store) ForgetFrom(ctx context.Context, what string, from netip.Addr) error {
	sum := sha256.Sum256([]byte(keyFrom(what, from)))
	_, err := st.pool.Exec(ctx, "delete from attempts where key = $1", hex.EncodeToString(sum[:]))
	return err
}

// Sweep removes what has run out: counted attempts, sessions, one-time links.
func (st *Store) Sweep(ctx context.Context) error {
	for _, table := range []string{"attempts", "sessions", "links"} {
		if _, err := st.pool.Exec(ctx, "delete from "+table+" where expires_at <= $1", st.Now()); err != nil {
			return err
		}
	}
	return nil
}
