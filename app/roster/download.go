package roster

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"albo/app/store"
	"albo/models"
)

// fetchTime bounds how long a list may take to come.
const fetchTime = 2 * time.Minute

// mostRedirects is how often a server may send on to another address.
const mostRedirects = 5

// urlProblem says what is wrong with the address of a list: it must be https, or http on a host that the operator allows.
func urlProblem(address string, allowed []string) *models.Text {
	u, err := url.Parse(address)
	say := func(key string) *models.Text { t := models.Say(key); return &t }
	switch {
	case err != nil || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http":
		return say("source.not_an_address")
	case u.User != nil:
		return say("source.no_password")
	case u.Scheme == "http" && !slices.Contains(allowed, u.Hostname()):
		return say("source.only_https")
	}
	return nil
}

// download asks a server for a list. It goes out to public addresses only, whatever a name or a redirect leads to, unless the
// operator allows the host: nobody reaches by it what only this machine may reach.
func download(ctx context.Context, st *store.Store, address string) (found, error) {
	allowed := st.Config.FetchHosts
	client := &http.Client{
		Transport: &http.Transport{DialContext: dialPublic(allowed), TLSHandshakeTimeout: 20 * time.Second, ResponseHeaderTimeout: time.Minute, DisableKeepAlives: true},
		CheckRedirect: func(r *http.Request, via []*http.Request) error {
			if problem := urlProblem(r.URL.String(), allowed); problem != nil {
				return &models.Error{Kind: models.Invalid, Text: *problem}
			}
			if len(via) > mostRedirects {
				return models.Refuse(models.Invalid, "source.too_many_redirects")
			}
			return nil
		},
	}
	if problem := urlProblem(address, allowed); problem != nil { // the operator may have changed what is allowed
		return found{}, &models.Error{Kind: models.Invalid, Text: *problem}
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return found{}, models.Refuse(models.Invalid, "source.not_an_address")
	}
	request.Header.Set("User-Agent", "Albo")
	answer, err := client.Do(request)
	if err != nil {
		return found{}, fetchProblem("source.no_answer", err)
	}
	if answer.StatusCode != http.StatusOK {
		answer.Body.Close()
		return found{}, models.Refuse(models.Invalid, "source.status", "status", strconv.Itoa(answer.StatusCode))
	}
	from, _ := http.ParseTime(answer.Header.Get("Last-Modified")) // zero when it does not say
	start, body := peek(answer.Body)
	if isWebPage(answer.Header.Get("Content-Type"), start) {
		answer.Body.Close()
		return found{}, models.Refuse(models.Invalid, "source.web_page")
	}
	return found{name: nameOf(answer), from: from, body: body}, nil
}

// peek gives the first bytes of what comes, and all of it.
func peek(body io.ReadCloser) ([]byte, io.ReadCloser) {
	buffered := bufio.NewReader(body)
	start, _ := buffered.Peek(512) // what is cut off is told of when it is read
	return start, struct {
		io.Reader
		io.Closer
	}{buffered, body}
}

// isWebPage tells that an address answers with a page for people, such as one to sign in on.
func isWebPage(mediaType string, start []byte) bool {
	declared := strings.HasPrefix(mediaType, "text/html") || strings.HasPrefix(mediaType, "application/xhtml")
	return strings.HasPrefix(http.DetectContentType(start), "text/html") || declared && bytes.HasPrefix(bytes.TrimSpace(start), []byte("<"))
}

// fetchProblem says what kept a list from coming. A refusal of ours stays what it is; of others only what helps the office.
func fetchProblem(key string, err error) error {
	var refused *models.Error
	var name *net.DNSError
	switch {
	case errors.As(err, &refused):
		return refused
	case errors.As(err, &name):
		return models.Refuse(models.Invalid, "source.no_such_host")
	case errors.Is(err, context.DeadlineExceeded):
		return models.Refuse(models.Invalid, "source.too_slow")
	}
	return fmt.Errorf("%w: %w", models.Refuse(models.Invalid, key), err)
}

// nameOf is the name of a file as its server gives it, or as its address ends.
func nameOf(answer *http.Response) string {
	if _, params, err := mime.ParseMediaType(answer.Header.Get("Content-Disposition")); err == nil && params["filename"] != "" {
		return params["filename"]
	}
	if name := path.Base(answer.Request.URL.Path); name != "." && name != "/" {
		return name
	}
	return answer.Request.URL.Hostname()
}

// dialPublic connects to public addresses only, looked at when the connection is made: what a name means may change in between.
func dialPublic(allowed []string) func(ctx context.Context, network, address string) (net.Conn, error) {
	plain := &net.Dialer{Timeout: 20 * time.Second}
	guarded := &net.Dialer{Timeout: 20 * time.Second, Control: func(_, address string, _ syscall.RawConn) error {
		if to, err := netip.ParseAddrPort(address); err != nil || !isPublic(to.Addr()) {
			return models.Refuse(models.Invalid, "source.not_public")
		}
		return nil
	}}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if host, _, err := net.SplitHostPort(address); err == nil && slices.Contains(allowed, host) {
			return plain.DialContext(ctx, network, address)
		}
		return guarded.DialContext(ctx, network, address)
	}
}

// notPublic are networks that are no part of the public internet, or lead into others (IANA special-purpose registries).
var notPublic = prefixes("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
	"64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fec0::/10")

func prefixes(list ...string) (networks []netip.Prefix) {
	for _, s := range list {
		networks = append(networks, netip.MustParsePrefix(s))
	}
	return networks
}

func isPublic(addr netip.Addr) bool {
	addr = addr.Unmap()
	return addr.IsGlobalUnicast() && !addr.IsPrivate() && !slices.ContainsFunc(notPublic, func(n netip.Prefix) bool { return n.Contains(addr) })
}
