package request

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"time"

	"albo/app/input"
	"albo/app/store"
	"albo/models"
)

// How long filling in a form takes a person, at the least and at the most.
const (
	quickest = 3 * time.Second
	slowest  = 24 * time.Hour
)

// Guard is what every form without an account carries against machines, without asking people anything.
type Guard struct {
	Stamp   string `form:"stamp"`
	Website string `form:"website"` // nobody sees this field: only machines fill it in
}

// Stamp marks a form about somebody with the moment it was shown and a number of its own.
func Stamp(ctx context.Context, st *store.Store, slug string) (string, error) {
	words := binary.BigEndian.AppendUint64(nil, uint64(st.Now().UnixMilli()))
	var number [16]byte
	rand.Read(number[:])
	words = append(words, number[:]...)
	mark, err := st.Sign(ctx, "form about "+slug, words)
	return base64.RawURLEncoding.EncodeToString(append(words, mark...)), err
}

// stampSize is the length of what a stamp signs: a moment and a number.
const stampSize = 8 + 16

// check refuses a form that a machine filled in, with a sentence for the person who is none. The result is the form's own
// number.
func (g Guard) check(ctx context.Context, st *store.Store, slug string) ([]byte, error) {
	if g.Website != "" {
		return nil, refuse("request.trap_filled")
	}
	stamp, err := base64.RawURLEncoding.DecodeString(g.Stamp)
	if err != nil || len(stamp) < stampSize {
		return nil, refuse("request.form_old")
	}
	ours, err := st.Signed(ctx, "form about "+slug, stamp[:stampSize], stamp[stampSize:])
	if err != nil {
		return nil, err
	}
	switch shown := st.Now().Sub(time.UnixMilli(int64(binary.BigEndian.Uint64(stamp)))); {
	case !ours, shown > slowest:
		return nil, refuse("request.form_old")
	case shown < quickest:
		return nil, errTooQuick
	}
	return stamp[8:stampSize], nil
}

// refuse is said above a form, which shows again with all that was typed.
func refuse(key string) error { return input.Wrong(map[string]models.Text{"form": models.Say(key)}) }

var errTooQuick = refuse("request.too_quick")

// KeepsStamp tells whether a form shown again after a refusal keeps its stamp, so that time goes on for it; otherwise it gets a
// new one.
func KeepsStamp(err error) bool { return !refusedFor(err, "request.form_old") }

func refusedFor(err error, key string) bool {
	var refusal *models.Error
	return errors.As(err, &refusal) && refusal.Fields["form"].Key == key
}
