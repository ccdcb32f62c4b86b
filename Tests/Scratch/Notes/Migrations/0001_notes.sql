-- up
CREATE TABLE notes (
-- sqlite
  id INTEGER PRIMARY KEY AUTOINCREMENT,
-- postgres
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
-- both
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  text TEXT NOT NULL,
  seq BIGINT NOT NULL
);
CREATE INDEX notes_by_seq ON notes (user_id, seq);
-- down
DROP TABLE notes;
