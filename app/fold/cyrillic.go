package fold

import "strings"

// cyrillic is how one language writes its names in Latin letters.
type cyrillic struct {
	letters map[rune]string
	initial map[rune]string // at the beginning of a word, where it differs
	pairs   map[string]string
}

var ukrainian, russian, bulgarian = cyrillics()

// cyrillics gives the rules of passports: Ukraine, Cabinet of Ministers no. 55 of 2010; Russia, ICAO Doc 9303 as
// in the order of the Ministry of the Interior no. 889 of 2020; Bulgaria, Transliteration Act of 2009. The letters of Serbian
// and Macedonian do not clash with any of them.
func cyrillics() (uk, ru, bg cyrillic) {
	common := "а a б b в v д d з z к k л l м m н n о o п p р r с s т t у u ф f ц ts ч ch ш sh э e ы y ё e ъ ie " +
		"ј j љ lj њ nj ћ c ђ dj џ dz ѓ g ќ k ѕ dz ў u ѣ e"
	uk = cyrillicFrom(common + " г h ґ g е e є ie ж zh и y і i ї i й i х kh щ shch ь _ ю iu я ia")
	uk.initial = pairsOf("є ye ї yi й y ю yu я ya")
	uk.pairs = map[string]string{"зг": "zgh"}
	ru = cyrillicFrom(common + " г g ґ g е e є ie ж zh и i і i ї i й i х kh щ shch ь _ ю iu я ia")
	bg = cyrillicFrom(common + " г g ґ g е e є ie ж zh и i і i ї i й y х h щ sht ь y ю yu я ya")
	bg.letters['ъ'] = "a"
	return uk, ru, bg
}

func cyrillicFrom(rules string) cyrillic { return cyrillic{letters: pairsOf(rules)} }

func pairsOf(rules string) map[rune]string {
	pairs := map[rune]string{}
	fields := strings.Fields(rules)
	for i := 0; i+1 < len(fields); i += 2 {
		pairs[[]rune(fields[i])[0]] = strings.Trim(fields[i+1], "_")
	}
	return pairs
}

// cyrillicOf tells the language of a name by the letters that only one of them has. Without any it is taken for
// Ukrainian, the most frequent among carers.
func cyrillicOf(name []rune) *cyrillic {
	for _, r := range name {
		switch r {
		case 'і', 'ї', 'є', 'ґ':
			return &ukrainian
		case 'ы', 'э', 'ё':
			return &russian
		case 'ъ':
			return &bulgarian
		}
	}
	return &ukrainian
}

// letter writes the letter at i, or the pair that begins there.
func (c *cyrillic) letter(name []rune, i int) (used int, latin string) {
	if latin, ok := c.pairs[string([]rune{name[i], at(name, i+1)})]; ok {
		return 2, latin
	}
	if latin, ok := c.initial[name[i]]; ok && beginsWord(name, i) {
		return 1, latin
	}
	if latin, ok := c.letters[name[i]]; ok {
		return 1, latin
	}
	return 1, plain(name[i])
}

func beginsWord(name []rune, i int) bool {
	before := at(name, i-1)
	return plain(before) == " " && !strings.ContainsRune(apostrophes, before)
}
