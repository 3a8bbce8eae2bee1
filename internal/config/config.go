// Package config reads the environment once into a [Config], checks it, and says what it found.
package config

import (
	"fmt"
	"io"
	"net"
	"net/url"
)

// Config is how an installation runs. Every field has a usable zero value but Addr and DataDir, which [Read] fills.
type Config struct {
	Addr          string // TUSOI_ADDR: where to listen, 127.0.0.1:8080 unless told
	DatabaseURL   string // DATABASE_URL: the application's role on a server of one's own; empty: a private PostgreSQL
	OwnerURL      string // DATABASE_OWNER_URL: the role that migrates; needed with DATABASE_URL
	DataDir       string // TUSOI_DATA: where the private PostgreSQL and the second factor's key live, ./data unless told
	PostgresBin   string // TUSOI_PG_BIN: folder of PostgreSQL's programs; empty: found by itself
	SecureCookies bool   // TUSOI_SECURE=1: the portal is reached by https
	Outgoing      Outgoing
}

// Read takes the settings from getenv, which is os.Getenv outside tests.
func Read(getenv func(string) string) (Config, error) {
	c := Config{
		Addr: getenv("TUSOI_ADDR"), DatabaseURL: getenv("DATABASE_URL"), OwnerURL: getenv("DATABASE_OWNER_URL"),
		DataDir: getenv("TUSOI_DATA"), PostgresBin: getenv("TUSOI_PG_BIN"),
		Outgoing: readOutgoing(getenv),
	}
	if c.Addr == "" {
		c.Addr = "127.0.0.1:8080"
	}
	if c.DataDir == "" {
		c.DataDir = "data"
	}
	switch v := getenv("TUSOI_SECURE"); v {
	case "", "0":
	case "1":
		c.SecureCookies = true
	default:
		return c, fmt.Errorf("TUSOI_SECURE is %q: it is 1 when the portal is reached by https, else 0", v)
	}
	return c, c.check()
}

func (c Config) check() error {
	if _, _, err := net.SplitHostPort(c.Addr); err != nil {
		return fmt.Errorf("TUSOI_ADDR is %q: it must name a host and a port, like 127.0.0.1:8080", c.Addr)
	}
	if (c.DatabaseURL == "") != (c.OwnerURL == "") {
		return fmt.Errorf("DATABASE_URL and DATABASE_OWNER_URL go together: the portal runs as a role without DDL, and migrations run as the owner")
	}
	for name, value := range map[string]string{"DATABASE_URL": c.DatabaseURL, "DATABASE_OWNER_URL": c.OwnerURL} {
		if value == "" {
			continue
		}
		u, err := url.Parse(value)
		if err != nil || u.User.Username() == "" {
			return fmt.Errorf("%s must look like postgres://role:password@host/database", name)
		}
	}
	return c.Outgoing.check()
}

// AppRole is the database role that the portal runs as on a server of one's own.
func (c Config) AppRole() string {
	u, err := url.Parse(c.DatabaseURL)
	if err != nil {
		return ""
	}
	return u.User.Username()
}

// Print says how the portal runs, without passwords.
func (c Config) Print(w io.Writer) {
	database := "private PostgreSQL in " + c.DataDir
	if u, err := url.Parse(c.DatabaseURL); err == nil && c.DatabaseURL != "" {
		database = u.Redacted()
	}
	fmt.Fprintf(w, "address %s · database %s · secure cookies %t · reminders %s\n", c.Addr, database, c.SecureCookies, c.Outgoing.words())
}
