package request

import (
	"maps"
	"strconv"

	"albo/app/mail"
	"albo/app/store"
	"albo/models"
)

// tellDesk tells whoever answers that a request waits: its code and where it is, never a word of who asks.
func tellDesk(tx *store.Tx, r *models.Request, kind string) error {
	var desk struct{ Name string }
	table, association, body := "associations", int64(0), int64(0)
	if r.BodyID != nil {
		table, body = "bodies", *r.BodyID
	} else {
		association = *r.AssociationID
	}
	if err := tx.Table(table).Select("name").Where("id = ?", association+body).Take(&desk).Error; err != nil {
		return err
	}
	path := "/association/requests/"
	if r.BodyID != nil {
		path = "/body/requests/"
	}
	return mail.TellRole(tx, association, body, models.Message{
		Kind: kind, Params: map[string]string{"code": r.Code, "workplace": desk.Name}, Path: path + strconv.FormatInt(r.ID, 10), RequestID: &r.ID,
	})
}

// tellAsker writes to who asked, if they left an e-mail address, with a fresh private link.
func tellAsker(tx *store.Tx, r *models.Request, kind string, params map[string]string) error {
	if r.Email == "" {
		return nil
	}
	said := map[string]string{"code": r.Code}
	maps.Copy(said, params)
	return mail.Tell(tx, models.Message{Email: r.Email, Language: r.Language, Kind: kind, Params: said, Path: "/requests", Purpose: models.LinkRequest, RequestID: &r.ID})
}

// tellCarer tells the carer that a family asked for her, if she consented to know.
func tellCarer(tx *store.Tx, r *models.Request) error {
	var wants bool
	err := tx.Raw("select exists (select from consents where person_id = ? and item = ? and withdrawn_at is null)", r.PersonID, models.ConsentRequests).Scan(&wants).Error
	if err != nil || !wants || r.Kind != models.RequestContact {
		return err
	}
	return mail.TellPerson(tx, *r.PersonID, models.Message{Kind: "request_for_you", RequestID: &r.ID, Params: map[string]string{"code": r.Code}, Path: "/me"})
}
