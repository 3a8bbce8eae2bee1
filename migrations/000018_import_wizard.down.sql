ALTER TABLE import_runs DROP COLUMN encodings, DROP COLUMN undone_at;
DROP TABLE import_undo;
DROP TABLE import_mappings;
