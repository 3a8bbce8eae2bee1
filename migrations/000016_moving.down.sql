DELETE FROM remedies WHERE continues_id IS NOT NULL;
UPDATE remedies SET state = 'in_progress', carried_on = NULL WHERE state = 'carried';
DROP INDEX remedies_continues;
DROP INDEX remedies_unverified;
CREATE INDEX remedies_unverified ON remedies (committee_id, cell_id, due_on) WHERE state <> 'verified';
ALTER TABLE remedies
    DROP CONSTRAINT remedies_carried_check,
    DROP CONSTRAINT remedies_state_check,
    ADD CONSTRAINT remedies_state_check CHECK (state IN ('open', 'in_progress', 'reported', 'verified')),
    DROP COLUMN continues_id,
    DROP COLUMN carried_on;
ALTER TABLE members
    DROP COLUMN mass_post,
    DROP COLUMN state_post,
    DROP COLUMN decided_on;
