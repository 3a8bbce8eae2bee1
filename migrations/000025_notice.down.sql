DROP TABLE reminders;
DROP TABLE notices;
DROP TABLE notice_contacts;
DROP TABLE notice_settings;
