// Package openapi describes an interface in the words of OpenAPI 3.1, from the very types that it answers with. It is pure.
package openapi

import (
	"strconv"
	"strings"
)

// Parameter is one thing that an address can be asked with. Least and Most bound a number, Most the characters of a text.
type Parameter struct {
	Name    string
	In      string // path or query
	Type    string // string, integer, number or boolean
	Format  string // uuid, date-time …
	Values  []string
	Least   int
	Most    int
	Default any
}

// Answer is what comes back with a status: Value is of the type that is written as JSON, nil for any other media type.
type Answer struct {
	Status int
	Media  string
	Value  any
}

// Operation is a GET on an address, {names} in it being parameters.
type Operation struct {
	ID         string
	Path       string
	Parameters []Parameter
	Answers    []Answer
}

// Info is what the document says of the interface as a whole.
type Info struct{ Title, Version, Description, Server, Licence, LicenceURL, Contact string }

type object = map[string]any

// Document is the whole description. say gives the words for a key: operation.ID, operation.ID.text, parameter.NAME, status.N.
func Document(info Info, operations []Operation, say func(key string) string) map[string]any {
	schemas, paths := &schemas{known: object{}}, object{}
	for _, o := range operations {
		paths[o.Path] = object{"get": operation(o, schemas, say)}
	}
	about := object{"title": info.Title, "version": info.Version, "description": info.Description, "license": object{"name": info.Licence, "url": info.LicenceURL}}
	if info.Contact != "" {
		about["contact"] = object{"url": info.Contact}
	}
	return object{
		"openapi": "3.1.0", "info": about, "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
		"servers": []object{{"url": info.Server}}, "paths": paths, "components": object{"schemas": schemas.known},
	}
}

func operation(o Operation, schemas *schemas, say func(string) string) object {
	parameters := make([]object, 0, len(o.Parameters))
	for _, p := range o.Parameters {
		parameters = append(parameters, object{
			"name": p.Name, "in": p.In, "required": p.In == "path", "description": say("parameter." + p.Name), "schema": p.schema(),
		})
	}
	responses := object{}
	for _, a := range o.Answers {
		status := strconv.Itoa(a.Status)
		response, ok := responses[status].(object)
		if !ok {
			response = object{"description": say("status." + status), "content": object{}}
			responses[status] = response
		}
		content := object{}
		if a.Value != nil {
			content["schema"] = schemas.of(a.Value)
		}
		response["content"].(object)[a.Media] = content
	}
	return object{"operationId": o.ID, "summary": say("operation." + o.ID), "description": say("operation." + o.ID + ".text"), "parameters": parameters, "responses": responses}
}

func (p Parameter) schema() object {
	s := object{"type": p.Type}
	if p.Format != "" {
		s["format"] = p.Format
	}
	if len(p.Values) > 0 {
		s["enum"] = p.Values
	}
	if p.Default != nil {
		s["default"] = p.Default
	}
	switch {
	case p.Most == 0:
	case p.Type == "string":
		s["maxLength"] = p.Most
	default:
		s["minimum"], s["maximum"] = p.Least, p.Most
	}
	return s
}

// Route is the path as a router takes it: {id} is :id.
func (o Operation) Route() string { return strings.NewReplacer("{", ":", "}", "").Replace(o.Path) }
