package register

import (
	"strings"

	"albo/models"
)

// Visible is the condition under which a listed carer (providers v, or provider_places v) is shown on @today.
const Visible = "(v.visible_until is null or v.visible_until >= @today)"

// Saying is the condition under which a listed carer (providers v) meets every word of a text, with its values: for programs,
// which ask for words as they are. Each stands in the name or the bio, or names a service that is offered.
func Saying(text string) (condition string, values map[string]any) {
	var conditions []string
	values = map[string]any{}
	for i, word := range strings.Fields(spoken(text)) {
		if i == 8 {
			break
		}
		name := "word" + string(rune('a'+i))
		values[name] = "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(word) + "%"
		one := "v.search like @" + name
		if mask := models.ServiceMask(servicesNamed(word)); mask != 0 {
			values[name+"mask"] = mask
			one = "(" + one + " or v.service_mask & cast(@" + name + "mask as bigint) <> 0)"
		}
		conditions = append(conditions, one)
	}
	return strings.Join(conditions, " and "), values
}
