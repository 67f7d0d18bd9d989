package register

// Visible is the condition under which a listed carer (providers v, or provider_places v) is shown on @today.
const Visible = "(v.visible_until is null or v.visible_until >= @today)"

// Saying is the condition under which a listed carer (providers v) meets every word of a text, with its values.
func Saying(text string) (condition string, values map[string]any) { return words(text) }
