package models

import "slices"

// SpokenLanguages are the languages a carer can say to speak, as BCP 47 tags, sign languages included.
// The position is the bit in search masks: tags are only ever added at the end.
var SpokenLanguages = []string{
	"it", "es", "el", "en", "fr", "de", "pt", "ro", "uk", "ru", "pl", "sq", "bg", "sr", "mk", "hu", "cs", "sk", "tr", "ka", "hy",
	"ar", "fa", "ur", "hi", "pa", "bn", "si", "ta", "zh", "tl", "vi", "am", "ti", "so", "sw", "wo", "ha", "ca", "gl", "eu", "qu",
	"ise", "ssp", "gss",
}

// LanguageMask sets the bit of every language in tags; unknown tags have none.
func LanguageMask(tags []string) int64 {
	var mask int64
	for _, tag := range tags {
		if i := slices.Index(SpokenLanguages, tag); i >= 0 {
			mask |= 1 << i
		}
	}
	return mask
}

// LanguageTags lists the languages whose bits are set.
func LanguageTags(mask int64) (tags []string) {
	for i, tag := range SpokenLanguages {
		if mask>>i&1 == 1 {
			tags = append(tags, tag)
		}
	}
	return tags
}
