package certificate

import "testing"

func TestCodeAsPeopleTypeIt(t *testing.T) {
	const want = "PGNCXWUIKCGAMMTD3WKGZCRANZ"
	for name, typed := range map[string]string{
		"as printed":        "PGNC XWUI KCGA MMTD 3WKG ZCRA NZ",
		"small":             "pgnc-xwui-kcga-mmtd-3wkg-zcra-nz",
		"one for I":         "PGNCXWU1KCGAMMTD3WKGZCRANZ",
		"Greek capitals":    "ΡGΝCΧWUΙΚCGΑΜΜΤD3WΚGΖCRΑΝΖ",
		"the whole address": "https://albo.example.org/v/PGNCXWUIKCGAMMTD3WKGZCRANZ?lang=el",
	} {
		if got, ok := Code(typed); got != want || !ok {
			t.Errorf("%s: %q, %v", name, got, ok)
		}
	}
	for _, typed := range []string{"", "2025-0001", "<script>", want + "A", "PGNCXWUIKCGAMMTD3WKGZCRAN8", "ΡGΝCΧWUΙΚCGΑΜΜΤD3WΚGΖCRΑΝΔ"} {
		if got, ok := Code(typed); ok {
			t.Errorf("%q counts as the code %q", typed, got)
		}
	}
}

func TestLooksLikeNumber(t *testing.T) {
	for typed, want := range map[string]bool{"2025-0001": true, " 2025/1 ": true, "2025–0001": true, "2025": false, "PGNC-XWUI": false, "": false} {
		if got := LooksLikeNumber(typed); got != want {
			t.Errorf("%q: %v", typed, got)
		}
	}
}
