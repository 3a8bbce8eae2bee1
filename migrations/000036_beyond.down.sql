ALTER TABLE cell_month_facts DROP COLUMN beyond_reviewed;
ALTER TABLE cell_month_facts DROP COLUMN beyond_expected;
DROP INDEX memberships_beyond;
DROP INDEX memberships_part;
UPDATE memberships SET kind = 'work' WHERE kind = 'beyond';
ALTER TABLE memberships DROP CONSTRAINT memberships_kind_check;
ALTER TABLE memberships ADD CONSTRAINT memberships_kind_check CHECK (kind IN ('work', 'residence'));
ALTER TABLE members DROP COLUMN employment;
ALTER TABLE units DROP COLUMN beyond;
