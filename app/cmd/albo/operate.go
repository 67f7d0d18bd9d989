package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"albo/app/account"
	"albo/app/association"
	"albo/app/body"
	"albo/app/certificate"
	"albo/app/store"
	"albo/models"
)

// operator is who acts on the command line: whoever may run it runs the installation.
var operator = models.Actor{Name: "albo (command line)", Roles: []models.Role{{Kind: models.PlatformAdmin}}}

type userCmd struct {
	Invite  inviteCmd  `cmd:"" help:"Print and mail a one-time link that gives a role."`
	Disable disableCmd `cmd:"" help:"Shut an account out: its sessions end, nobody signs in with it. Its roles and records stay."`
	Enable  enableCmd  `cmd:"" help:"Let a disabled account in again."`
}

type disableCmd struct {
	Email string `required:"" help:"Address of the account."`
}

func (d disableCmd) Run(ctx context.Context) error {
	return withAccount(ctx, d.Email, account.Disable, "disabled")
}

type enableCmd struct {
	Email string `required:"" help:"Address of the account."`
}

func (e enableCmd) Run(ctx context.Context) error {
	return withAccount(ctx, e.Email, account.Enable, "enabled")
}

func withAccount(ctx context.Context, email string, do func(context.Context, *store.Store, models.Actor, string) error, done string) error {
	return with(ctx, func(st *store.Store) error {
		err := do(ctx, st, operator, email)
		if errors.Is(err, models.ErrNotFound) {
			return fmt.Errorf("no account with the address %q", email)
		}
		if err == nil {
			_, err = fmt.Printf("%s is %s\n", email, done)
		}
		return err
	})
}

type inviteCmd struct {
	Email string `required:"" help:"Address to invite."`
	Role  string `required:"" enum:"association_admin,body_officer,platform_admin" help:"Role: ${enum}."`
	Body  string `help:"Slug of the association or public body that the role is for."`
	Lang  string `enum:"it,es,el,en" default:"it" help:"Language of the mail: ${enum}."`
}

func (i inviteCmd) Run(ctx context.Context) error {
	if (i.Role == string(models.PlatformAdmin)) != (i.Body == "") {
		return &wrongUse{"--body names the association or body for association_admin and body_officer, and is left out for platform_admin"}
	}
	return with(ctx, func(st *store.Store) error {
		in := account.InviteInput{Email: i.Email, Kind: models.RoleKind(i.Role), Language: i.Lang}
		switch in.Kind {
		case models.AssociationAdmin:
			a, err := association.BySlug(ctx, st, i.Body)
			if err != nil {
				return fmt.Errorf("no association with the slug %q", i.Body)
			}
			in.AssociationID = &a.ID
		case models.BodyOfficer:
			b, err := body.BySlug(ctx, st, i.Body)
			if err != nil {
				return fmt.Errorf("no public body with the slug %q", i.Body)
			}
			in.BodyID = &b.ID
		}
		invitation, err := account.Invite(ctx, st, operator, in)
		if err != nil {
			return err
		}
		token, err := account.InvitationToken(ctx, st, invitation)
		if err != nil {
			return err
		}
		_, err = fmt.Printf("%s/%s/account/password/%s\n", st.Config.BaseURL, i.Lang, token)
		return err
	})
}

type certificateCmd struct {
	List certificateList `cmd:"" help:"List codes, kinds and states."`
	PDF  certificatePDF  `cmd:"" name:"pdf" help:"Write one certificate as issued to a file."`
}

type certificateList struct {
	JSON bool `help:"Write one JSON document."`
}

type certificateRow struct {
	Code     string          `json:"code"`
	Kind     string          `json:"kind"`
	Number   string          `json:"number"`
	Body     string          `json:"body"`
	Language string          `json:"language"`
	State    models.Standing `json:"state"`
}

func (l certificateList) Run(ctx context.Context) error {
	return with(ctx, func(st *store.Store) error {
		all, err := certificate.All(ctx, st)
		if err != nil {
			return err
		}
		rows := make([]certificateRow, 0, len(all))
		for _, c := range all {
			rows = append(rows, certificateRow{c.Code, "accreditation", c.Number, c.Body.Slug, c.Language, c.Standing(c.Accreditation, st.Today(c.Body.Country))})
		}
		if l.JSON {
			return json.NewEncoder(os.Stdout).Encode(rows)
		}
		for _, r := range rows {
			fmt.Println(strings.Join([]string{r.Code, r.Kind, r.Number, r.Body, r.Language, string(r.State)}, "\t"))
		}
		return nil
	})
}

type certificatePDF struct {
	Code string `arg:"" help:"Code of the certificate."`
	File string `arg:"" help:"File to write."`
}

func (p certificatePDF) Run(ctx context.Context) error {
	return with(ctx, func(st *store.Store) error {
		_, pdf, err := certificate.OpenByCode(ctx, st, p.Code)
		if err != nil {
			return err
		}
		defer pdf.Close()
		out, err := os.Create(p.File)
		if err != nil {
			return err
		}
		if _, err := io.Copy(out, pdf); err != nil {
			return err
		}
		return out.Close()
	})
}
