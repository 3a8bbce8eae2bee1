DROP INDEX awards_once;
DELETE FROM awards WHERE level IN ('province', 'central') OR kind = 'badge';
ALTER TABLE awards
    DROP CONSTRAINT awards_badge_check, DROP COLUMN updated_at, DROP COLUMN version, DROP COLUMN early, DROP COLUMN badge_years,
    DROP CONSTRAINT awards_kind_check, ADD CONSTRAINT awards_kind_check CHECK (kind IN ('award', 'commendation')),
    DROP CONSTRAINT awards_level_check, ADD CONSTRAINT awards_level_check CHECK (level IN ('committee', 'grassroots'));
DELETE FROM import_undo u USING import_runs r WHERE r.committee_id = u.committee_id AND r.id = u.run_id AND r.kind NOT IN ('units', 'members');
DELETE FROM import_mappings WHERE kind NOT IN ('units', 'members');
DELETE FROM import_runs WHERE kind NOT IN ('units', 'members');
ALTER TABLE import_mappings DROP CONSTRAINT import_mappings_kind_check, ADD CONSTRAINT import_mappings_kind_check CHECK (kind IN ('units', 'members'));
ALTER TABLE import_runs DROP CONSTRAINT import_runs_kind_check, ADD CONSTRAINT import_runs_kind_check CHECK (kind IN ('units', 'members'));
DROP TABLE record_keys;
