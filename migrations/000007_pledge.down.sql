DROP TABLE pledge_items;
DROP TABLE pledges;
