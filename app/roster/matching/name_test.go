package matching

import "testing"

func TestCompareNames(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want nameLevel
	}{
		{"Maria Rossi", "ROSSI MARIA", nameEqual},
		{"D'Angelo", "Dangelo", nameEqual},
		{"Παπαδόπουλος", "Papadopoulos", nameEqual},
		{"De Luca", "DELUCA", nameVariant},
		{"Mohamed", "Muhammad", nameVariant},
		{"Sergej", "Sergei", nameVariant},
		{"Youssef", "Yusuf", nameVariant},
		{"Anna Maria", "Anna", namePart},
		{"Ana de la Cruz", "Ana Cruz", nameVariant}, // particles do not count
		{"García López", "García", namePart},
		{"Lucia Lucia Bianchi", "Bianchi Lucia", nameVariant},
		{"Giuseppe", "Pino", nameShort},
		{"Francisco", "Paco", nameShort},
		{"Γεώργιος", "Γιώργος", nameShort},
		{"L. Bianchi", "Lucia Bianchi", nameShort},
		{"Rossi", "Rosi", nameVariant}, // letters written twice
		{"Bianchi", "Biancho", nameSlip},
		{"Luca Cipresso", "Luca Cipreso", nameVariant},
		{"Karagiannopoulos", "Karagianopulos", nameVariant},
		{"Gabriele", "Gabriela", nameSlip},
		{"Maria Rosa", "Maria Grazia", nameDifferent},
		{"Paolo", "Paola", nameSlip},
		{"Luca", "Luce", nameSlip},
		{"Olga", "Oleg", nameDifferent},
		{"Ada", "Eva", nameDifferent},
		{"Eva", "Ava", nameDifferent},
		{"", "", nameEqual},
	} {
		a, b := newName(c.a), newName(c.b)
		if got := compareNames(&a, &b); got != c.want {
			t.Errorf("%s, %s: level %d, want %d", c.a, c.b, got, c.want)
		}
		if there, back := compareNames(&a, &b), compareNames(&b, &a); there != back {
			t.Errorf("%s, %s: %d one way, %d the other", c.a, c.b, there, back)
		}
	}
}
