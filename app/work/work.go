// Package work ties every kind of job to the capability that works it off.
package work

import (
	"albo/app/accreditation"
	"albo/app/certificate"
	"albo/app/document"
	"albo/app/duplicate"
	"albo/app/mail"
	"albo/app/roster"
	"albo/app/store"
)

// Workers works every kind of job off on this store.
func Workers(st *store.Store) *store.Workers {
	w := store.NewWorkers(st)
	mail.Work(w)
	document.Work(w)
	roster.Work(w)
	accreditation.Work(w)
	certificate.Work(w)
	duplicate.Work(w)
	return w
}
