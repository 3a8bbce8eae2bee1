-- An office held for somebody else would become one's own.
DELETE FROM terms WHERE behalf_id IS NOT NULL;
ALTER TABLE terms DROP COLUMN behalf_id;
DELETE FROM sessions WHERE half;
ALTER TABLE sessions DROP COLUMN half, DROP COLUMN tries;
DROP TABLE card_codes;
DROP TABLE phones;
