-- What a person has beyond the password. The telephone's secret is sealed with a key that lies outside the database;
-- last_step is the newest half-minute whose code was taken, so that no code counts twice.
CREATE TABLE phones (
    committee_id  bigint NOT NULL,
    user_id       bigint NOT NULL,
    secret        bytea NOT NULL,
    last_step     bigint NOT NULL,
    since         timestamptz NOT NULL,
    PRIMARY KEY (committee_id, user_id),
    FOREIGN KEY (committee_id, user_id) REFERENCES users (committee_id, id)
);

-- The codes of a person's printed card, by their number on it; only hashes are kept. A new card replaces all rows.
CREATE TABLE card_codes (
    committee_id  bigint NOT NULL,
    user_id       bigint NOT NULL,
    number        smallint NOT NULL,
    hash          bytea NOT NULL,
    since         timestamptz NOT NULL,
    used_at       timestamptz,
    PRIMARY KEY (committee_id, user_id, number),
    FOREIGN KEY (committee_id, user_id) REFERENCES users (committee_id, id)
);

-- A half session stands between the password and the second step: it opens nothing but the page that asks for the code.
ALTER TABLE sessions
    ADD COLUMN half boolean NOT NULL DEFAULT false,
    ADD COLUMN tries smallint NOT NULL DEFAULT 0;

-- An office held for somebody else, who holds it in their own name: never for ever, and never for oneself.
ALTER TABLE terms
    ADD COLUMN behalf_id bigint,
    ADD FOREIGN KEY (committee_id, behalf_id) REFERENCES users (committee_id, id),
    ADD CONSTRAINT terms_behalf_check CHECK (behalf_id <> user_id AND valid_to <= valid_from + interval '12 months'
        AND valid_to IS NOT NULL OR behalf_id IS NULL);
CREATE INDEX terms_behalf ON terms (committee_id, behalf_id) WHERE behalf_id IS NOT NULL;
