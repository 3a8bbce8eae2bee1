package notice

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/notice/channel"
	"tusoi/internal/notice/wording"
)

// How long a sender owns what it took, how often it looks, and when it stops trying.
const (
	lease     = 2 * time.Minute // longer than any one sending: who died in it is found out by then
	every     = 15 * time.Second
	mostTries = 6
	oldest    = 3 * 24 * time.Hour // a reminder of before is none
	unlucky   = 3                  // failures in a row after which the way itself is taken to be down
)

// backOff is how long to wait after so many attempts.
func backOff(attempts int) time.Duration {
	waits := []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 6 * time.Hour}
	return waits[min(max(attempts, 1), len(waits))-1]
}

// claimSQL takes the one that has waited longest and counts the attempt before it is made. Another process skips what is
// taken. An attempt that nobody told the end of shows as a waiting notice with attempts: it may have arrived.
const claimSQL = `
WITH due AS (
    SELECT committee_id, id
    FROM notices
    WHERE channel = @channel AND state IN ('waiting', 'failed') AND next_try_at <= @now
    ORDER BY next_try_at, committee_id, id
    LIMIT 1
    FOR UPDATE SKIP LOCKED)
UPDATE notices n
SET attempts = n.attempts + 1, next_try_at = @lease,
    last_error = CASE WHEN n.state = 'waiting' AND n.attempts > 0 THEN @unsure ELSE n.last_error END
FROM due
WHERE n.committee_id = due.committee_id AND n.id = due.id
RETURNING n.committee_id, n.id, n.kind, n.key::text AS key, n.figures, n.attempts, n.made_at,
    coalesce((
        SELECT CASE n.channel WHEN 'email' THEN c.email ELSE c.number END
        FROM notice_contacts c
        JOIN users us ON us.committee_id = c.committee_id AND us.id = c.user_id AND us.closed_at IS NULL
        WHERE c.committee_id = n.committee_id AND c.user_id = n.user_id
            AND (n.kind = 'test' OR CASE n.kind WHEN 'hand' THEN 'work' ELSE n.kind END = ANY (c.kinds))), '') AS address`

// unsure stands beside what is sent a second time because nobody knows how the first ended.
const unsure = "lần gửi trước không rõ kết quả, gửi lại cùng một mã"

type claimed struct {
	CommitteeID int64
	ID          int64
	Kind        Kind
	Key         string
	Figures     []byte
	Attempts    int
	MadeAt      time.Time
	Address     string
}

// endSQL writes down how an attempt ended, unless somebody has taken the notice since.
const endSQL = `
UPDATE notices
SET state = @state, attempts = @left, next_try_at = @next, last_error = @error, ended_at = @ended
WHERE committee_id = @committee AND id = @id AND attempts = @attempts AND state IN ('waiting', 'failed')`

// end is how an attempt ended.
type end struct {
	state State
	next  time.Time
	words string
	undo  bool // it was no attempt
}

// Deliver sends what is due until ctx ends, by each way beside the others. What is being sent then is still finished and
// written down, which takes no longer than [channel.Timeout]. It may run in several processes at once.
func (s *Service) Deliver(ctx context.Context, failed func(error)) {
	var ways sync.WaitGroup
	for c := range s.Senders {
		ways.Go(func() {
			again := time.NewTicker(every)
			defer again.Stop()
			for {
				if _, err := s.DeliverDue(ctx, c); err != nil && ctx.Err() == nil {
					failed(err)
				}
				select {
				case <-ctx.Done():
					return
				case <-again.C:
				}
			}
		})
	}
	ways.Wait()
}

// DeliverDue sends what is due now by one way, one after the other, and returns how many were sent.
func (s *Service) DeliverDue(ctx context.Context, c Channel) (sent int, err error) {
	for failures := 0; failures < unlucky && ctx.Err() == nil; {
		n, err := s.claim(ctx, c)
		if errors.Is(err, pgx.ErrNoRows) {
			return sent, nil
		}
		if err != nil {
			return sent, fmt.Errorf("take a notice: %w", err)
		}
		e, err := s.try(ctx, c, n)
		if err != nil {
			return sent, err
		}
		if err := s.finish(ctx, n, e); err != nil {
			return sent, err
		}
		switch e.state {
		case Sent:
			sent, failures = sent+1, 0
		case Failed:
			failures++
		}
	}
	return sent, nil
}

func (s *Service) claim(ctx context.Context, c Channel) (claimed, error) {
	now := s.Now()
	rows, _ := s.DB.Query(ctx, claimSQL, pgx.StrictNamedArgs{"channel": string(c), "now": now, "lease": now.Add(lease), "unsure": unsure})
	return pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[claimed])
}

// try sends one notice, if it may still be sent and may be sent now.
func (s *Service) try(ctx context.Context, c Channel, n claimed) (end, error) {
	chosen, err := settings(ctx, s.DB, n.CommitteeID)
	if err != nil {
		return end{}, err
	}
	now := s.Now()
	if why := n.stale(chosen, c, now); why != "" {
		return end{state: GivenUp, next: now, words: why}, nil
	}
	if wake := chosen.Wake(now); wake.After(now) && n.Kind != Test {
		return end{state: Waiting, next: wake, undo: true}, nil
	}
	var f Figures
	if err := json.Unmarshal(n.Figures, &f); err != nil {
		return end{}, fmt.Errorf("read the figures of notice %d: %w", n.ID, err)
	}
	// A sending that has begun is finished, also when the portal is told to stop.
	err = s.Senders[c].Send(context.WithoutCancel(ctx), message(n.Key, n.Address, s.BaseURL, n.Kind, f))
	return n.ended(err, chosen, s.Now()), nil
}

// stale says why a notice is not sent any more, "" when it is.
func (n claimed) stale(chosen Settings, c Channel, now time.Time) string {
	switch {
	case n.Address == "":
		return "người nhận không còn muốn nhận"
	case !chosen.uses(c):
		return "cấp ủy đã tắt kênh này"
	case now.Sub(n.MadeAt) > oldest:
		return "để quá 3 ngày nên không gửi nữa"
	}
	return ""
}

// ended is what follows from a sending: nothing more, another attempt later, or none.
func (n claimed) ended(err error, chosen Settings, now time.Time) end {
	if err == nil {
		return end{state: Sent, next: now}
	}
	var why channel.Failure
	if !errors.As(err, &why) {
		why = channel.Failure{Words: "chưa gửi được"} // never what somebody else said: it may name people
	}
	if why.Final || n.Attempts >= mostTries {
		return end{state: GivenUp, next: now, words: why.Words}
	}
	return end{state: Failed, next: chosen.Wake(now.Add(backOff(n.Attempts))), words: why.Words}
}

// finish writes the end down, also when the portal is told to stop: the message has left.
func (s *Service) finish(ctx context.Context, n claimed, e end) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	var ended *time.Time
	if now := s.Now(); e.state == Sent || e.state == GivenUp {
		ended = &now
	}
	left := n.Attempts
	if e.undo {
		left--
	}
	_, err := s.DB.Exec(ctx, endSQL, pgx.StrictNamedArgs{
		"committee": n.CommitteeID, "id": n.ID, "attempts": n.Attempts, "left": left, "state": string(e.state), "next": e.next, "error": e.words, "ended": ended,
	})
	if err != nil {
		return fmt.Errorf("write down how notice %d ended: %w", n.ID, err)
	}
	return nil
}

// message is a notice on its way to an address.
func message(key, to, base string, k Kind, f Figures) channel.Message {
	subject, text := wording.Words(k, f)
	return channel.Message{Key: key, To: to, Subject: subject, Text: text, Link: base + "/"}
}
