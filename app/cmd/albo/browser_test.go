package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"albo/app/apptest"
	"albo/seeds"
)

const root = "../../.."

// browser is a real browser that a person sits at; every page it shows is audited.
type browser struct {
	t    *testing.T
	ctx  context.Context
	base string

	mu      sync.Mutex
	foreign []string // requests to anybody else
	console []string // errors, of the Content-Security-Policy too
	bytes   float64  // over the network since the last page
}

func chromium(t *testing.T) string {
	return apptest.Program(t, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
}

// sit opens a browser with a window of a width, without cookies.
func sit(t *testing.T, s *server, width int64) *browser {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium(t)), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.Flag("lang", "it-IT"),
		chromedp.UserDataDir(t.TempDir()))
	allocated, drop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, close := chromedp.NewContext(allocated)
	ctx, cancel := context.WithTimeout(ctx, 6*time.Minute)
	t.Cleanup(func() { cancel(); close(); drop() })
	b := &browser{t: t, ctx: ctx, base: s.base}
	b.must(chromedp.Do(ctx, chromedp.EmulateViewport(width, 900)))
	b.must(chromedp.Listen(ctx, b.listen))
	return b
}

func (b *browser) listen(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if u := e.Request.URL; !strings.HasPrefix(u, b.base) && !strings.HasPrefix(u, "data:") && !strings.HasPrefix(u, "about:") {
			b.foreign = append(b.foreign, u)
		}
	case *network.EventLoadingFinished:
		b.bytes += e.EncodedDataLength
	case *log.EventEntryAdded:
		if e.Entry.Level == "error" {
			b.console = append(b.console, e.Entry.Text)
		}
	}
}

func (b *browser) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// resize changes the window.
func (b *browser) resize(width int64) {
	b.must(chromedp.Do(b.ctx, chromedp.EmulateViewport(width, 900)))
}

// dark asks for the dark scheme, or the light one.
func (b *browser) scheme(name string) {
	b.must(chromedp.Do(b.ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}}})
		return err
	})))
}

// open goes to a page, which must be there, and audits it.
func (b *browser) open(path string) {
	b.t.Helper()
	b.visit(path)
	b.audit()
}

// visit goes to a page that was audited before.
func (b *browser) visit(path string) {
	b.t.Helper()
	b.forget()
	answer, err := chromedp.Run(b.ctx, chromedp.NavigateResponse(b.base+path))
	b.must(err)
	if answer != nil && answer.Status != 200 {
		b.t.Fatalf("%s: %d", path, answer.Status)
	}
}

// press clicks something that leads on, and audits where it leads.
func (b *browser) press(selector string) {
	b.t.Helper()
	b.forget()
	answer, err := chromedp.RunResponse(b.ctx, chromedp.Click(chromedp.CSS(selector)))
	if err != nil {
		b.t.Fatalf("press %s: %v", selector, err)
	}
	if answer != nil && answer.Status >= 400 {
		b.t.Fatalf("press %s: %d\n%s", selector, answer.Status, b.text("main"))
	}
	b.audit()
}

// fill types into a field, over what stands there.
func (b *browser) fill(selector, value string) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, chromedp.WaitReady(chromedp.CSS(selector)), chromedp.SetValue(chromedp.CSS(selector), value)); err != nil {
		b.t.Fatalf("fill %s: %v", selector, err)
	}
}

// tick ticks a box or chooses a radio button.
func (b *browser) tick(selector string) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, chromedp.Click(chromedp.CSS(selector))); err != nil {
		b.t.Fatalf("tick %s: %v", selector, err)
	}
}

// choose puts a file into a file field.
func (b *browser) choose(selector, path string) {
	b.t.Helper()
	path, err := filepath.Abs(path)
	b.must(err)
	b.must(chromedp.Do(b.ctx, chromedp.SetUploadFiles(chromedp.CSS(selector), []string{path})))
}

// text is what the first element of a selector says.
func (b *browser) text(selector string) string {
	b.t.Helper()
	text, err := chromedp.Run(b.ctx, chromedp.Text(chromedp.CSS(selector)))
	if err != nil {
		b.t.Fatalf("read %s: %v", selector, err)
	}
	return text
}

// eval runs a line of JavaScript.
func eval[T any](b *browser, script string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: %v", script, err)
	}
	return v
}

// sees waits until the page says something.
func (b *browser) sees(texts ...string) {
	b.t.Helper()
	for _, text := range texts {
		quoted, _ := json.Marshal(text)
		if !eval[bool](b, fmt.Sprintf(`document.body.innerText.includes(%s)`, quoted)) {
			b.t.Fatalf("%s does not say %q:\n%s", b.where(), text, b.text("main"))
		}
	}
}

