ALTER TABLE cell_month_facts DROP COLUMN until;
DROP FUNCTION review_label(date, date);
DROP FUNCTION review_period(bigint, date);
ALTER TABLE period_rules DROP COLUMN rhythm;
