-- Append-only. The application's role may neither change nor delete a row (its rights are set when migrating).
-- Names and texts are copied in and nothing is referenced, so that an entry outlives what it describes.
-- Entries form one chain of hashes per unit: a chain per committee would make every cell wait for every other one,
-- while writers of one unit already wait for each other.
CREATE TABLE audit_entries (
    committee_id  bigint NOT NULL,
    unit_id       bigint NOT NULL,
    seq           bigint NOT NULL,
    at            timestamptz NOT NULL,
    actor_id      bigint NOT NULL,
    actor_name    text NOT NULL,
    behalf_name   text NOT NULL DEFAULT '',
    action        text NOT NULL,
    object_kind   text NOT NULL,
    object_id     bigint NOT NULL,
    summary       text NOT NULL,
    reason        text NOT NULL DEFAULT '',
    before        jsonb,
    after         jsonb,
    hash          bytea NOT NULL,
    PRIMARY KEY (committee_id, unit_id, seq)
);
CREATE INDEX audit_entries_object ON audit_entries (committee_id, object_kind, object_id, at DESC);
CREATE INDEX audit_entries_at ON audit_entries (committee_id, at DESC);
