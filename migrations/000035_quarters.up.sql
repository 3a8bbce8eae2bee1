-- How often a committee reviews itself. The rhythm of a rule holds from the first quarter that begins with it or later, so
-- that no quarter is cut in two. A quarter's packet, marks, reviews and figures are kept under its first month.
ALTER TABLE period_rules ADD COLUMN rhythm text NOT NULL DEFAULT 'monthly' CHECK (rhythm IN ('monthly', 'quarterly'));

-- review_period is the month or quarter by which the committee reviews itself on a day; deadline.Calendar says the same.
CREATE FUNCTION review_period(committee bigint, day date) RETURNS daterange
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT CASE WHEN (
            SELECT r.rhythm FROM period_rules r
            WHERE r.committee_id = committee AND r.from_month <= date_trunc('quarter', day::timestamp)
            ORDER BY r.from_month DESC
            LIMIT 1) = 'quarterly'
        THEN daterange(date_trunc('quarter', day::timestamp)::date, (date_trunc('quarter', day::timestamp) + interval '3 months')::date)
        ELSE daterange(date_trunc('month', day::timestamp)::date, (date_trunc('month', day::timestamp) + interval '1 month')::date) END;
END;

-- review_label is the name of such a period inside a sentence; period.Label says the same.
CREATE FUNCTION review_label(month date, until date) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT CASE WHEN until < month + interval '1 month' THEN to_char(month, '"tháng" FMMM/YYYY')
        ELSE 'quý ' || to_char(extract(quarter FROM month)::integer, 'FMRN') || to_char(month, '/YYYY') END;
END;

-- The last day of what a row counts. A dashboard or report counts the rows that end in its days: a quarter stands in its
-- last month, when it is over, and not in its first.
ALTER TABLE cell_month_facts ADD COLUMN until date;
UPDATE cell_month_facts SET until = (month + interval '1 month')::date - 1;
ALTER TABLE cell_month_facts ALTER COLUMN until SET NOT NULL;
