DROP TABLE committees;
DROP FUNCTION vn_key(text);
DROP EXTENSION pg_trgm;
DROP EXTENSION unaccent;
DROP EXTENSION ltree;
