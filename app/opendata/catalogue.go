package opendata

import (
	"time"

	"albo/app/i18n"
)

// Catalogue describes the Datasets and the public list as DCAT-AP 3 has it.
func Catalogue(baseURL string, modified time.Time) *Graph {
	g := &Graph{}
	here, changed := baseURL+"/data/catalog", typed(modified.UTC().Format(time.RFC3339), "xsd:dateTime")
	publisher := baseURL + "/#publisher"
	g.add(publisher, "foaf:Agent", said("foaf:name", "site.name_long"), iri("foaf:homepage", baseURL+"/"))
	contact := baseURL + "/#contact"
	g.add(contact, "vcard:Kind", said("vcard:fn", "site.name_long"), iri("vcard:hasURL", baseURL+"/it/report"))
	catalogue := []property{
		said("dcterms:title", "opendata.title"), said("dcterms:description", "opendata.text"), iri("dcterms:publisher", publisher), iri("foaf:homepage", baseURL+"/it/api"),
		{"dcterms:modified", []value{changed}}, iri("dcterms:license", authority+"licence/CC_BY_4_0"), iri("dcat:themeTaxonomy", authority+"data-theme"), iris("dcterms:language", languages),
	}
	var datasets []string
	for _, name := range Datasets {
		dataset(g, baseURL, name, publisher, contact, changed)
		datasets = append(datasets, baseURL+"/data/"+name)
	}
	g.add(baseURL+"/hsds", "dcat:DataService", said("dcterms:title", "opendata.service"), said("dcterms:description", "api.start_text"), iri("dcterms:publisher", publisher),
		iri("dcat:contactPoint", contact), iri("dcat:endpointURL", baseURL+"/hsds"), iri("dcat:endpointDescription", baseURL+"/openapi.json"), iri("dcat:theme", theme), iri("dcterms:accessRights", authority+"access-right/PUBLIC"))
	g.add(here, "dcat:Catalog", append(catalogue, iris("dcat:dataset", datasets), iri("dcat:service", baseURL+"/hsds"))...)
	return g
}

// authority is the controlled vocabularies of the Publications Office of the European Union.
const (
	authority = "http://publications.europa.eu/resource/authority/"
	theme     = authority + "data-theme/SOCI"
)

var (
	languages = []string{authority + "language/ITA", authority + "language/SPA", authority + "language/ELL", authority + "language/ENG"}
	countries = []string{authority + "country/ITA", authority + "country/ESP", authority + "country/GRC"}
)

func dataset(g *Graph, baseURL, name, publisher, contact string, changed value) {
	self := baseURL + "/data/" + name
	g.add(self, "dcat:Dataset",
		property{"dcterms:identifier", []value{text(name)}}, said("dcterms:title", "opendata."+name), said("dcterms:description", "opendata."+name+".text"), said("dcat:keyword", "opendata.keyword"),
		property{"dcterms:modified", []value{changed}}, iri("dcterms:publisher", publisher), iri("dcterms:rightsHolder", publisher), iri("dcat:contactPoint", contact), iri("dcat:theme", theme),
		iri("dcterms:accrualPeriodicity", authority+"frequency/DAILY"), iris("dcterms:spatial", countries), iris("dcterms:language", languages),
		iri("dcterms:accessRights", authority+"access-right/PUBLIC"), iri("dcat:distribution", self+"#csv"))
	g.add(self+"#csv", "dcat:Distribution",
		said("dcterms:title", "opendata."+name), iri("dcat:accessURL", self+".csv"), iri("dcat:downloadURL", self+".csv"), iri("dcterms:format", authority+"file-type/CSV"),
		iri("dcat:mediaType", "http://www.iana.org/assignments/media-types/text/csv"), iri("dcterms:license", authority+"licence/CC_BY_4_0"), property{"dcterms:modified", []value{changed}})
}

// said is a text in every language.
func said(name, key string) property {
	p := property{name: name}
	for _, lang := range i18n.Languages {
		p.values = append(p.values, value{text: i18n.T(lang, key), lang: lang})
	}
	return p
}
