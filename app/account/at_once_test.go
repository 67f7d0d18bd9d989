package account_test

import (
	"errors"
	"sync"
	"testing"

	"albo/app/account"
	"albo/app/mail"
	"albo/models"
)

// Of several links of one account used at once, one works and the others are refused; none is a fault.
func TestLinksUsedAtOnce(t *testing.T) {
	d := open(t)
	d.signUp("known@example.org")
	for range 10 {
		var tokens []string
		for range 3 {
			var id int64
			d.must(d.st.Read(t.Context()).Raw("select id from accounts").Scan(&id).Error)
			token, err := mail.NewToken(t.Context(), d.st, models.Link{Purpose: models.LinkReset, AccountID: &id})
			d.must(err)
			tokens = append(tokens, token)
		}
		var wait sync.WaitGroup
		for _, token := range tokens {
			wait.Go(func() {
				var refusal *models.Error
				if _, err := account.UseLink(t.Context(), d.st, token, chosen, here); err != nil && !errors.As(err, &refusal) {
					t.Error(err)
				}
			})
		}
		wait.Wait()
	}
}
