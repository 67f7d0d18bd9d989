// Package config reads the settings of the installation from the environment.
package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/caarlos0/env/v11"
)

// Config is what an operator can set; the zero environment gives a working private installation.
type Config struct {
	Addr        string     `env:"ALBO_ADDR" envDefault:":8080"`
	BaseURL     string     `env:"ALBO_BASE_URL"` // as people see it; empty: http://localhost and the port of Addr
	Data        string     `env:"ALBO_DATA" envDefault:"./data"`
	DatabaseURL string     `env:"DATABASE_URL"`   // empty: a private PostgreSQL under Data
	FilesURL    string     `env:"ALBO_FILES_URL"` // file:///folder; empty: Data/files
	SMTPURL     string     `env:"ALBO_SMTP_URL"`  // smtp://user:password@host:port; empty: mail goes to files under Data/mail
	MailFrom    string     `env:"ALBO_MAIL_FROM"`
	LogLevel    slog.Level `env:"ALBO_LOG_LEVEL" envDefault:"info"`
	// Inbox is where offices leave their lists, each in the folder of its body's slug; empty: Data/inbox.
	Inbox string `env:"ALBO_INBOX"`
	// FetchHosts are hosts from which lists are fetched although they are not public, or by http.
	FetchHosts []string `env:"ALBO_FETCH_HOSTS"`
	// TrustedProxies are the addresses or networks whose X-Forwarded-For is believed.
	TrustedProxies []Network `env:"ALBO_TRUSTED_PROXIES"`
}

// Network is a range of addresses, written as one (10.0.0.0/8) or as a single address.
type Network struct{ netip.Prefix }

// UnmarshalText reads a network or an address.
func (n *Network) UnmarshalText(text []byte) error {
	if addr, err := netip.ParseAddr(string(text)); err == nil {
		n.Prefix = netip.PrefixFrom(addr, addr.BitLen())
		return nil
	}
	return n.Prefix.UnmarshalText(text)
}

// Trusts tells whether an address is one of the installation's own proxies.
func (c Config) Trusts(addr netip.Addr) bool {
	return slices.ContainsFunc(c.TrustedProxies, func(n Network) bool { return n.Contains(addr.Unmap()) })
}

// Read reads the environment; the error lists every problem at once.
func Read() (Config, error) {
	c, err := env.ParseAs[Config]()
	return c.complete(err)
}

func (c Config) complete(err error) (Config, error) {
	problems := []error{err}
	if _, _, e := net.SplitHostPort(c.Addr); e != nil {
		problems = append(problems, fmt.Errorf("ALBO_ADDR must be host:port or :port, not %q", c.Addr))
	}
	if c.BaseURL == "" {
		_, port, _ := net.SplitHostPort(c.Addr)
		c.BaseURL = "http://localhost:" + port
	}
	c.BaseURL = strings.TrimRight(c.BaseURL, "/")
	if u, e := url.Parse(c.BaseURL); e != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.Path != "" {
		problems = append(problems, fmt.Errorf("ALBO_BASE_URL must be http(s)://host without a path, not %q", c.BaseURL))
	}
	if c.DatabaseURL != "" {
		if u, e := url.Parse(c.DatabaseURL); e != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" {
			problems = append(problems, errors.New("DATABASE_URL must be postgres://user:password@host/database"))
		}
	}
	if c.FilesURL != "" && c.filesFolder() == "" {
		problems = append(problems, fmt.Errorf("ALBO_FILES_URL must be file:///folder, not %q", c.FilesURL))
	}
	if c.SMTPURL != "" {
		if u, e := url.Parse(c.SMTPURL); e != nil || u.Host == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
			problems = append(problems, errors.New("ALBO_SMTP_URL must be smtp://user:password@host:port or smtps://…"))
		}
	}
	if c.MailFrom != "" {
		if _, e := mail.ParseAddress(c.MailFrom); e != nil {
			problems = append(problems, fmt.Errorf("ALBO_MAIL_FROM must be an address such as Albo <albo@comune.example>, not %q", c.MailFrom))
		}
	}
	return c, errors.Join(problems...)
}

// Files is the folder where uploaded files are kept.
func (c Config) Files() string {
	if folder := c.filesFolder(); folder != "" {
		return folder
	}
	return filepath.Join(c.Data, "files")
}

func (c Config) filesFolder() string {
	if u, err := url.Parse(c.FilesURL); err == nil && u.Scheme == "file" && u.Host == "" {
		return u.Path
	}
	return ""
}

// InboxOf is the folder where the office of a body leaves its lists.
func (c Config) InboxOf(slug string) string {
	if c.Inbox != "" {
		return filepath.Join(c.Inbox, slug)
	}
	return filepath.Join(c.Data, "inbox", slug)
}

// Mail is the folder where mail is written when no SMTP server is set.
func (c Config) Mail() string { return filepath.Join(c.Data, "mail") }

// Secure tells whether people reach the installation by https.
func (c Config) Secure() bool { return strings.HasPrefix(c.BaseURL, "https://") }
