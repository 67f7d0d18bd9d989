// Package assets is the styles, scripts, fonts and icons that build.mjs makes, embedded.
package assets

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io/fs"
	"path"
	"strings"
	"sync"
)

//go:embed all:dist
var files embed.FS

// built is what the build left: names to hashed names, and the paths of the icons.
type built struct {
	names map[string]string
	icons map[string]string
	known map[string]bool
	style string
}

var load = sync.OnceValues(func() (*built, error) {
	b := &built{known: map[string]bool{}}
	if err := errors.Join(readJSON("manifest.json", &b.names), readJSON("icons.json", &b.icons)); err != nil {
		return &built{}, errors.Join(errors.New("the web assets are not built: run make assets"), err)
	}
	for _, hashed := range b.names {
		b.known[hashed] = true
	}
	style, err := files.ReadFile("dist/" + b.names["app.css"])
	b.style = string(style)
	return b, err
})

func readJSON(name string, into any) error {
	b, err := files.ReadFile("dist/" + name)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, into)
}

// Check tells whether the assets were built.
func Check() error {
	_, err := load()
	return err
}

// URL is the address of an asset; it changes with its content.
func URL(name string) string {
	b, _ := load()
	return "/assets/" + b.names[name]
}

// Icon is the drawing of an icon of Bootstrap Italia, as SVG paths.
func Icon(name string) string {
	b, _ := load()
	return b.icons[name]
}

// Style is the stylesheet that public pages carry in themselves, to be shown without waiting for a second answer.
func Style() string {
	b, _ := load()
	return b.style
}

// Hash is how a Content-Security-Policy names an inline style or script.
func Hash(text string) string {
	if said, ok := hashes.Load(text); ok {
		return said.(string)
	}
	sum := sha256.Sum256([]byte(text))
	said := "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	hashes.Store(text, said)
	return said
}

// hashes are those of the few styles there are: ours, and one for each colour of a body.
var hashes sync.Map

var mediaTypes = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".woff2": "font/woff2", ".txt": "text/plain; charset=utf-8",
}

// Open gives an asset by its hashed name in the best encoding the browser takes; fs.ErrNotExist for any other name.
func Open(name, acceptEncoding string) (body []byte, mediaType, encoding string, err error) {
	b, err := load()
	if err != nil || !b.known[name] {
		return nil, "", "", errors.Join(err, fs.ErrNotExist)
	}
	mediaType = mediaTypes[path.Ext(name)]
	for _, packed := range []struct{ encoding, suffix string }{{"br", ".br"}, {"gzip", ".gz"}} {
		if strings.Contains(acceptEncoding, packed.encoding) {
			if body, err := files.ReadFile("dist/" + name + packed.suffix); err == nil {
				return body, mediaType, packed.encoding, nil
			}
		}
	}
	body, err = files.ReadFile("dist/" + name)
	return body, mediaType, "", err
}
