package meeting

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
)

const loadedSerialSQL = `
SELECT setval(pg_get_serial_sequence('meetings', 'id'), (SELECT coalesce(max(id), 1) FROM meetings))`

// LoadTx copies meetings in, as the demonstration does, and computes what those with a sheet are worth. It validates nothing: no page
// may reach it.
func LoadTx(ctx context.Context, tx pgx.Tx, actor authz.Actor, list []Row) error {
	scope, err := actor.Scope(authz.MeetingWrite)
	if err != nil {
		return err
	}
	if err := copyIn(ctx, tx, actor.Committee, list); err != nil {
		return err
	}
	var scored []Draft
	for _, r := range list {
		if r.Sheet != "" {
			scored = append(scored, r.Draft)
		}
	}
	return rescore(ctx, tx, scope, scored...)
}

func copyIn(ctx context.Context, tx pgx.Tx, committee int64, list []Row) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"meetings"},
		[]string{"committee_id", "id", "cell_id", "held_on", "kind", "theme", "mending", "begins", "ends", "place", "chair", "secretary", "guests", "expected", "attended",
			"excused", "people", "agenda", "resolution", "duties", "votes_for", "votes_against", "votes_other", "quality", "sheet", "answers", "updated_at"},
		pgx.CopyFromSlice(len(list), func(i int) ([]any, error) {
			r := list[i]
			d := r.Settled()
			answers := r.Answers
			if answers == nil {
				answers = map[string]int{}
			}
			return []any{committee, r.ID, d.CellID, d.HeldOn, string(d.Kind), d.Theme, d.Mending, int16(d.Begins), int16(d.Ends), d.Place, d.Chair, d.Secretary, d.Guests,
				int32(d.Expected), int32(d.Attended), int32(d.Excused), d.People, d.Agenda, d.Resolution, d.Duties, int32(d.VotesFor), int32(d.VotesAgainst), int32(d.VotesOther),
				d.Quality, r.Sheet, answers, d.HeldOn}, nil
		}))
	if err != nil {
		return fmt.Errorf("copy meetings: %w", err)
	}
	_, err = tx.Exec(ctx, loadedSerialSQL)
	return err
}
