package config

import (
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"strings"
)

// Outgoing is by what way reminders leave the portal. Nothing set: they stay on its pages.
type Outgoing struct {
	BaseURL       string // TUSOI_BASE_URL: the portal's address as people type it; needed by both ways
	SMTPHost      string // TUSOI_SMTP_HOST: host:port of the mail server; empty: no e-mail
	SMTPTLS       string // TUSOI_SMTP_TLS: starttls unless told, tls, or none on one's own machine
	SMTPUser      string // TUSOI_SMTP_USER; empty: the server asks for nobody
	SMTPPassword  string // TUSOI_SMTP_PASSWORD
	SMTPFrom      string // TUSOI_SMTP_FROM: the sender's address
	WebhookURL    string // TUSOI_WEBHOOK_URL: https address of a messaging gateway; empty: none
	WebhookSecret string // TUSOI_WEBHOOK_SECRET: what its requests are signed with
}

// shortestSecret is how many letters a webhook's secret has at least.
const shortestSecret = 16

func readOutgoing(getenv func(string) string) Outgoing {
	o := Outgoing{
		BaseURL: strings.TrimRight(getenv("TUSOI_BASE_URL"), "/"), SMTPHost: getenv("TUSOI_SMTP_HOST"), SMTPTLS: getenv("TUSOI_SMTP_TLS"),
		SMTPUser: getenv("TUSOI_SMTP_USER"), SMTPPassword: getenv("TUSOI_SMTP_PASSWORD"), SMTPFrom: getenv("TUSOI_SMTP_FROM"),
		WebhookURL: getenv("TUSOI_WEBHOOK_URL"), WebhookSecret: getenv("TUSOI_WEBHOOK_SECRET"),
	}
	if o.SMTPTLS == "" {
		o.SMTPTLS = "starttls"
	}
	return o
}

func (o Outgoing) check() error {
	if o.BaseURL != "" {
		if u, err := url.Parse(o.BaseURL); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery+u.Fragment != "" {
			return fmt.Errorf("TUSOI_BASE_URL is %q: it is the portal's address, like https://tusoi.example.vn", o.BaseURL)
		}
	} else if o.SMTPHost != "" || o.WebhookURL != "" {
		return fmt.Errorf("TUSOI_BASE_URL is needed with TUSOI_SMTP_HOST or TUSOI_WEBHOOK_URL: a reminder says where the portal is")
	}
	if err := o.checkSMTP(); err != nil {
		return err
	}
	return o.checkWebhook()
}

func (o Outgoing) checkSMTP() error {
	if o.SMTPHost == "" {
		return nil
	}
	host, _, err := net.SplitHostPort(o.SMTPHost)
	if err != nil || host == "" {
		return fmt.Errorf("TUSOI_SMTP_HOST is %q: it must name a host and a port, like mail.example.vn:587", o.SMTPHost)
	}
	if _, err := mail.ParseAddress(o.SMTPFrom); err != nil {
		return fmt.Errorf("TUSOI_SMTP_FROM is %q: it must be the sender's e-mail address", o.SMTPFrom)
	}
	if (o.SMTPUser == "") != (o.SMTPPassword == "") {
		return fmt.Errorf("TUSOI_SMTP_USER and TUSOI_SMTP_PASSWORD go together")
	}
	switch o.SMTPTLS {
	case "starttls", "tls":
		return nil
	case "none":
		if ip := net.ParseIP(host); host == "localhost" || ip != nil && ip.IsLoopback() {
			return nil
		}
		return fmt.Errorf("TUSOI_SMTP_TLS is none: messages leave this machine only encrypted")
	}
	return fmt.Errorf("TUSOI_SMTP_TLS is %q: it is starttls, tls or none", o.SMTPTLS)
}

func (o Outgoing) checkWebhook() error {
	if o.WebhookURL == "" {
		return nil
	}
	if u, err := url.Parse(o.WebhookURL); err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
		return fmt.Errorf("TUSOI_WEBHOOK_URL must be an https address without a name and password in it")
	}
	if len(o.WebhookSecret) < shortestSecret {
		return fmt.Errorf("TUSOI_WEBHOOK_SECRET needs at least %d letters: the gateway knows by it that a request is ours", shortestSecret)
	}
	return nil
}

// words says by what way reminders leave, without passwords; of the webhook's address only the host, for some carry a key
// in their path.
func (o Outgoing) words() string {
	var ways []string
	if o.SMTPHost != "" {
		ways = append(ways, "e-mail by "+o.SMTPHost+" ("+o.SMTPTLS+") from "+o.SMTPFrom)
	}
	if u, err := url.Parse(o.WebhookURL); err == nil && o.WebhookURL != "" {
		ways = append(ways, "webhook at "+u.Host)
	}
	if len(ways) == 0 {
		return "stay on the page"
	}
	return strings.Join(ways, ", ") + " for " + o.BaseURL
}
