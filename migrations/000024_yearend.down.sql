DROP TABLE year_reviews;
