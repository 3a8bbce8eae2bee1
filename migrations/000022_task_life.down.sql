DROP TABLE extension_requests;
DROP INDEX assignments_reported;
DROP INDEX assignments_open;
ALTER TABLE assignments
    DROP COLUMN acceptor_id, DROP COLUMN first_due_on, DROP COLUMN extensions, DROP COLUMN evidence, DROP COLUMN updated_at,
    DROP COLUMN updated_by, DROP COLUMN returns, DROP COLUMN decided_on, DROP COLUMN decided_by, DROP COLUMN reason,
    DROP COLUMN rest, DROP COLUMN version;
DROP INDEX tasks_parent;
ALTER TABLE tasks DROP COLUMN parent_id, DROP COLUMN basis_on, DROP COLUMN basis_subject, DROP COLUMN weight;
