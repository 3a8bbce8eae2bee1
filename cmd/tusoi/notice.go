package main

import (
	"context"
	"log/slog"
	"time"

	"tusoi/internal/config"
	"tusoi/internal/notice"
	"tusoi/internal/notice/channel"
	"tusoi/internal/portal"
)

// waysOut gives the reminders the ways out that the settings name.
func waysOut(s *notice.Service, o config.Outgoing) {
	s.BaseURL, s.Senders = o.BaseURL, map[notice.Channel]notice.Sender{}
	if o.SMTPHost != "" {
		s.Senders[notice.Email] = &channel.Mail{
			Host: o.SMTPHost, TLS: o.SMTPTLS, User: o.SMTPUser, Password: o.SMTPPassword, From: o.SMTPFrom, BaseURL: o.BaseURL,
		}
	}
	if o.WebhookURL != "" {
		s.Senders[notice.Webhook] = &channel.Webhook{URL: o.WebhookURL, Secret: o.WebhookSecret, Now: time.Now}
	}
}

// deliver sends reminders until ctx ends. What fails is tried again the next time.
func deliver(ctx context.Context, p *portal.Portal, log *slog.Logger) {
	p.Notice.Deliver(ctx, func(err error) {
		log.LogAttrs(ctx, slog.LevelError, "sending reminders failed", slog.Any("error", err))
	})
}
