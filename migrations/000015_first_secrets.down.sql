ALTER TABLE sessions DROP COLUMN id;
ALTER TABLE users DROP COLUMN secret_until;
