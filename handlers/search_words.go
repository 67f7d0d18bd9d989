package handlers

import (
	"github.com/gofiber/fiber/v2"

	"albo/app/i18n"
	"albo/app/register"
	"albo/templates"
	page "albo/templates/admin"
)

func (h *Handlers) showSearchWords(c *fiber.Ctx) error {
	language := c.Query("language")
	if !i18n.Known(language) {
		language = lang(c)
	}
	return h.searchWordsForm(c, formOf(register.WordInput{Language: language}))
}

func (h *Handlers) searchWordsForm(c *fiber.Ctx, form templates.Form) error {
	words, err := register.Words(c.UserContext(), h.store, actor(c), form.Value("language"))
	if err != nil {
		return err
	}
	events, err := register.WordHistory(c.UserContext(), h.store, actor(c))
	if err != nil {
		return err
	}
	p := h.adminPage(c, "search_words", "search_words.title")
	if len(form.Faults) > 0 {
		return h.again(c, p, page.SearchWords(p, form, words, events))
	}
	return h.render(c, p, page.SearchWords(p, form, words, events))
}

func (h *Handlers) addSearchWord(c *fiber.Ctx) error {
	in, form, err := bind[register.WordInput](c)
	if err == nil {
		err = register.AddWord(c.UserContext(), h.store, actor(c), in)
	}
	if err != nil {
		if refused(&form, err) {
			return h.searchWordsForm(c, form)
		}
		return err
	}
	return h.done(c, "/admin/search-words?language="+in.Language, "search_word_added")
}

// removeInput is the word to take away, and the language whose words are shown.
type removeInput struct {
	Word     int64  `form:"word"`
	Language string `form:"language"`
}

func (h *Handlers) removeSearchWord(c *fiber.Ctx) error {
	in, _, err := bind[removeInput](c)
	if err != nil {
		return err
	}
	if err := register.RemoveWord(c.UserContext(), h.store, actor(c), in.Word); err != nil {
		return err
	}
	return h.done(c, "/admin/search-words?language="+i18n.Or(in.Language), "search_word_removed")
}
