-- Who must study a document, and by when: every grassroots organisation or every cell of a branch, or nobody in particular. supersedes_id is the
-- document that it takes the place of.
ALTER TABLE documents
    ADD COLUMN unit_id bigint,
    ADD COLUMN level text NOT NULL DEFAULT '' CHECK (level IN ('', 'grassroots', 'cell')),
    ADD COLUMN due_on date,
    ADD COLUMN supersedes_id bigint,
    ADD COLUMN version integer NOT NULL DEFAULT 1,
    ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now(),
    ADD FOREIGN KEY (committee_id, unit_id) REFERENCES units (committee_id, id),
    ADD FOREIGN KEY (committee_id, supersedes_id) REFERENCES documents (committee_id, id),
    ADD CHECK ((level = '') = (due_on IS NULL)),
    ADD CHECK (supersedes_id <> id);
UPDATE documents d
SET unit_id = u.id
FROM units u
WHERE u.committee_id = d.committee_id AND u.parent_id IS NULL;
ALTER TABLE documents
    ALTER COLUMN unit_id SET NOT NULL;
CREATE INDEX documents_supersedes ON documents (committee_id, supersedes_id) WHERE supersedes_id IS NOT NULL;

-- missing names those who were away, as far as they are known, and when each studied afterwards: [{"member": 1, "on": "2026-11-20"}].
ALTER TABLE study_sessions
    ADD COLUMN form text NOT NULL DEFAULT 'meeting' CHECK (form IN ('meeting', 'online', 'thematic', 'self')),
    ADD COLUMN presenter text NOT NULL DEFAULT '',
    ADD COLUMN missing jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN version integer NOT NULL DEFAULT 1,
    ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now();
