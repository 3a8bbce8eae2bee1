DROP TABLE unit_events;
DROP TABLE units;
