package fold

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestName(t *testing.T) {
	for in, want := range map[string]string{
		"":                        "",
		"  ROSSI   Mario ":        "rossi mario",
		"D'ANGELO":                "dangelo",
		"D’Angelo":                "dangelo",
		"CALABRO'":                "calabro",
		"Calabrò":                 "calabro",
		"Calabro\u0300":           "calabro",
		"Muñoz-Ibáñez":            "munoz ibanez",
		"Mª Carmen":               "maria carmen",
		"Adam ª M.ª José":         "adam maria jose",
		"Ștefănescu Ţîţ Măgdălin": "stefanescu tit magdalin",
		"Łukasz Wójcik":           "lukasz wojcik",
		"İPEK Yıldız Öğüt Şahin":  "ipek yildiz ogut sahin",
		"Xhoana Çela Përkola":     "xhoana cela perkola",
		"Đorđević Žižek":          "dordevic zizek",
		"Weiß Ærø Œuvre":          "weiss aero oeuvre",
		"Παπαδόπουλος":            "papadopoulos",
		"ΠΑΠΑΔΟΠΟΥΛΟΣ":            "papadopoulos",
		"Ευάγγελος ΕΥΑΓΓΕΛΟΥ":     "evangelos evangelou",
		"Μπάμπης Χαραλάμπους":     "bampis charalampous",
		"Γκίκας Ντίνος":           "gkikas ntinos",
		"Αϋτού Μαΐου Άυλος":       "aytou maiou aylos",
		"Ἀθηνᾶ Εὐτυχία":           "athina eftychia",
		"Шевченко Оксана Іванівна": "shevchenko oksana ivanivna",
		"Згурський Юрій Їжакевич":  "zghurskyi yurii yizhakevych",
		"Мар’яна Мельник":          "mariana melnyk",
		"Сергей Рыбкин Ёлкина":     "sergei rybkin elkina",
		"Щъркелов Ангел":           "shtarkelov angel",
		"Андрии\u0306":             "andryi",
		"გიორგი ბერიძე":            "giorgi beridze",
		"王小明":                      "王小明",
		"ϗ ϐ ΅":                    "ϗ v", "ᾳ ᾧ": "a o",
		"n° 12/2024":        "n 12 2024",
		"\u00a0a\u200bb\tc": "a b c",
		"\xff\xfe":          "",
	} {
		if got := Name(in); got != want {
			t.Errorf("Name(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestNameIsStable(t *testing.T) {
	for _, s := range []string{"D’Angelo-Łuk", "Ευάγγελος", "Їжакевич", "გიორგი", "N.º 3"} {
		if once := Name(s); Name(once) != once {
			t.Errorf("Name(Name(%q)) = %q, want %q", s, Name(once), once)
		}
	}
}

func TestWords(t *testing.T) {
	for _, c := range []struct {
		parts []string
		want  string
	}{
		{nil, ""},
		{[]string{"", " "}, ""},
		{[]string{"Rossi", "Maria Anna"}, "anna maria rossi"},
		{[]string{"Maria", "ROSSI", "anna"}, "anna maria rossi"},
		{[]string{"Παπαδοπούλου", "Άννα"}, "anna papadopoulou"},
		{[]string{"de la Cruz", "Ana Ana"}, "ana ana cruz de la"},
	} {
		if got := Words(c.parts...); got != c.want {
			t.Errorf("Words(%q) = %q, want %q", c.parts, got, c.want)
		}
	}
}

// The pairs come from another project's tests of ELOT 743; only the rows of that relation are compared.
func TestGreekAgainstOtherPeoplesPairs(t *testing.T) {
	rows := shared(t, "linkage/greek_elot743_pairs.csv")
	compared := 0
	for _, row := range rows {
		if row[1] != "ELOT743" {
			continue
		}
		compared++
		if got, want := Name(row[2]), strings.ToLower(row[3]); got != want {
			t.Errorf("Name(%q) = %q, want %q", row[2], got, want)
		}
	}
	if compared < 100 {
		t.Errorf("only %d pairs were compared", compared)
	}
}

// shared reads a CSV file of ../shared/testdata, which lies beside the project and is not part of it.
func shared(t *testing.T, name string) [][]string {
	t.Helper()
	dir, err := os.Getwd()
	for ; err == nil && dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		f, err := os.Open(filepath.Join(dir, "shared", "testdata", name))
		if err != nil {
			continue
		}
		defer f.Close()
		rows, err := csv.NewReader(f).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return rows
	}
	t.Skip("the shared test data is not beside the project")
	return nil
}

func FuzzName(f *testing.F) {
	f.Add("Ευάγγελος ΑΎ")
	f.Add("зг\u0306ї ª")
	f.Fuzz(func(t *testing.T, s string) {
		name := Name(s)
		if strings.HasPrefix(name, " ") || strings.HasSuffix(name, " ") || strings.Contains(name, "  ") {
			t.Errorf("Name(%q) = %q has a stray space", s, name)
		}
		if got := len(strings.Fields(Words(s))); got != len(strings.Fields(name)) {
			t.Errorf("Words(%q) has %d words, Name %q", s, got, name)
		}
	})
}

func BenchmarkWords(b *testing.B) {
	for name, parts := range map[string][2]string{"latin": {"DE SANTIS", "MARIA GRAZIA"}, "greek": {"ΠΑΠΑΔΟΠΟΥΛΟΣ", "ΓΕΩΡΓΙΟΣ"}} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Words(parts[0], parts[1])
			}
		})
	}
}
