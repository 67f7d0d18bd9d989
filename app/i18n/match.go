package i18n

import (
	"slices"

	"golang.org/x/text/language"
)

var matcher = language.NewMatcher([]language.Tag{language.Italian, language.Spanish, language.Greek, language.English})

// Match picks the language for an Accept-Language header; Italian when it says nothing, English when it says nothing we speak.
func Match(acceptLanguage string) string {
	wanted, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil || len(wanted) == 0 {
		return Languages[0]
	}
	_, index, confidence := matcher.Match(wanted...)
	if confidence == language.No {
		return "en"
	}
	return Languages[index]
}

// Or gives the language if it is one of ours, else the default.
func Or(lang string) string {
	if slices.Contains(Languages, lang) {
		return lang
	}
	return Languages[0]
}