// waitFor waits for an element to appear, while the page reloads as it likes.
func (b *browser) waitFor(selector string) {
	b.t.Helper()
	quoted, _ := json.Marshal(selector)
	for range 300 {
		found, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](fmt.Sprintf(`document.readyState === 'complete' && !!document.querySelector(%s)`, quoted)))
		if err == nil && found {
			b.audit()
			return
		}
		b.must(chromedp.Do(b.ctx, chromedp.Sleep(100*time.Millisecond)))
	}
	b.t.Fatalf("%s never showed %s", b.where(), selector)
}

func (b *browser) where() string {
	b.t.Helper()
	at, err := chromedp.Run(b.ctx, chromedp.Location())
	b.must(err)
	return strings.TrimPrefix(at, b.base)
}

// signIn signs in with an account of the demonstration; signInAs with any other.
func (b *browser) signIn(email string) {
	b.t.Helper()
	b.signInAs(email, seeds.Password)
}

func (b *browser) signInAs(email, password string) {
	b.t.Helper()
	b.visit("/it/sign-in")
	b.fill("#email", email)
	b.fill("#password", password)
	b.press("main form button[type=submit]")
}

// signOut leaves the page first, which may be waiting for something and would ask for it as nobody.
func (b *browser) signOut() {
	b.t.Helper()
	_, err := chromedp.Run(b.ctx, chromedp.NavigateResponse("about:blank"))
	b.must(err)
	b.must(chromedp.Do(b.ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, network.ClearBrowserCookies, cdp.Empty{})
		return err
	})))
}

func (b *browser) forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.foreign, b.console, b.bytes = nil, nil, 0
}

// axe is the accessibility checker, WCAG 2.2 AA and good practice.
var axe = sync.OnceValues(func() (string, error) {
	script, err := os.ReadFile(filepath.Join(root, "templates/assets/node_modules/axe-core/axe.min.js"))
	return string(script) + ";0", err
})

// found is what an audit sees.
type found struct {
	Axe      []string
	Overflow int
	Unsaid   []string
}

const look = `(async () => {
  const result = await axe.run(document, { resultTypes: ['violations'] });
  const words = document.body.innerText.match(/\b[a-z_]+\.[a-z_]+(\.[a-z_0-9]+)*\b/g) || [];
  return JSON.stringify({
    Axe: result.violations.map((v) => v.id + ': ' + v.nodes.slice(0, 3).map((n) => n.html.slice(0, 140)).join(' | ')),
    Overflow: Math.max(0, document.documentElement.scrollWidth - innerWidth),
    Unsaid: words.filter((w) => /_/.test(w) && !/[@/]/.test(w)),
  });
})()`

// audit holds every page to the same: accessible, nothing over its edge, nothing of anybody else's, no error, not heavy.
func (b *browser) audit() {
	b.t.Helper()
	script, err := axe()
	if err != nil {
		b.t.Fatal("the assets are not installed: make assets: ", err)
	}
	where := b.where()
	if _, err := chromedp.Run(b.ctx, chromedp.Evaluate[any](script)); err != nil {
		b.t.Fatal(err)
	}
	var seen found
	b.must(json.Unmarshal([]byte(eval[string](b, look)), &seen))
	for _, violation := range seen.Axe {
		b.t.Errorf("%s: %s", where, violation)
	}
	if seen.Overflow > 0 {
		b.t.Errorf("%s: %d px over the edge", where, seen.Overflow)
	}
	for _, word := range seen.Unsaid {
		b.t.Errorf("%s shows a key instead of a text: %s", where, word)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, u := range b.foreign {
		b.t.Errorf("%s asks somebody else: %s", where, u)
	}
	for _, text := range b.console {
		b.t.Errorf("%s: %s", where, text)
	}
	if kb := b.bytes / 1024; kb > 100 {
		b.t.Errorf("%s weighs %.0f KB", where, kb)
	}
}

// cookies are those of the browser, for a request beside it.
func (b *browser) cookies() string {
	b.t.Helper()
	var pairs []string
	b.must(chromedp.Do(b.ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		kept, err := cdp.Call(ctx, t, network.GetCookies, network.GetCookiesParams{})
		if err != nil {
			return err
		}
		for _, c := range kept.Cookies {
			pairs = append(pairs, c.Name+"="+c.Value)
		}
		return nil
	})))
	return strings.Join(pairs, "; ")
}

// tab presses the Tab key.
func (b *browser) tab() {
	b.t.Helper()
	b.must(chromedp.Do(b.ctx, chromedp.KeyEvent(kb.Tab)))
}
