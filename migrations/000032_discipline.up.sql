-- The inspection board signs in.
ALTER TABLE terms DROP CONSTRAINT terms_role_check,
    ADD CONSTRAINT terms_role_check CHECK (role IN ('admin', 'office', 'leader', 'inspector', 'grassroots', 'secretary', 'member'));

-- A decision of discipline in full. contents are keys of the list of that day; post is what was held then, removed_from what was taken
-- away; without in_force_from it is in force from its signing; a decision that was cancelled stays, and is not counted from that day.
ALTER TABLE disciplines
    ADD COLUMN level text NOT NULL DEFAULT 'board' CHECK (level IN ('cell', 'grassroots', 'board', 'committee', 'province', 'central')),
    ADD COLUMN contents text[] NOT NULL DEFAULT '{}',
    ADD COLUMN committee_member boolean NOT NULL DEFAULT false,
    ADD COLUMN post text NOT NULL DEFAULT '',
    ADD COLUMN removed_from text NOT NULL DEFAULT '',
    ADD COLUMN in_force_from date,
    ADD COLUMN summary text NOT NULL DEFAULT '',
    ADD COLUMN appealed_on date,
    ADD COLUMN cancelled_on date,
    ADD COLUMN cancel_number text NOT NULL DEFAULT '',
    ADD COLUMN version integer NOT NULL DEFAULT 1,
    ADD COLUMN updated_at timestamptz NOT NULL DEFAULT '-infinity',
    ADD CONSTRAINT disciplines_subject_check CHECK (CASE WHEN member_id IS NULL
        THEN form IN ('reprimand', 'warning', 'dissolution') AND NOT committee_member AND post = '' AND removed_from = ''
        ELSE form <> 'dissolution' AND (form = 'removal' OR removed_from = '') END),
    ADD CONSTRAINT disciplines_cancel_check CHECK (cancelled_on IS NOT NULL OR cancel_number = '');

-- The same decision disciplines the same organisation or person once.
CREATE UNIQUE INDEX disciplines_once ON disciplines (committee_id, unit_id, coalesce(member_id, 0), decision_number, decided_on)
    WHERE decision_number <> '';
