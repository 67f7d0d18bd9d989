// Package document keeps the files attached to applications: sniffed, limited in size, stored apart,
// and served only as a download to those who may see them.
package document

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"image"
	_ "image/jpeg" // so that the head of a photograph can be read
	_ "image/png"
	"io"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/gabriel-vasile/mimetype"
	"gorm.io/gorm"

	"albo/app/input"
	"albo/app/store"
	"albo/models"
)

// Upload is a file as it comes in: its name as the sender has it, and its bytes.
type Upload struct {
	Name string
	Body io.Reader
}

// maxPixels is the largest image accepted; the largest phone cameras stay below it.
const maxPixels = 120_000_000

// Keep stores an upload after looking at what it really is. The caller sets whose it is and saves the row;
// if that fails the file must be dropped.
func Keep(st *store.Store, by models.Actor, kind models.DocumentKind, up Upload) (*models.Document, error) {
	if !slices.Contains(models.DocumentKinds, kind) {
		return nil, refuse("document.no_kind")
	}
	body := bufio.NewReaderSize(up.Body, 64<<10)
	head, err := body.Peek(64 << 10)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if len(head) == 0 {
		return nil, refuse("document.empty")
	}
	mediaType := mimetype.Detect(head).String()
	if !slices.Contains(models.DocumentTypes, mediaType) || mediaType == "application/pdf" && !bytes.HasPrefix(head, []byte("%PDF-")) {
		return nil, refuse("document.wrong_type")
	}
	kept, err := st.Files.Put(body, models.MaxDocumentSize)
	if errors.Is(err, store.ErrTooLarge) {
		return nil, refuse("document.too_large")
	}
	if err != nil {
		return nil, err
	}
	if err := checkImage(st, kept.Key, mediaType); err != nil {
		return nil, errors.Join(err, st.Files.Delete(kept.Key))
	}
	return &models.Document{
		Kind: kind, Name: fileName(up.Name, mediaType), MediaType: mediaType, Size: kept.Size, SHA256: kept.SHA256, FileKey: kept.Key,
		UploadedAt: st.Now(), UploadedBy: by.AccountID,
	}, nil
}

func checkImage(st *store.Store, key, mediaType string) error {
	if !strings.HasPrefix(mediaType, "image/") {
		return nil
	}
	f, err := st.Files.Open(key)
	if err != nil {
		return err
	}
	defer f.Close()
	size, _, err := image.DecodeConfig(f)
	if err != nil || size.Width*size.Height > maxPixels {
		return refuse("document.bad_image")
	}
	return nil
}

func refuse(key string) error {
	return input.Wrong(map[string]models.Text{"file": models.Say(key, "limit", "10 MB")})
}

// extensions are how the name of a file of each type ends: what opens it must not take it for anything else.
var extensions = map[string][]string{"application/pdf": {".pdf"}, "image/jpeg": {".jpg", ".jpeg"}, "image/png": {".png"}}

// fileName is the name without path, in a length that every system takes, with the ending of what the file is.
func fileName(name, mediaType string) string {
	name = input.Clean(path.Base(strings.ReplaceAll(name, `\`, "/")))
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune("\"\n\t/\\", r) {
			return '_'
		}
		return r
	}, name)
	if runes := []rune(name); len(runes) > 100 {
		name = string(runes[:60]) + "…" + string(runes[len(runes)-39:])
	}
	if strings.Trim(name, ".") == "" {
		name = "file"
	}
	if !slices.Contains(extensions[mediaType], strings.ToLower(path.Ext(name))) {
		name += extensions[mediaType][0]
	}
	return name
}

// visible limits documents to those an actor may open: their owner, and who decides once it is handed in.
const visible = `deleted_at is null and (
	exists (select from admissions a where a.id = admission_id and (a.person_id = @person or a.received_at is not null and a.association_id in @associations)) or
	exists (select from accreditations a where a.id = accreditation_id and (a.person_id = @person or a.received_at is not null and a.body_id in @bodies)))`

func whose(by models.Actor) map[string]any {
	return map[string]any{"person": by.PersonID, "associations": by.Associations(), "bodies": by.Bodies()}
}

// Open opens a document for somebody who may see it, and notes when who decides first saw it.
func Open(ctx context.Context, st *store.Store, by models.Actor, publicID string) (*models.Document, *os.File, error) {
	var d models.Document
	err := st.Read(ctx).Where("public_id::text = ?", publicID).Where(visible, whose(by)).Take(&d).Error
	if err != nil {
		return nil, nil, store.NotFound(err)
	}
	if d.SeenAt == nil && d.UploadedBy != by.AccountID {
		seen := map[string]any{"seen_at": st.Now(), "seen_by": by.AccountID}
		if err := st.Read(ctx).Model(&d).Where("seen_at is null").Updates(seen).Error; err != nil {
			return nil, nil, err
		}
	}
	f, err := st.Files.Open(d.FileKey)
	return &d, f, err
}

// OfAdmission and OfAccreditation list the documents of an application, oldest first.
func OfAdmission(ctx context.Context, st *store.Store, id int64) (list []models.Document, err error) {
	return list, st.Read(ctx).Where("admission_id = ? and deleted_at is null", id).Order("id").Find(&list).Error
}

func OfAccreditation(ctx context.Context, st *store.Store, id int64) (list []models.Document, err error) {
	return list, st.Read(ctx).Where("accreditation_id = ? and deleted_at is null", id).Order("id").Find(&list).Error
}

// Drop takes a document of the actor's away, while what it belongs to is still open; its file goes with it.
func Drop(tx *store.Tx, publicID, owner string, ownerID int64) error {
	var d models.Document
	err := tx.Where("public_id::text = ? and deleted_at is null and "+owner+" = ?", publicID, ownerID).Take(&d).Error
	if err != nil {
		return store.NotFound(err)
	}
	if err := tx.Model(&d).Update("deleted_at", tx.Now()).Error; err != nil {
		return err
	}
	return tx.Enqueue(DeleteFile{d.FileKey})
}

// DeleteFile is the job that removes a file nobody refers to any more.
type DeleteFile struct {
	Key string `json:"key"`
}

func (DeleteFile) Kind() string { return "delete_file" }

// Work ties the removal of files to its jobs.
func Work(w *store.Workers) {
	store.Handle(w, func(_ context.Context, st *store.Store, job DeleteFile) error { return st.Files.Delete(job.Key) })
}

// mostDocuments is how many documents one application can hold.
const mostDocuments = 20

// Room tells why no document can be added to an application, if so: it is closed, or full.
func Room(db *gorm.DB, owner string, ownerID int64, open bool) error {
	if !open {
		return models.Refuse(models.Conflict, "document.closed")
	}
	var there int64
	if err := db.Model(&models.Document{}).Where(owner+" = ? and deleted_at is null", ownerID).Count(&there).Error; err != nil {
		return err
	}
	if there >= mostDocuments {
		return input.Wrong(map[string]models.Text{"file": models.Say("document.too_many", "limit", strconv.Itoa(mostDocuments))})
	}
	return nil
}
