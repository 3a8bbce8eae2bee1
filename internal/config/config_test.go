package config

import (
	"strings"
	"testing"
)

func read(env map[string]string) (Config, error) {
	return Read(func(name string) string { return env[name] })
}

func TestAnEmptyEnvironmentRunsThePrivateDatabase(t *testing.T) {
	t.Parallel()
	c, err := read(nil)
	if err != nil || c.Addr != "127.0.0.1:8080" || c.DataDir != "data" || c.SecureCookies {
		t.Errorf("Read = %+v, %v", c, err)
	}
}

func TestWrongSettingsAreRefusedInWords(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		env  map[string]string
		want string
	}{
		{map[string]string{"TUSOI_ADDR": "8080"}, "host and a port"},
		{map[string]string{"TUSOI_SECURE": "yes"}, "https"},
		{map[string]string{"DATABASE_URL": "postgres://a@h/d"}, "go together"},
		{map[string]string{"DATABASE_URL": "h/d", "DATABASE_OWNER_URL": "postgres://o@h/d"}, "must look like"},
		{map[string]string{"TUSOI_BASE_URL": "tusoi.vn"}, "portal's address"},
		{map[string]string{"TUSOI_BASE_URL": "https://t.vn/?a=b"}, "portal's address"},
		{map[string]string{"TUSOI_SMTP_HOST": "m.vn:587", "TUSOI_SMTP_FROM": "a@m.vn"}, "TUSOI_BASE_URL is needed"},
		{map[string]string{"TUSOI_BASE_URL": "https://t.vn", "TUSOI_SMTP_HOST": "m.vn", "TUSOI_SMTP_FROM": "a@m.vn"}, "host and a port"},
		{map[string]string{"TUSOI_BASE_URL": "https://t.vn", "TUSOI_SMTP_HOST": "m.vn:587"}, "sender's e-mail"},
		{map[string]string{"TUSOI_BASE_URL": "https://t.vn", "TUSOI_SMTP_HOST": "m.vn:587", "TUSOI_SMTP_FROM": "a@m.vn", "TUSOI_SMTP_USER": "a"}, "go together"},
		{map[string]string{"TUSOI_BASE_URL": "https://t.vn", "TUSOI_SMTP_HOST": "m.vn:25", "TUSOI_SMTP_FROM": "a@m.vn", "TUSOI_SMTP_TLS": "none"}, "only encrypted"},
		{map[string]string{"TUSOI_BASE_URL": "https://t.vn", "TUSOI_SMTP_HOST": "m.vn:25", "TUSOI_SMTP_FROM": "a@m.vn", "TUSOI_SMTP_TLS": "ssl"}, "starttls, tls or none"},
		{map[string]string{"TUSOI_BASE_URL": "https://t.vn", "TUSOI_WEBHOOK_URL": "http://g.vn/x", "TUSOI_WEBHOOK_SECRET": "0123456789abcdef"}, "https"},
		{map[string]string{"TUSOI_BASE_URL": "https://t.vn", "TUSOI_WEBHOOK_URL": "https://g.vn/x", "TUSOI_WEBHOOK_SECRET": "short"}, "at least 16"},
	} {
		if _, err := read(tc.env); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("Read(%v) = %v, want words with %q", tc.env, err, tc.want)
		}
	}
}

func TestPrintHidesThePassword(t *testing.T) {
	t.Parallel()
	c, err := read(map[string]string{
		"DATABASE_URL": "postgres://app:bimat@h/d", "DATABASE_OWNER_URL": "postgres://o:bimat@h/d", "TUSOI_BASE_URL": "https://tusoi.vn/",
		"TUSOI_SMTP_HOST": "m.vn:587", "TUSOI_SMTP_FROM": "a@m.vn", "TUSOI_SMTP_USER": "a", "TUSOI_SMTP_PASSWORD": "bimat",
		"TUSOI_WEBHOOK_URL": "https://g.vn/bimat", "TUSOI_WEBHOOK_SECRET": "bimatbimatbimatbimat",
	})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	c.Print(&out)
	if strings.Contains(out.String(), "bimat") || c.AppRole() != "app" {
		t.Errorf("printed %q, role %q", out.String(), c.AppRole())
	}
	if want := "reminders e-mail by m.vn:587 (starttls) from a@m.vn, webhook at g.vn for https://tusoi.vn\n"; !strings.HasSuffix(out.String(), want) {
		t.Errorf("printed %q, want %q at its end", out.String(), want)
	}
}
