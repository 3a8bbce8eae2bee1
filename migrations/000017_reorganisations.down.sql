UPDATE units SET valid_to = valid_from + 1 WHERE valid_to = valid_from;
ALTER TABLE units
    DROP CONSTRAINT units_dates_check,
    ADD CONSTRAINT units_check CHECK (valid_to > valid_from);
DROP TABLE reorganisations;
