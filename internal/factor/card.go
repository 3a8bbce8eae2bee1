package factor

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
	"tusoi/internal/password"
	"tusoi/internal/postgres"
)

// cardCodes is how many codes a card has.
const cardCodes = 10

// cardLetters are what a code is drawn from, eight of them: 33 bits. There is no vowel and no d, w, f, r, s, x, j or z among
// them, so that a Vietnamese keyboard left on changes nothing, nor a letter that is taken for another one.
const cardLetters = "bcghkmnptv23456789"

// Card is a card to be printed.
type Card struct {
	Codes  []string
	Sealed string // goes back with one of its codes
}

// BeginCard draws a card for the actor, after their password. The old one holds until [Service.ConfirmCard]: who closes the
// page before printing has lost nothing.
func (s *Service) BeginCard(ctx context.Context, actor authz.Actor, typed string) (c Card, err error) {
	err = postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		_, err := s.Account.OwnTx(ctx, tx, actor, typed)
		return err
	})
	if err != nil {
		return c, err
	}
	for range cardCodes {
		code, err := password.Draw(cardLetters, 2)
		if err != nil {
			return c, err
		}
		c.Codes = append(c.Codes, code)
	}
	c.Sealed, err = s.sealDraft(actor, draft{Codes: c.Codes})
	return c, err
}

// CardAgain is the card once more, after a code that is not on it.
func (s *Service) CardAgain(actor authz.Actor, sealed string) (Card, error) {
	d, err := s.openDraft(actor, sealed)
	return Card{Codes: d.Codes, Sealed: sealed}, err
}

const keepCardSQL = `
INSERT INTO card_codes (committee_id, user_id, number, hash, since)
SELECT @committee, @user, t.number, t.hash, @now
FROM unnest(@hashes::bytea[]) WITH ORDINALITY AS t (hash, number)`

// ConfirmCard puts the card in force once one of its codes was typed from it, makes the old one worthless, and ends the
// actor's sessions elsewhere. The typed code stays good. Invalid names the field code.
func (s *Service) ConfirmCard(ctx context.Context, actor authz.Actor, token, sealed, typed string) error {
	if _, err := actor.Scope(authz.HomeRead); err != nil {
		return err
	}
	d, err := s.openDraft(actor, sealed)
	if err != nil {
		return err
	}
	var hashes [][]byte
	there := false
	for _, code := range d.Codes {
		hashes = append(hashes, cardHash(actor, normal(code)))
		there = there || normal(code) == normal(typed)
	}
	if !there {
		return apperr.Invalid("Mã chưa đúng.", apperr.Field{Name: "code", Msg: "Mã này không có trên thẻ mới. Gõ lại một mã bất kỳ trên thẻ vừa in."})
	}
	return postgres.InTx(ctx, s.DB, func(tx pgx.Tx) error {
		own := pgx.StrictNamedArgs{"committee": actor.Committee, "user": actor.User}
		if _, err := tx.Exec(ctx, dropCardSQL, own); err != nil {
			return fmt.Errorf("drop the old card: %w", err)
		}
		own["hashes"], own["now"] = hashes, s.Now()
		if _, err := tx.Exec(ctx, keepCardSQL, own); err != nil {
			return fmt.Errorf("keep the card: %w", err)
		}
		return s.Account.OwnChangedTx(ctx, tx, actor, token, "Lập thẻ mã đăng nhập mới")
	})
}

// cardHash is the kept form of a code. A plain SHA-256 is enough: nobody chose the code, so that no list of words finds it,
// and who has a copy of the database and counts through all of them still lacks the password, which argon2id guards.
// It takes no key, so that cards open the door when the telephones' key is lost.
func cardHash(who authz.Actor, code string) []byte {
	sum := sha256.Sum256([]byte(fmt.Sprintf("card %d %d %s", who.Committee, who.User, code)))
	return sum[:]
}

// normal is a code as it is compared: without what people type between its groups.
func normal(typed string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -–.\u00a0\t", r) {
			return -1
		}
		return r
	}, strings.ToLower(typed))
}

const strikeSQL = `
UPDATE card_codes SET used_at = @now
WHERE committee_id = @committee AND user_id = @user AND hash = @hash AND used_at IS NULL
RETURNING number`

// cardFits reports whether the code stands unused on the person's card, and strikes it.
func (s *Service) cardFits(ctx context.Context, tx pgx.Tx, user authz.Actor, code string) (bool, error) {
	rows, _ := tx.Query(ctx, strikeSQL, pgx.StrictNamedArgs{
		"committee": user.Committee, "user": user.User, "hash": cardHash(user, code), "now": s.Now(),
	})
	numbers, err := pgx.CollectRows(rows, pgx.RowTo[int])
	if err != nil {
		return false, fmt.Errorf("strike the code: %w", err)
	}
	if len(numbers) == 0 {
		return false, nil
	}
	return true, s.Account.NoteOwnTx(ctx, tx, user, fmt.Sprintf("Dùng mã số %d trên thẻ để đăng nhập", numbers[0]))
}
