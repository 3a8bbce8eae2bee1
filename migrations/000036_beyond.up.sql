-- Kết luận 21-KL/TW carries the mending from the Party to the whole political system: cadres, civil servants and public
-- employees outside the Party take part in the units that say so. They stand in members (standing 'cadre') and in memberships
-- under a kind of their own, so that whatever reads kind = 'work' goes on counting Party members alone.
ALTER TABLE units ADD COLUMN beyond boolean NOT NULL DEFAULT false CHECK (NOT beyond OR kind IN ('cell', 'grassroots_cell'));
ALTER TABLE members ADD COLUMN employment text NOT NULL DEFAULT ''
    CHECK (employment IN ('', 'cadre', 'civil_servant', 'public_employee', 'worker'));

ALTER TABLE memberships DROP CONSTRAINT memberships_kind_check;
ALTER TABLE memberships ADD CONSTRAINT memberships_kind_check CHECK (kind IN ('work', 'residence', 'beyond'));
-- Nobody is a Party member and outside the Party at once.
CREATE UNIQUE INDEX memberships_part ON memberships (committee_id, member_id) WHERE valid_to IS NULL AND kind IN ('work', 'beyond');
CREATE INDEX memberships_beyond ON memberships (committee_id, member_id) WHERE kind = 'beyond';

-- Who was noted as no Party member before stands apart from now on as well. Months that were counted stay as they were counted.
UPDATE memberships s SET kind = 'beyond'
FROM members m
WHERE m.committee_id = s.committee_id AND m.id = s.member_id AND m.standing = 'cadre' AND s.kind = 'work';
UPDATE units u SET beyond = true
WHERE EXISTS (SELECT FROM memberships s WHERE s.committee_id = u.committee_id AND s.unit_id = u.id AND s.kind = 'beyond' AND s.valid_to IS NULL);

-- Counted beside the members, never with them.
ALTER TABLE cell_month_facts ADD COLUMN beyond_expected integer NOT NULL DEFAULT 0;
ALTER TABLE cell_month_facts ADD COLUMN beyond_reviewed integer NOT NULL DEFAULT 0;
