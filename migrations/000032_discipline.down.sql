DROP INDEX disciplines_once;
ALTER TABLE disciplines
    DROP CONSTRAINT disciplines_cancel_check,
    DROP CONSTRAINT disciplines_subject_check,
    DROP COLUMN updated_at,
    DROP COLUMN version,
    DROP COLUMN cancel_number,
    DROP COLUMN cancelled_on,
    DROP COLUMN appealed_on,
    DROP COLUMN summary,
    DROP COLUMN in_force_from,
    DROP COLUMN removed_from,
    DROP COLUMN post,
    DROP COLUMN committee_member,
    DROP COLUMN contents,
    DROP COLUMN level;
DELETE FROM terms WHERE role = 'inspector';
ALTER TABLE terms DROP CONSTRAINT terms_role_check,
    ADD CONSTRAINT terms_role_check CHECK (role IN ('admin', 'office', 'leader', 'grassroots', 'secretary', 'member'));
