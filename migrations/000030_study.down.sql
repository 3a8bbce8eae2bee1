ALTER TABLE study_sessions DROP COLUMN updated_at, DROP COLUMN version, DROP COLUMN missing, DROP COLUMN presenter, DROP COLUMN form;
ALTER TABLE documents
    DROP COLUMN updated_at, DROP COLUMN version, DROP COLUMN supersedes_id, DROP COLUMN due_on, DROP COLUMN level, DROP COLUMN unit_id;
