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
