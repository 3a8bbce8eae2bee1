-- One showing of a form that adds a record, and the record that it made: the same form sent twice makes one.
CREATE TABLE record_keys (
    committee_id  bigint NOT NULL REFERENCES committees (id),
    form_key      uuid NOT NULL,
    kind          text NOT NULL,
    record_id     bigint,
    made_at       timestamptz NOT NULL,
    PRIMARY KEY (committee_id, form_key)
);

-- Lists of records come from files as well.
ALTER TABLE import_runs DROP CONSTRAINT import_runs_kind_check, ADD CONSTRAINT import_runs_kind_check CHECK (kind ~ '^[a-z_]+$');
ALTER TABLE import_mappings DROP CONSTRAINT import_mappings_kind_check, ADD CONSTRAINT import_mappings_kind_check CHECK (kind ~ '^[a-z_]+$');

-- Awards of the levels above, and Party badges. early says why a badge was given before its years.
ALTER TABLE awards
    DROP CONSTRAINT awards_level_check, ADD CONSTRAINT awards_level_check CHECK (level IN ('grassroots', 'committee', 'province', 'central')),
    DROP CONSTRAINT awards_kind_check, ADD CONSTRAINT awards_kind_check CHECK (kind IN ('award', 'commendation', 'badge')),
    ADD COLUMN badge_years smallint NOT NULL DEFAULT 0,
    ADD COLUMN early text NOT NULL DEFAULT '',
    ADD COLUMN version integer NOT NULL DEFAULT 1,
    ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now(),
    ADD CONSTRAINT awards_badge_check CHECK ((kind = 'badge') = (badge_years > 0) AND (kind <> 'badge' OR subject = 'person'));

-- The same decision honours the same unit or person once.
CREATE UNIQUE INDEX awards_once ON awards (committee_id, unit_id, coalesce(member_id, 0), kind, decision_number, decided_on, title)
    WHERE decision_number <> '';
