package yearend

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/authz"
	"tusoi/internal/vi"
)

// Due is one's own form that is still to be handed in. Until is the last day on which a member may begin it.
type Due struct {
	Line
	Year  int
	Until time.Time
}

// Pile is how many forms of a cell wait for the same word.
type Pile struct {
	CellID   int64
	CellName string
	Year     int
	Forms    int
}

// Waiting is what a person still has to do with forms: their own, those that their cells comment on, those whose level they
// decide.
type Waiting struct {
	Own     *Due
	Comment []Pile
	Decide  []Pile
}

// None reports whether nothing waits.
func (w Waiting) None() bool { return w.Own == nil && len(w.Comment)+len(w.Decide) == 0 }

// Waiting is what waits for the actor, in one statement for each kind that concerns them.
func (s *Service) Waiting(ctx context.Context, actor authz.Actor) (w Waiting, err error) {
	if actor.MemberID != 0 && actor.May(authz.OwnRead) {
		if w.Own, err = s.due(ctx, actor); err != nil {
			return w, err
		}
	}
	if actor.May(authz.ReviewWrite) {
		if w.Comment, err = s.piles(ctx, actor, authz.ReviewWrite, Submitted); err != nil {
			return w, err
		}
	}
	if actor.May(authz.PacketDecide) {
		w.Decide, err = s.piles(ctx, actor, authz.PacketDecide, Commented)
	}
	return w, err
}

// due is the actor's own form of the year that is being written; nil when it was handed in, is not asked, or is the cell's to
// enter by now.
func (s *Service) due(ctx context.Context, actor authz.Actor) (*Due, error) {
	scope, err := actor.Scope(authz.OwnRead)
	if err != nil {
		return nil, err
	}
	today := vi.Today(s.Now())
	year := Current(today)
	list, err := lines(ctx, s.DB, scope, 0, actor.MemberID, year, today)
	if err != nil || len(list) != 1 || s.mustKnow(year) != nil {
		return nil, err
	}
	l := list[0]
	if l.Outside != "" || !l.State.Editable() || l.State == None && today.After(ownUntil(year)) {
		return nil, nil
	}
	return &Due{Line: l, Year: year, Until: ownUntil(year)}, nil
}

// pilesSQL counts forms in a state by cell and year: of cells that the reader writes for, or that are directly below the
// committee for which they decide. Nobody comments on or decides their own.
const pilesSQL = `
SELECT u.id AS cell_id, u.name AS cell_name, r.year, count(*) AS forms
FROM year_reviews r
JOIN units u ON u.committee_id = r.committee_id AND u.id = r.cell_id AND u.path <@ ANY (@scope::text[]::ltree[])
JOIN units p ON p.committee_id = u.committee_id AND p.id = u.parent_id
WHERE r.committee_id = @committee AND r.state = @state AND r.member_id <> @self
    AND CASE WHEN NOT @above THEN u.path WHEN p.kind = 'subcommittee' THEN subpath(p.path, 0, -1) ELSE p.path END = ANY (@posts::text[]::ltree[])
GROUP BY u.id, u.name, r.year
ORDER BY r.year DESC, u.name COLLATE "vi-x-icu", u.id`

func (s *Service) piles(ctx context.Context, actor authz.Actor, action authz.Action, state State) ([]Pile, error) {
	scope, err := actor.Scope(action)
	if err != nil {
		return nil, err
	}
	var posts []string
	for _, p := range actor.Posts {
		if authz.Allows(p.Role, action) {
			posts = append(posts, p.Path)
		}
	}
	rows, _ := s.DB.Query(ctx, pilesSQL, scope.Args(pgx.StrictNamedArgs{
		"state": string(state), "self": actor.MemberID, "above": action == authz.PacketDecide, "posts": posts,
	}))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Pile])
	if err != nil {
		return nil, fmt.Errorf("count the forms that wait: %w", err)
	}
	return list, nil
}
