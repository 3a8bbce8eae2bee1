-- The program before this one knows one due day, and none after the 28th.
UPDATE committees c SET packet_due_day = least(r.due_day, 28)
FROM (SELECT DISTINCT ON (committee_id) committee_id, due_day FROM period_rules ORDER BY committee_id, from_month DESC) AS r
WHERE r.committee_id = c.id;
ALTER TABLE committees
    DROP COLUMN version,
    DROP COLUMN cell_label,
    DROP COLUMN subcommittee_label,
    DROP COLUMN grassroots_cell_label,
    DROP COLUMN organisation_label,
    DROP COLUMN committee_label;
DROP TABLE period_exceptions;
DROP TABLE period_rules;
