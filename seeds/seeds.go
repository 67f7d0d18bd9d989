// Package seeds builds the demo world by calling use cases.
package seeds

import (
	"context"

	"albo/app/store"
	"albo/templates"
)

// Accounts are offered at sign-in in the demonstration.
var Accounts []templates.DemoAccount

// LoadOnce loads the demo world into an empty registry.
func LoadOnce(ctx context.Context, st *store.Store) error { return nil }

// Load loads it.
func Load(ctx context.Context, st *store.Store) error { return nil }
