-- Which column of a file is which field of a list, as somebody chose it once, for every file with the same headings.
CREATE TABLE import_mappings (
    committee_id  bigint NOT NULL REFERENCES committees (id),
    kind          text NOT NULL CHECK (kind IN ('units', 'members')),
    signature     text NOT NULL,
    columns       jsonb NOT NULL,
    chosen_by     text NOT NULL,
    chosen_at     timestamptz NOT NULL,
    PRIMARY KEY (committee_id, kind, signature)
);

-- What the lists said before an import, so that the whole of it can be taken back within a day; dropped then.
CREATE TABLE import_undo (
    committee_id  bigint NOT NULL,
    run_id        bigint NOT NULL,
    before        jsonb NOT NULL,
    PRIMARY KEY (committee_id, run_id),
    FOREIGN KEY (committee_id, run_id) REFERENCES import_runs (committee_id, id)
);
-- encodings: how the columns of a waiting file are written, where somebody said so; it is guessed otherwise.
ALTER TABLE import_runs
    ADD COLUMN undone_at timestamptz,
    ADD COLUMN encodings jsonb NOT NULL DEFAULT '{}';
