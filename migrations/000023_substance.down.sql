ALTER TABLE cell_month_facts DROP COLUMN reviews_specific;
ALTER TABLE remedies DROP COLUMN specific;
DROP TABLE substance_texts;
DROP EXTENSION btree_gin;
