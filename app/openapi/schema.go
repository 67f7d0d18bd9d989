package openapi

import (
	"encoding"
	"reflect"
	"strings"
	"time"
)

// schemas gathers the schema of every named type met.
type schemas struct{ known object }

func (s *schemas) of(value any) object { return s.schema(reflect.TypeOf(value)) }

var (
	moments = reflect.TypeFor[time.Time]()
	texts   = reflect.TypeFor[encoding.TextMarshaler]()
)

func (s *schemas) schema(t reflect.Type) object {
	switch {
	case t == moments:
		return object{"type": "string", "format": "date-time"}
	case t.Implements(texts):
		return object{"type": "string"}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return s.schema(t.Elem())
	case reflect.Struct:
		return s.named(t)
	case reflect.Slice:
		return object{"type": "array", "items": s.schema(t.Elem())}
	case reflect.Map:
		return object{"type": "object", "additionalProperties": s.schema(t.Elem())}
	case reflect.String:
		return object{"type": "string"}
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.Float64:
		return object{"type": "number"}
	case reflect.Int, reflect.Int64:
		return object{"type": "integer"}
	}
	return object{}
}

// named puts the schema of a struct among the components, once, and refers to it.
func (s *schemas) named(t reflect.Type) object {
	name := typeName(t)
	if _, ok := s.known[name]; !ok {
		s.known[name] = nil // types may hold themselves
		properties, required := object{}, []string{}
		for i := range t.NumField() {
			field := t.Field(i)
			key, option, _ := strings.Cut(field.Tag.Get("json"), ",")
			if key == "" || key == "-" {
				continue
			}
			properties[key] = s.property(field)
			if option != "omitempty" && option != "omitzero" {
				required = append(required, key)
			}
		}
		s.known[name] = object{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
	}
	return object{"$ref": "#/components/schemas/" + name}
}

func (s *schemas) property(field reflect.StructField) object {
	schema := s.schema(field.Type)
	if format := field.Tag.Get("format"); format != "" {
		schema["format"] = format
	}
	if values := field.Tag.Get("enum"); values != "" {
		schema["enum"] = strings.Split(values, ",")
	}
	return schema
}

// typeName is the name of a type: Page[albo/app/hsds.Service] is PageOfService, verificationJSON is Verification.
func typeName(t reflect.Type) string {
	name, of, generic := strings.Cut(strings.TrimSuffix(t.Name(), "]"), "[")
	if generic {
		name += "Of" + of[strings.LastIndex(of, ".")+1:]
	}
	name = strings.TrimSuffix(name, "JSON")
	return strings.ToUpper(name[:1]) + name[1:]
}
