DROP TABLE recognitions;
DROP TABLE score_sheets;
DROP TABLE hand_answers;
