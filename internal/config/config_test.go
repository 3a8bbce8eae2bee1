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
	} {
		if _, err := read(tc.env); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("Read(%v) = %v, want words with %q", tc.env, err, tc.want)
		}
	}
}

func TestPrintHidesThePassword(t *testing.T) {
	t.Parallel()
	c, err := read(map[string]string{"DATABASE_URL": "postgres://app:bimat@h/d", "DATABASE_OWNER_URL": "postgres://o:bimat@h/d"})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	c.Print(&out)
	if strings.Contains(out.String(), "bimat") || c.AppRole() != "app" {
		t.Errorf("printed %q, role %q", out.String(), c.AppRole())
	}
}
