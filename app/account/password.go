package account

import (
	"strings"

	"github.com/alexedwards/argon2id"
	"github.com/ccojocar/zxcvbn-go"

	"albo/app/input"
	"albo/models"
)

// parameters follow the OWASP password storage cheat sheet: 19 MiB, two passes, one thread.
var parameters = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// hashing keeps the memory and the processors that passwords can take within bounds.
var hashing = make(chan struct{}, 2)

const (
	shortestPassword = 10
	longestPassword  = 128
	// weakest is the least score of zxcvbn accepted, of 0 to 4: some 10^8 guesses (Wheeler, USENIX Security 2016).
	weakest = 3
)

// checkPassword says what is wrong with a new password: its length, or that it would be guessed
// soon, known passwords and the person's own name and address among the guesses (ASVS 5.0, 6.2).
func checkPassword(password string, about ...string) error {
	wrong := func(key string) error {
		return input.Wrong(map[string]models.Text{"password": models.Say(key)})
	}
	length := len([]rune(password))
	switch {
	case length < shortestPassword:
		return wrong("account.password_short")
	case length > longestPassword:
		return wrong("account.password_long")
	case zxcvbn.PasswordStrength(prefix(password), words(about)).Score < weakest:
		return wrong("account.password_weak")
	}
	return nil
}

// prefix keeps the estimate quick: its time grows with the square of the length.
func prefix(password string) string {
	return string([]rune(password)[:min(len([]rune(password)), 64)])
}

func words(about []string) []string {
	list := []string{"albo"}
	for _, text := range about {
		list = append(list, strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return strings.ContainsRune(" @.-_", r) })...)
	}
	return list
}

func hashPassword(password string) (string, error) {
	hashing <- struct{}{}
	defer func() { <-hashing }()
	return argon2id.CreateHash(password, parameters)
}

// samePassword compares; with no hash it takes as long, so that nobody learns who has an account.
func samePassword(password, hash string) (bool, error) {
	hashing <- struct{}{}
	defer func() { <-hashing }()
	if hash == "" {
		_, err := argon2id.CreateHash(password, parameters)
		return false, err
	}
	return argon2id.ComparePasswordAndHash(password, hash)
}
