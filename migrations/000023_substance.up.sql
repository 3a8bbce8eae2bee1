-- What a member said of a month that was sent, as it is compared: without the phrases of forms. It is kept so that a template
-- that goes round a district is found by an index; it is never shown. "" is too little to compare.
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE TABLE substance_texts (
    committee_id  bigint NOT NULL,
    member_id     bigint NOT NULL,
    cell_id       bigint NOT NULL,
    month         date NOT NULL CHECK (extract(day FROM month) = 1),
    said          text NOT NULL,
    sent_at       timestamptz NOT NULL, -- of the packet when it was read: sent again, it is read again
    -- The month as the search for copies asks for it. No other index begins with it, so that the search has but one way to go
    -- in a month of which the statistics know nothing yet.
    month_number  integer NOT NULL GENERATED ALWAYS AS ((extract(year FROM month) * 12 + extract(month FROM month))::integer) STORED,
    PRIMARY KEY (committee_id, member_id, month, cell_id),
    FOREIGN KEY (committee_id, cell_id) REFERENCES units (committee_id, id),
    FOREIGN KEY (committee_id, member_id) REFERENCES members (committee_id, id)
);
CREATE INDEX substance_texts_cell ON substance_texts (committee_id, cell_id, month);
-- The month stands in the index as well: a search reads one month, however many years there are. What is pending is kept short,
-- because every search reads it from end to end; with nothing pending, writing took five times as long.
CREATE INDEX substance_texts_said ON substance_texts USING gin (committee_id, month_number, said gin_trgm_ops)
    WITH (gin_pending_list_limit = 256) WHERE said <> '';

-- Whether a shortcoming names something one could go and look at, judged when it is written. Those of before have an action
-- and a date and are taken as such.
ALTER TABLE remedies ADD COLUMN specific boolean NOT NULL DEFAULT true;
ALTER TABLE remedies ALTER COLUMN specific SET DEFAULT false;
ALTER TABLE cell_month_facts ADD COLUMN reviews_specific integer NOT NULL DEFAULT 0;
UPDATE cell_month_facts f
SET reviews_specific = least(f.members_reviewed, r.members)
FROM (
    SELECT committee_id, cell_id, opened_month, count(DISTINCT member_id) AS members
    FROM remedies
    WHERE continues_id IS NULL
    GROUP BY committee_id, cell_id, opened_month) AS r
WHERE f.committee_id = r.committee_id AND f.cell_id = r.cell_id AND f.month = r.opened_month;
