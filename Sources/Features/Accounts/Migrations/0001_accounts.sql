-- up
CREATE TABLE users (id INTEGER PRIMARY KEY);
-- down
DROP TABLE users;
