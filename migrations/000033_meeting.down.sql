ALTER TABLE tasks DROP COLUMN meeting_id;
DROP INDEX meetings_cell, meetings_thematic, meetings_regular;
UPDATE meetings SET kind = 'regular' WHERE kind = 'both';
ALTER TABLE meetings
    DROP CONSTRAINT meetings_votes_check, DROP CONSTRAINT meetings_time_check, DROP CONSTRAINT meetings_kind_check,
    DROP COLUMN updated_at, DROP COLUMN version, DROP COLUMN answers, DROP COLUMN sheet, DROP COLUMN votes_other, DROP COLUMN votes_against,
    DROP COLUMN votes_for, DROP COLUMN duties, DROP COLUMN resolution, DROP COLUMN agenda, DROP COLUMN people, DROP COLUMN guests,
    DROP COLUMN secretary, DROP COLUMN chair, DROP COLUMN mending, DROP COLUMN place, DROP COLUMN ends, DROP COLUMN begins,
    ADD CONSTRAINT meetings_kind_check CHECK (kind IN ('regular', 'thematic')),
    ADD CONSTRAINT meetings_committee_id_cell_id_held_on_kind_key UNIQUE (committee_id, cell_id, held_on, kind);
