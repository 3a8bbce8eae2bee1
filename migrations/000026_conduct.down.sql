DROP INDEX reviews_found;
ALTER TABLE marks DROP COLUMN own;
ALTER TABLE reviews DROP COLUMN own, DROP COLUMN conduct_signs;
