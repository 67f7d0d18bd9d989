package store_test

import (
	"testing"

	"albo/app/apptest"
)

func TestMain(m *testing.M) { apptest.Main(m) }

func TestReady(t *testing.T) {
	st := apptest.Store(t)
	if err := st.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
}
