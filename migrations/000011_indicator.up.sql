-- One row per cell and month, recomputed in the transaction that moves it and only summed on reading: measured
-- 50 to 70 times cheaper than sums over marks, and flat as years are added. Never added to ancestors, so that no row
-- is shared by two cells.
CREATE TABLE cell_month_facts (
    committee_id        bigint NOT NULL,
    cell_id             bigint NOT NULL,
    month               date NOT NULL CHECK (extract(day FROM month) = 1),
    members_expected    integer NOT NULL DEFAULT 0,
    members_reviewed    integer NOT NULL DEFAULT 0,
    items_live          integer NOT NULL DEFAULT 0,
    marks_done          integer NOT NULL DEFAULT 0,
    marks_on_track      integer NOT NULL DEFAULT 0,
    marks_not_done      integer NOT NULL DEFAULT 0,
    marks_not_due       integer NOT NULL DEFAULT 0,
    substantive_yes     integer NOT NULL DEFAULT 0,
    responsible_yes     integer NOT NULL DEFAULT 0,
    conduct_clear       integer NOT NULL DEFAULT 0,
    conduct_found       integer NOT NULL DEFAULT 0,
    remedies_opened     integer NOT NULL DEFAULT 0,
    remedies_verified   integer NOT NULL DEFAULT 0,
    remedies_unverified integer NOT NULL DEFAULT 0,
    remedies_due        integer NOT NULL DEFAULT 0,
    packet_state        text NOT NULL DEFAULT 'open',
    sent_on_time        boolean NOT NULL DEFAULT false,
    PRIMARY KEY (committee_id, month, cell_id),
    FOREIGN KEY (committee_id, cell_id) REFERENCES units (committee_id, id)
) WITH (fillfactor = 50);
