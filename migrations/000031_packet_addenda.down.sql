DROP TABLE month_exceptions;
DROP TABLE month_approvals;
DROP TABLE packet_addenda;
