// Package notice is how the portal reminds of what is due: on its pages, and by e-mail or a messaging gateway to those who
// asked for it.
//
// It alone writes notices (the outbox), notice_contacts, notice_settings and reminders. A notice is written in the
// transaction of what causes it, or by the hourly [Service.Prepare]; [Service.Deliver] sends what is due. The outbox is a
// small table and not a queue of jobs from a library: a notice has to commit with its cause, wait for the end of the quiet
// hours, be told once a day, and be shown on the settings page, and all four are a column each.
//
// What must never happen: a name, a text, a number of a person or a token in a message. A notice holds a kind and figures,
// and [wording.Words] makes sentences of nothing else. Nobody gets anything who did not ask for it, and a demonstration, whose
// passwords are known to everybody, writes to nobody.
package notice

import (
	"context"
	"slices"
	"time"

	"tusoi/internal/account"
	"tusoi/internal/authz"
	"tusoi/internal/notice/channel"
	"tusoi/internal/notice/wording"
	"tusoi/internal/postgres"
)

// Sender carries one message; its error is a [channel.Failure].
type Sender interface {
	Send(ctx context.Context, m channel.Message) error
}

// Service reminds. Senders are the ways out that this installation has; without any, reminders stay on the pages.
type Service struct {
	DB      postgres.DB
	Now     func() time.Time
	Account *account.Service
	Senders map[Channel]Sender
	BaseURL string // of the portal, for the link in a message
}

// Channel is a way out of the portal.
type Channel string

// The ways out.
const (
	Email   Channel = "email"
	Webhook Channel = "webhook"
)

// Channels are all there are, in the order of the screen.
var Channels = []Channel{Email, Webhook}

// Label is the channel's name on the screen.
func (c Channel) Label() string {
	if c == Email {
		return "e-mail"
	}
	return "cổng nhắn tin"
}

// Kind is what a notice reminds of, and Figures are all that it knows.
type (
	Kind    = wording.Kind
	Figures = wording.Figures
)

// The kinds. Who asked for work gets what was reminded of by hand as well.
const (
	Work   = wording.Work
	Pledge = wording.Pledge
	Decide = wording.Decide
	Digest = wording.Digest
	Hand   = wording.Hand
	Test   = wording.Test
)

// roles are whom a kind is for; the other kinds nobody asks for.
var roles = map[Kind][]authz.Role{
	Work:   {authz.Secretary},
	Pledge: {authz.Secretary, authz.Member},
	Decide: {authz.Grassroots, authz.Office},
	Digest: {authz.Grassroots, authz.Office, authz.Leader},
}

// KindsFor are the kinds that an actor may ask for, by their offices.
func KindsFor(actor authz.Actor) []Kind {
	var list []Kind
	for _, k := range []Kind{Work, Pledge, Decide, Digest} {
		for _, p := range actor.Posts {
			if slices.Contains(roles[k], p.Role) && (k != Pledge || actor.MemberID != 0) && !slices.Contains(list, k) {
				list = append(list, k)
			}
		}
	}
	return list
}

// State is how far a notice has come.
type State string

// The states of a notice.
const (
	Waiting State = "waiting"
	Sent    State = "sent"
	Failed  State = "failed" // and will be tried again
	GivenUp State = "given_up"
)

// Label is the state's name on the screen.
func (s State) Label() string {
	switch s {
	case Waiting:
		return "Chờ gửi"
	case Sent:
		return "Đã gửi"
	case Failed:
		return "Chưa gửi được, sẽ thử lại"
	}
	return "Thôi không gửi"
}
