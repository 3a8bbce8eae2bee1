DROP TABLE remedies;
DROP TABLE marks;
DROP TABLE reviews;
DROP TABLE packets;
