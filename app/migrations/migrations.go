// Package migrations holds the schema: plain SQL, forward only, applied in order and once.
package migrations

import "embed"

//go:embed *.sql
var Files embed.FS
