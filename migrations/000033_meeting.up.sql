-- A meeting of a cell in full. begins and ends are minutes of the day, 0 while unknown. people is the attendance of every member who had
-- to come, empty where only the counts are known: [{"member": 1, "state": "excused", "reason": "ốm", "spoke": false}]. agenda is what was on it, who
-- presented, who said what, and how it ended. sheet and answers are the quality sheet, from which quality is computed anew at every change.
ALTER TABLE meetings
    DROP CONSTRAINT meetings_kind_check,
    DROP CONSTRAINT meetings_committee_id_cell_id_held_on_kind_key,
    ADD CONSTRAINT meetings_kind_check CHECK (kind IN ('regular', 'thematic', 'both')),
    ADD COLUMN begins smallint NOT NULL DEFAULT 0 CHECK (begins BETWEEN 0 AND 1439),
    ADD COLUMN ends smallint NOT NULL DEFAULT 0 CHECK (ends BETWEEN 0 AND 1439),
    ADD COLUMN place text NOT NULL DEFAULT '',
    ADD COLUMN mending boolean NOT NULL DEFAULT false,
    ADD COLUMN chair text NOT NULL DEFAULT '',
    ADD COLUMN secretary text NOT NULL DEFAULT '',
    ADD COLUMN guests text NOT NULL DEFAULT '',
    ADD COLUMN people jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN agenda jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN resolution text NOT NULL DEFAULT '',
    ADD COLUMN duties jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN votes_for integer NOT NULL DEFAULT 0 CHECK (votes_for >= 0),
    ADD COLUMN votes_against integer NOT NULL DEFAULT 0 CHECK (votes_against >= 0),
    ADD COLUMN votes_other integer NOT NULL DEFAULT 0 CHECK (votes_other >= 0),
    ADD COLUMN sheet text NOT NULL DEFAULT '',
    ADD COLUMN answers jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN version integer NOT NULL DEFAULT 1,
    ADD COLUMN updated_at timestamptz NOT NULL DEFAULT '-infinity',
    ADD CONSTRAINT meetings_time_check CHECK (ends = 0 OR begins > 0 AND ends > begins),
    ADD CONSTRAINT meetings_votes_check CHECK (votes_for + votes_against + votes_other <= attended);
UPDATE meetings
SET mending = true
WHERE lower(theme) = 'tự soi, tự sửa';

-- One sitting of a kind on a day; one that is both takes the place of either.
CREATE UNIQUE INDEX meetings_regular ON meetings (committee_id, cell_id, held_on) WHERE kind <> 'thematic';
CREATE UNIQUE INDEX meetings_thematic ON meetings (committee_id, cell_id, held_on) WHERE kind <> 'regular';
CREATE INDEX meetings_cell ON meetings (committee_id, cell_id, held_on);

-- At which meeting a task was decided on.
ALTER TABLE tasks
    ADD COLUMN meeting_id bigint,
    ADD FOREIGN KEY (committee_id, meeting_id) REFERENCES meetings (committee_id, id);
CREATE INDEX tasks_meeting ON tasks (committee_id, meeting_id) WHERE meeting_id IS NOT NULL;
