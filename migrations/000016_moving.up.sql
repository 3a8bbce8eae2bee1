-- The admission's decision, from which a member's years in the Party are counted, apart from the ceremony; and the two
-- other lines of posts that every form has beside the Party's.
ALTER TABLE members
    ADD COLUMN decided_on date,
    ADD COLUMN state_post text NOT NULL DEFAULT '',
    ADD COLUMN mass_post text NOT NULL DEFAULT '';

-- Who moves takes what is still being mended along: the remedy ends in the cell of before as carried, and goes on as a
-- new row in the next cell, so that past months are counted as they were.
ALTER TABLE remedies
    ADD COLUMN carried_on date,
    ADD COLUMN continues_id bigint,
    DROP CONSTRAINT remedies_state_check,
    ADD CONSTRAINT remedies_state_check CHECK (state IN ('open', 'in_progress', 'reported', 'verified', 'carried')),
    ADD CONSTRAINT remedies_carried_check CHECK ((state = 'carried') = (carried_on IS NOT NULL));
DROP INDEX remedies_unverified;
CREATE INDEX remedies_unverified ON remedies (committee_id, cell_id, due_on) WHERE state NOT IN ('verified', 'carried');
CREATE UNIQUE INDEX remedies_continues ON remedies (committee_id, continues_id) WHERE continues_id IS NOT NULL;
