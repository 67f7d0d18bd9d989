// Package feedback is what visitors say of pages, and the faults they report.
package feedback

import (
	"context"
	"net/netip"
	"regexp"
	"strings"
	"time"

	"albo/app/input"
	"albo/app/store"
	"albo/models"
)

// Input is what a visitor says of a page; a Rating of 0 is the report of a fault.
type Input struct {
	Page     string `form:"page" validate:"max=300"`
	Rating   int    `form:"rating" validate:"min=0,max=5"`
	Negative int    `form:"negative" validate:"min=0,max=5"` // which of the answers offered for 1 to 3 stars
	Positive int    `form:"positive" validate:"min=0,max=5"` // for 4 and 5
	Comment  string `form:"comment" validate:"max=2000"`
}

// Give keeps what a visitor says: without the query of the page, for it may hold what a family looked for.
func Give(ctx context.Context, st *store.Store, in Input, language string, from netip.Addr) error {
	if err := input.Check(&in); err != nil {
		return err
	}
	if err := st.LimitFrom(ctx, "feedback", from, 20, time.Hour); err != nil {
		return err
	}
	f := &models.Feedback{Page: Path(in.Page), Language: language, Rating: in.Rating, Answer: in.Negative, Comment: in.Comment, CreatedAt: st.Now()}
	if in.Rating > 3 {
		f.Answer = in.Positive
	}
	return st.Write(ctx, func(tx *store.Tx) error { return tx.Save(f) })
}

// Report is Give for a fault: it needs words.
func Report(ctx context.Context, st *store.Store, in Input, language string, from netip.Addr) error {
	if strings.TrimSpace(in.Comment) == "" {
		return input.Wrong(map[string]models.Text{"comment": models.Say("invalid.required")})
	}
	in.Rating, in.Negative, in.Positive = 0, 0, 0
	return Give(ctx, st, in, language, from)
}

// Path is the page somebody speaks of, without query; the front page when it is no page of ours.
func Path(page string) string {
	path, _, _ := strings.Cut(page, "?")
	if !ownPath.MatchString(path) {
		return "/"
	}
	return path
}

// ownPath is the shape of a path of this site.
var ownPath = regexp.MustCompile(`^/([A-Za-z0-9._~%-][A-Za-z0-9/._~%-]*)?$`)

// Newest lists what was said, for who runs the installation.
func Newest(ctx context.Context, st *store.Store, by models.Actor) (list []models.Feedback, err error) {
	if !by.Platform() {
		return nil, models.ErrNotFound
	}
	return list, st.Read(ctx).Order("id desc").Limit(200).Find(&list).Error
}
