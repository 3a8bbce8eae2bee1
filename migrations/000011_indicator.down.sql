DROP TABLE cell_month_facts;
