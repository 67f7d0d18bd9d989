package apptest_test

import (
	"bytes"
	"net/mail"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"albo/app/i18n"
)

// publiccode is publiccode.yml as the standard of version 0.4 has it (https://yml.publiccode.tools).
type publiccode struct {
	Version          string   `yaml:"publiccodeYmlVersion"`
	Name             string   `yaml:"name"`
	URL              string   `yaml:"url"`
	Platforms        []string `yaml:"platforms"`
	Categories       []string `yaml:"categories"`
	Status           string   `yaml:"developmentStatus"`
	SoftwareType     string   `yaml:"softwareType"`
	IntendedAudience struct {
		Scope     []string `yaml:"scope"`
		Countries []string `yaml:"countries"`
	} `yaml:"intendedAudience"`
	Description map[string]struct {
		LocalisedName    string   `yaml:"localisedName"`
		ShortDescription string   `yaml:"shortDescription"`
		LongDescription  string   `yaml:"longDescription"`
		Features         []string `yaml:"features"`
	} `yaml:"description"`
	Legal struct {
		License string `yaml:"license"`
	} `yaml:"legal"`
	Maintenance struct {
		Type     string `yaml:"type"`
		Contacts []struct {
			Name  string `yaml:"name"`
			Email string `yaml:"email"`
		} `yaml:"contacts"`
	} `yaml:"maintenance"`
	Localisation struct {
		Ready     *bool    `yaml:"localisationReady"`
		Languages []string `yaml:"availableLanguages"`
	} `yaml:"localisation"`
	DependsOn struct {
		Open []struct {
			Name       string `yaml:"name"`
			VersionMin string `yaml:"versionMin"`
		} `yaml:"open"`
	} `yaml:"dependsOn"`
}

func TestPubliccodeIsWhatTheCatalogueAsks(t *testing.T) {
	file, err := os.ReadFile(filepath.Join(root, "publiccode.yml"))
	if err != nil || !utf8.Valid(file) {
		t.Fatal("not a UTF-8 file", err)
	}
	var p publiccode
	decoder := yaml.NewDecoder(bytes.NewReader(file))
	decoder.KnownFields(true)
	if err := decoder.Decode(&p); err != nil {
		t.Fatal(err)
	}
	one := func(what, value string, of ...string) {
		if !slices.Contains(of, value) {
			t.Errorf("%s is %q, must be one of %v", what, value, of)
		}
	}
	one("publiccodeYmlVersion", p.Version, "0.4")
	one("developmentStatus", p.Status, "concept", "development", "beta", "stable", "obsolete")
	one("softwareType", p.SoftwareType, "standalone/web")
	one("maintenance.type", p.Maintenance.Type, "internal", "contract", "community", "none")
	one("platforms", strings.Join(p.Platforms, " "), "web")
	one("legal.license", p.Legal.License, "EUPL-1.2")
	categories := []string{"business-process-management", "compliance-management", "document-management", "workflow-management"}
	for _, c := range p.Categories {
		one("category", c, categories...)
	}
	for _, country := range p.IntendedAudience.Countries {
		one("country", country, "it", "es", "gr")
	}
	if u, err := url.Parse(p.URL); err != nil || u.Scheme != "https" || p.Name != "Albo" || len(p.Categories) == 0 {
		t.Errorf("name, url and categories: %+v", p)
	}
	for lang, d := range p.Description {
		short, long := utf8.RuneCountInString(d.ShortDescription), utf8.RuneCountInString(d.LongDescription)
		if !i18n.Known(lang) || short == 0 || short > 150 || strings.Contains(d.ShortDescription, "\n") || long < 150 || long > 10_000 || len(d.Features) == 0 || d.LocalisedName == "" {
			t.Errorf("%s: %d and %d letters, %d features", lang, short, long, len(d.Features))
		}
	}
	if len(p.Description) != len(i18n.Languages) || !slices.Equal(p.Localisation.Languages, i18n.Languages) || p.Localisation.Ready == nil {
		t.Errorf("languages: %v", p.Localisation.Languages)
	}
	for _, c := range p.Maintenance.Contacts {
		if _, err := mail.ParseAddress(c.Email); err != nil || c.Name == "" {
			t.Errorf("contact: %+v", c)
		}
	}
	licence, err := os.ReadFile(filepath.Join(root, "LICENSE"))
	if err != nil || !regexp.MustCompile(`EUROPEAN UNION PUBLIC LICENCE v\. 1\.2`).Match(licence) {
		t.Errorf("LICENSE is not the EUPL-1.2: %v", err)
	}
}
