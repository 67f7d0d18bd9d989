package opendata

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// Graph is what is said of things, each property of a thing once, to be written as Turtle or as JSON-LD.
type Graph struct{ nodes []node }

type node struct {
	id, kind   string
	properties []property
}

type property struct {
	name   string
	values []value
}

// value is another thing when iri is set, else a text: in a language, of a type, or neither.
type value struct{ iri, text, lang, kind string }

func text(s string) value        { return value{text: s} }
func typed(s, kind string) value { return value{text: s, kind: kind} }

func iri(name, of string) property { return iris(name, []string{of}) }

func iris(name string, of []string) property {
	p := property{name: name}
	for _, s := range of {
		p.values = append(p.values, value{iri: s})
	}
	return p
}

func (g *Graph) add(id, kind string, properties ...property) {
	g.nodes = append(g.nodes, node{id, kind, properties})
}

var prefixes = [][2]string{
	{"dcat", "http://www.w3.org/ns/dcat#"}, {"dcterms", "http://purl.org/dc/terms/"}, {"foaf", "http://xmlns.com/foaf/0.1/"},
	{"vcard", "http://www.w3.org/2006/vcard/ns#"}, {"xsd", "http://www.w3.org/2001/XMLSchema#"},
}

// Turtle writes the graph as RDF 1.1 Turtle.
func (g *Graph) Turtle(w io.Writer) error {
	var b strings.Builder
	for _, p := range prefixes {
		fmt.Fprintf(&b, "@prefix %s: <%s> .\n", p[0], p[1])
	}
	for _, n := range g.nodes {
		fmt.Fprintf(&b, "\n<%s> a %s", n.id, n.kind)
		for _, p := range n.properties {
			for i, v := range p.values {
				lead := ",\n    "
				if i == 0 {
					lead = ";\n  " + p.name + " "
				}
				b.WriteString(" " + lead + v.turtle())
			}
		}
		b.WriteString(" .\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

var escape = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`)

func (v value) turtle() string {
	quoted := `"` + escape.Replace(v.text) + `"`
	switch {
	case v.iri != "":
		return "<" + v.iri + ">"
	case v.lang != "":
		return quoted + "@" + v.lang
	case v.kind != "":
		return quoted + "^^" + v.kind
	}
	return quoted
}

// JSONLD writes the graph as JSON-LD 1.1.
func (g *Graph) JSONLD(w io.Writer) error {
	context, graph := map[string]string{}, []map[string]any{}
	for _, p := range prefixes {
		context[p[0]] = p[1]
	}
	for _, n := range g.nodes {
		said := map[string]any{"@id": n.id, "@type": n.kind}
		for _, p := range n.properties {
			values := []map[string]string{}
			for _, v := range p.values {
				values = append(values, v.jsonLD())
			}
			said[p.name] = values
		}
		graph = append(graph, said)
	}
	return json.NewEncoder(w).Encode(map[string]any{"@context": context, "@graph": graph})
}

func (v value) jsonLD() map[string]string {
	if v.iri != "" {
		return map[string]string{"@id": v.iri}
	}
	m := map[string]string{"@value": v.text}
	if v.lang != "" {
		m["@language"] = v.lang
	}
	if v.kind != "" {
		m["@type"] = v.kind
	}
	return m
}
