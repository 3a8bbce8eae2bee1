DROP TABLE sessions;
DROP TABLE terms;
DROP TABLE users;
