package identifier

import (
	"errors"
	"reflect"

	"albo/models"
	"github.com/go-playground/validator/v10"
)

// Register adds one validator tag per Kind, named as the kind, and person_code=IT and entity_code=IT (or ES, GR) for
// what CheckPerson and CheckEntity accept. The tags are for string fields. An empty value fails: put omitempty before
// the tag where a field may stay empty.
func Register(v *validator.Validate) error {
	tags := []string{"person_code", "entity_code"}
	for kind := range checks {
		tags = append(tags, string(kind))
	}
	var failures []error
	for _, tag := range tags {
		failures = append(failures, v.RegisterValidation(tag, func(field validator.FieldLevel) bool {
			return problemOf(tag, field.Param(), field.Field().String()) == nil
		}))
	}
	return errors.Join(failures...)
}

// Explain says what is wrong with a field that failed a tag of Register; false for any other tag.
func Explain(failed validator.FieldError) (models.Text, bool) {
	tag := failed.ActualTag()
	if _, isKind := checks[Kind(tag)]; !isKind && tag != "person_code" && tag != "entity_code" {
		return models.Text{}, false
	}
	value := reflect.Indirect(reflect.ValueOf(failed.Value())).String()
	problem := problemOf(tag, failed.Param(), value)
	if problem == nil {
		return models.Text{}, false
	}
	return *problem, true
}

func problemOf(tag, param, value string) (problem *models.Text) {
	switch tag {
	case "person_code":
		_, _, problem = CheckPerson(param, value)
	case "entity_code":
		_, _, problem = CheckEntity(param, value)
	default:
		_, problem = Check(Kind(tag), value)
	}
	return problem
}
