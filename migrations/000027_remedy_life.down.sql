-- The program before this one knows no remedy without a member.
DROP TABLE remedy_notes;
DELETE FROM remedies WHERE member_id IS NULL;
DROP INDEX remedies_whole;
DROP INDEX remedies_theme;
DROP INDEX remedies_due;
ALTER TABLE remedies
    DROP CONSTRAINT remedies_opener_fkey,
    DROP CONSTRAINT remedies_theme_fkey,
    DROP COLUMN recurs_id,
    DROP COLUMN return_reason,
    DROP COLUMN returns,
    DROP COLUMN evidence_link,
    DROP COLUMN evidence_number,
    DROP COLUMN opened_by,
    DROP COLUMN opener_id,
    DROP COLUMN source_basis,
    DROP COLUMN source_on,
    DROP COLUMN theme_id,
    ALTER COLUMN member_id SET NOT NULL;
DROP TABLE remedy_themes;
