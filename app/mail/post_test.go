package mail

import (
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"albo/app/config"
)

// postOffice is a mail server without encryption that keeps what it is given.
type postOffice struct {
	from string
	to   []string
	mail string
}

func (o *postOffice) NewSession(*smtp.Conn) (smtp.Session, error) { return o, nil }
func (o *postOffice) Mail(from string, _ *smtp.MailOptions) error { o.from = from; return nil }
func (o *postOffice) Rcpt(to string, _ *smtp.RcptOptions) error   { o.to = append(o.to, to); return nil }
func (o *postOffice) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	o.mail = string(b)
	return err
}
func (o *postOffice) Reset()        {}
func (o *postOffice) Logout() error { return nil }

func (o *postOffice) open(t *testing.T) (address string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := smtp.NewServer(o)
	server.ReadTimeout = time.Minute
	go server.Serve(listener)
	t.Cleanup(func() { server.Close() })
	return listener.Addr().String()
}

func TestALetterReachesTheMailServer(t *testing.T) {
	office := &postOffice{}
	c := config.Config{
		BaseURL:  "https://albo.comune.example",
		SMTPURL:  "smtp://" + office.open(t) + "?starttls=no",
		MailFrom: "Registro <registro@comune.example>",
	}
	if err := send(t.Context(), c, letter{id: 7, to: "anna@persone.example", language: "el", subject: "Αίτηση", text: "Γεια σας"}); err != nil {
		t.Fatal(err)
	}
	if office.from != "registro@comune.example" || len(office.to) != 1 || office.to[0] != "anna@persone.example" {
		t.Errorf("from %s to %v", office.from, office.to)
	}
	for _, want := range []string{`From: "Registro" <registro@comune.example>`, "Message-ID: <message-7@albo.comune.example>", "Auto-Submitted: auto-generated", "Content-Language: el", "charset=UTF-8"} {
		if !strings.Contains(office.mail, want) {
			t.Errorf("no %q in\n%s", want, office.mail)
		}
	}
}

func TestNothingIsPostedOverAnOpenLine(t *testing.T) {
	office := &postOffice{}
	address := office.open(t)
	for name, url := range map[string]string{
		"unless the operator says so": "smtp://" + address,
		"with a password":             "smtp://albo:secret@" + address + "?starttls=no",
	} {
		t.Run(name, func(t *testing.T) {
			err := send(t.Context(), config.Config{BaseURL: "https://albo.comune.example", SMTPURL: url}, letter{id: 7, to: "anna@persone.example", subject: "x", text: "y"})
			if err == nil || office.mail != "" {
				t.Errorf("posted: %q", office.mail)
			}
			if err != nil && strings.Contains(err.Error(), "secret") {
				t.Errorf("the error tells the password: %v", err)
			}
		})
	}
}
