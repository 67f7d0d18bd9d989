// Package proof is the arithmetic that makes a register provable: salted hashes of entries, a tree over them, a chain of
// editions. It is pure. Anybody can do the same with SHA-256 and docs/register.md.
//
// The tree is that of Certificate Transparency (RFC 6962, section 2.1): a leaf is hashed after the byte 0, a node after the
// byte 1, so that no node passes for a leaf. Before the entry stand 32 random bytes, without which nobody can tell from a hash
// whom an erased entry named. The record of an edition is hashed after the byte 2; it names the root of the edition's tree and
// the hash of the edition before.
package proof

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math/bits"
)

const (
	leafPrefix   = 0
	nodePrefix   = 1
	recordPrefix = 2
)

// SaltSize is the length of a salt in bytes.
const SaltSize = 32

// Hash is a SHA-256.
type Hash [sha256.Size]byte

// String writes a hash in hexadecimal, as papers and files have it.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// NewSalt is a fresh random salt.
func NewSalt() []byte {
	salt := make([]byte, SaltSize)
	rand.Read(salt)
	return salt
}

// Leaf is the hash of an entry's bytes with its salt.
func Leaf(salt, content []byte) Hash { return sum(leafPrefix, salt, content) }

// Record is the hash of an edition's record.
func Record(sealed []byte) Hash { return sum(recordPrefix, sealed) }

func sum(prefix byte, parts ...[]byte) Hash {
	h := sha256.New()
	h.Write([]byte{prefix})
	for _, part := range parts {
		h.Write(part)
	}
	return Hash(h.Sum(nil))
}

// Tree takes leaves one after the other and keeps only a few hashes of them, however many there are.
type Tree struct {
	peaks []Hash // of the full trees so far, the largest first
	n     uint
}

// Add takes the next leaf.
func (t *Tree) Add(leaf Hash) {
	t.peaks = append(t.peaks, leaf)
	t.n++
	for range bits.TrailingZeros(t.n) {
		t.fold()
	}
}

// fold joins the last two peaks.
func (t *Tree) fold() {
	last := len(t.peaks) - 1
	t.peaks[last-1] = sum(nodePrefix, t.peaks[last-1][:], t.peaks[last][:])
	t.peaks = t.peaks[:last]
}

// Root is the hash over all leaves; without any it is that of nothing.
func (t *Tree) Root() Hash {
	if t.n == 0 {
		return sha256.Sum256(nil)
	}
	rest := Tree{peaks: append([]Hash(nil), t.peaks...)}
	for len(rest.peaks) > 1 {
		rest.fold()
	}
	return rest.peaks[0]
}

// Canonical writes a record or an entry as it is hashed: JSON without blanks, and no sign escaped that need not be. With its
// keys in the order of the alphabet this is RFC 8785.
func Canonical(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}
