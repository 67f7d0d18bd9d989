package register

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"strings"

	"gorm.io/gorm/clause"

	"albo/app/input"
	"albo/app/store"
	"albo/models"
)

//go:embed words.csv
var wordsCSV string

// LoadWords brings in the words that Albo ships with, once: afterwards they are the staff's to change.
func LoadWords(ctx context.Context, st *store.Store) error {
	rows, err := csv.NewReader(strings.NewReader(wordsCSV)).ReadAll()
	if err != nil {
		return err
	}
	return st.Write(ctx, func(tx *store.Tx) error {
		if times, err := tx.Next("search words brought in"); err != nil || times > 1 {
			return err
		}
		var words []models.SearchWord
		for _, row := range rows[1:] {
			w := models.SearchWord{Language: row[0], Phrase: row[1], SearchForm: searchForm(row[1]), Facet: models.Facet(row[2])}
			codes := strings.Fields(row[3])
			if w.Facet == models.FacetEverybody {
				codes = []string{""}
			}
			for _, w.Code = range codes {
				if !w.Facet.Exists(w.Code) {
					return fmt.Errorf("the word %q means no %s %q", w.Phrase, w.Facet, w.Code)
				}
				words = append(words, w)
			}
		}
		return tx.Clauses(clause.OnConflict{DoNothing: true}).CreateInBatches(words, 200).Error
	})
}

// WordsVersion tells one state of the words that Albo ships with from another.
func WordsVersion() string {
	sum := sha256.Sum256([]byte(wordsCSV))
	return hex.EncodeToString(sum[:])
}

// Words lists what families' words are taken for, in one language, by the alphabet. Only the platform's staff may.
func Words(ctx context.Context, st *store.Store, by models.Actor, language string) (list []models.SearchWord, err error) {
	if !by.Platform() {
		return nil, models.ErrNotFound
	}
	return list, st.Read(ctx).Where("language = ?", language).Order("lower(phrase), facet, code, id").Find(&list).Error
}

// WordInput is a word or phrase and what it means: a facet and a code, "service:walks", or "everybody:".
type WordInput struct {
	Language string `form:"language" validate:"oneof=it es el en"`
	Phrase   string `form:"phrase" validate:"required,max=80"`
	Meaning  string `form:"meaning" validate:"required,max=80"`
}

// AddWord says what a word of families means, from the next search on.
func AddWord(ctx context.Context, st *store.Store, by models.Actor, in WordInput) error {
	if !by.Platform() {
		return models.ErrNotFound
	}
	if err := input.Check(&in); err != nil {
		return err
	}
	facet, code, _ := strings.Cut(in.Meaning, ":")
	w := &models.SearchWord{Language: in.Language, Phrase: in.Phrase, SearchForm: searchForm(in.Phrase), Facet: models.Facet(facet), Code: code}
	if !w.Facet.Exists(code) {
		return input.Wrong(map[string]models.Text{"meaning": models.Say("invalid.required")})
	}
	if w.SearchForm == "" {
		return input.Wrong(map[string]models.Text{"phrase": models.Say("search_words.no_letters")})
	}
	return st.Write(ctx, func(tx *store.Tx) error {
		var there int64
		if err := tx.Model(w).Where("search_form = ? and facet = ? and code = ?", w.SearchForm, w.Facet, w.Code).Count(&there).Error; err != nil {
			return err
		}
		if there > 0 {
			return input.Wrong(map[string]models.Text{"phrase": models.Say("search_words.there")})
		}
		if err := tx.Save(w); err != nil {
			return err
		}
		event := w.Note(by, tx.Now(), "add")
		return tx.Save(&event)
	})
}

// RemoveWord takes a meaning away from a word.
func RemoveWord(ctx context.Context, st *store.Store, by models.Actor, id int64) error {
	if !by.Platform() {
		return models.ErrNotFound
	}
	return st.Write(ctx, func(tx *store.Tx) error {
		w, err := store.Lock[models.SearchWord](tx, id)
		if err != nil {
			return err
		}
		if err := tx.Delete(w).Error; err != nil {
			return err
		}
		event := w.Note(by, tx.Now(), "remove")
		return tx.Save(&event)
	})
}

// WordHistory is what was done to the words, newest first.
func WordHistory(ctx context.Context, st *store.Store, by models.Actor) (events []models.Event, err error) {
	if !by.Platform() {
		return nil, models.ErrNotFound
	}
	return events, st.Read(ctx).Where("subject = 'search_word'").Order("at desc, id desc").Limit(50).Find(&events).Error
}
