// Command tusoi is the portal: it serves the pages and does from the command line what needs no page.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr))
}

// env is what a command needs of the world around it.
type env struct {
	args   []string
	getenv func(string) string
	stdout io.Writer
	stderr io.Writer
}

// errUsage says that the words of a command are off; the usage was printed already.
var errUsage = errors.New("usage")

type command struct {
	name, args, does string
	run              func(context.Context, env) error
}

func commands() []command {
	return []command{
		{"serve", "[--demo]", "serve the portal; --demo fills an empty database with the demonstration first", serve},
		{"migrate", "", "bring the database to this version's schema", migrateUp},
		{"demo", "", "fill an empty database with the demonstration committee", fillDemo},
		{"create", "[--preset xa|huyen] NAME ADMIN-LOGIN", "create a committee of one's own, with its administrator", createCommittee},
		{"password", "[--second] [--committee ID] LOGIN", "give an account a new first password, when nobody is left who could on its page; --second drops its second step", newPassword},
		{"import", "[--apply] [--committee ID] FILE", "show what a list of units or members (.xlsx, .ods, .csv) would change; --apply changes it", importFile},
		{"audit", "verify", "walk the audit trail's chain of hashes", auditVerify},
	}
}

// run is the program without its globals. It returns the exit code: 0 done, 1 failed, 2 called wrongly.
func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) int {
	all := commands()
	if len(args) == 0 {
		usage(stderr, all)
		return 2
	}
	if slices.Contains([]string{"help", "-h", "--help"}, args[0]) {
		usage(stdout, all)
		return 0
	}
	for _, c := range all {
		if c.name != args[0] {
			continue
		}
		err := c.run(ctx, env{args[1:], getenv, stdout, stderr})
		switch {
		case errors.Is(err, errUsage):
			fmt.Fprintf(stderr, "usage: tusoi %s %s\n", c.name, c.args)
			return 2
		case err != nil:
			fmt.Fprintf(stderr, "tusoi %s: %v\n", c.name, err)
			return 1
		}
		return 0
	}
	fmt.Fprintf(stderr, "tusoi: there is no command %q\n", args[0])
	usage(stderr, all)
	return 2
}

func usage(w io.Writer, all []command) {
	fmt.Fprintln(w, "usage: tusoi COMMAND")
	for _, c := range all {
		fmt.Fprintf(w, "  %-47s %s\n", c.name+" "+c.args, c.does)
	}
	fmt.Fprintln(w, "settings: TUSOI_ADDR TUSOI_DATA TUSOI_PG_BIN TUSOI_SECURE DATABASE_URL DATABASE_OWNER_URL")
	fmt.Fprintln(w, "reminders: TUSOI_BASE_URL TUSOI_SMTP_HOST TUSOI_SMTP_TLS TUSOI_SMTP_USER TUSOI_SMTP_PASSWORD TUSOI_SMTP_FROM TUSOI_WEBHOOK_URL TUSOI_WEBHOOK_SECRET")
}
