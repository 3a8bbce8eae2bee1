DROP TABLE assignments;
DROP TABLE tasks;
