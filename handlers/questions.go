package handlers

import (
	"github.com/gofiber/fiber/v2"

	"albo/app/person"
	"albo/app/roster"
	"albo/templates"
	page "albo/templates/carer"
)

func (h *Handlers) showQuestion(c *fiber.Ctx) error { return h.questionForm(c, templates.Form{}) }

// questionForm shows what a body asks of somebody about who they are.
func (h *Handlers) questionForm(c *fiber.Ctx, form templates.Form) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	check, err := roster.ShowQuestion(c.UserContext(), h.store, actor(c), id)
	if err != nil {
		return err
	}
	who, err := person.Mine(c.UserContext(), h.store, actor(c))
	if err != nil {
		return err
	}
	p := h.mePage(c, "", "question.title")
	if len(form.Faults) > 0 {
		return h.again(c, p, page.Question(p, form, who, check))
	}
	return h.render(c, p, page.Question(p, form, who, check))
}

func (h *Handlers) answerQuestion(c *fiber.Ctx) error {
	return send(h, c, "/me/questions", "question_answered", func(form templates.Form) error { return h.questionForm(c, form) }, roster.Answer)
}
