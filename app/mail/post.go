package mail

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"

	gomail "github.com/wneessen/go-mail"

	"albo/app/config"
)

// send posts a letter through the SMTP server, or writes it to a file where none is set.
func send(ctx context.Context, c config.Config, l letter) error {
	m, err := message(c, l)
	if err != nil {
		return err
	}
	if c.SMTPURL == "" {
		return file(c.Mail(), l.id, m)
	}
	client, err := dial(c.SMTPURL)
	if err != nil {
		return err
	}
	return client.DialAndSendWithContext(ctx, m)
}

func message(c config.Config, l letter) (*gomail.Msg, error) {
	base, err := url.Parse(c.BaseURL)
	if err != nil {
		return nil, err
	}
	from := c.MailFrom
	if from == "" {
		from = "Albo <albo@" + base.Hostname() + ">"
	}
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := m.From(from); err != nil {
		return nil, err
	}
	if err := m.To(l.to); err != nil {
		return nil, err
	}
	m.Subject(l.subject)
	m.SetGenHeader(gomail.HeaderContentLang, l.language)
	m.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no out-of-office answers
	// the same message sent again after a crash has the same id, so that mail programs show it once
	m.SetMessageIDWithValue("message-" + strconv.FormatInt(l.id, 10) + "@" + base.Hostname())
	m.SetDate()
	m.SetBodyString(gomail.TypeTextPlain, l.text)
	return m, nil
}

// dial reads smtp://user:password@host:port (STARTTLS required, unless ?starttls=no) and smtps://….
func dial(address string) (*gomail.Client, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("ALBO_SMTP_URL cannot be read") // it may hold a password: not repeated
	}
	options := []gomail.Option{gomail.WithTLSPolicy(gomail.TLSMandatory)}
	switch {
	case u.Scheme == "smtps":
		options = []gomail.Option{gomail.WithSSL()}
	case u.Query().Get("starttls") == "no":
		options = []gomail.Option{gomail.WithTLSPolicy(gomail.NoTLS)}
	}
	if port, err := strconv.Atoi(u.Port()); err == nil {
		options = append(options, gomail.WithPort(port))
	}
	if u.User != nil {
		password, _ := u.User.Password()
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(u.User.Username()), gomail.WithPassword(password))
	}
	return gomail.NewClient(u.Hostname(), options...)
}

// file writes the letter under its number; written again, it replaces itself.
func file(folder string, id int64, m *gomail.Msg) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	path := filepath.Join(folder, fmt.Sprintf("%08d.eml", id))
	if err := m.WriteToFile(path + ".part"); err != nil {
		return err
	}
	return os.Rename(path+".part", path)
}
