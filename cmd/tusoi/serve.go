package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"tusoi/internal/config"
	"tusoi/internal/demo"
	"tusoi/internal/factor"
	"tusoi/internal/portal"
	"tusoi/web/site"
)

// serve runs the portal until it is told to stop or its database dies.
func serve(ctx context.Context, e env) error {
	withDemo := len(e.args) == 1 && e.args[0] == "--demo"
	if len(e.args) > 0 && !withDemo {
		return errUsage
	}
	c, err := config.Read(e.getenv)
	if err != nil {
		return err
	}
	c.Print(e.stderr)
	listener, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("listen on %s (is another portal running there? TUSOI_ADDR names another address): %w", c.Addr, err)
	}
	defer listener.Close()
	db, err := openDatabase(ctx, c)
	if err != nil {
		return err
	}
	p := portal.New(db.Pool, time.Now)
	if p.Factor.Key, err = factor.ReadKey(c.DataDir); err != nil {
		return errors.Join(err, db.Close())
	}
	waysOut(p.Notice, c.Outgoing)
	if withDemo {
		if _, err := demo.FillIfEmpty(ctx, db.Pool, p, time.Now()); err != nil {
			return errors.Join(err, db.Close())
		}
	}
	if err := announce(ctx, e, c, p); err != nil {
		return errors.Join(err, db.Close())
	}
	log := slog.New(slog.NewJSONHandler(e.stderr, nil))
	stop := keep(ctx, p, log)
	err = listen(ctx, listener, &site.Site{Portal: p, Log: log, Secure: c.SecureCookies}, db.died())
	stop()
	return errors.Join(err, db.Close())
}

// keep does in the background what nobody asks for; the function that it returns ends it, and waits until it has ended.
func keep(ctx context.Context, p *portal.Portal, log *slog.Logger) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var keeping sync.WaitGroup
	keeping.Go(func() { housekeep(ctx, p, log) })
	keeping.Go(func() { deliver(ctx, p, log) })
	return func() { cancel(); keeping.Wait() }
}

// housekeep keeps house at the start and every hour, until ctx ends. What fails is tried again the next time.
func housekeep(ctx context.Context, p *portal.Portal, log *slog.Logger) {
	hourly := time.NewTicker(time.Hour)
	defer hourly.Stop()
	for {
		if err := p.Housekeep(ctx); err != nil && ctx.Err() == nil {
			log.LogAttrs(ctx, slog.LevelError, "housekeeping failed", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return
		case <-hourly.C:
		}
	}
}

// announce prints the address and, for a demonstration, who can sign in.
func announce(ctx context.Context, e env, c config.Config, p *portal.Portal) error {
	committees, err := p.Committee.List(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(e.stdout, "Tự Soi: http://%s\n", c.Addr)
	for _, committee := range committees {
		if committee.Demonstration {
			fmt.Fprintf(e.stdout, "%s (dữ liệu minh họa), mật khẩu chung: %s\n", committee.Name, demo.Password)
			for _, a := range demo.Accounts() {
				fmt.Fprintf(e.stdout, "  %-12s %s\n", a.Login, a.Does)
			}
			return nil
		}
	}
	return nil
}

// listen serves until ctx ends, then lets running requests finish. All time limits are set: a slow reader on a poor
// network gets two minutes for a page, a silent one is let go.
func listen(ctx context.Context, l net.Listener, s *site.Site, died <-chan struct{}) error {
	server := &http.Server{
		Handler:           s.Handler(),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       2 * time.Minute,
		WriteTimeout:      2 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		ErrorLog:          slog.NewLogLogger(s.Log.Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	var cause error
	select {
	case <-ctx.Done():
	case <-died:
		cause = errors.New("the private PostgreSQL ended by itself; its log is postgres.log in the data folder. Start again: it recovers by itself")
	case cause = <-failed:
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
	defer cancel()
	return errors.Join(cause, server.Shutdown(stop))
}
