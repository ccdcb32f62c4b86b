-- up
-- What staff removed from rooms, for as long as it can be brought back.
CREATE TABLE removed_messages (
-- sqlite
  message_id INTEGER PRIMARY KEY,
-- postgres
  message_id BIGINT PRIMARY KEY,
-- both
  author_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  content TEXT NOT NULL,
  html TEXT NOT NULL,
  media TEXT,
  removed_at BIGINT NOT NULL
);
CREATE INDEX removed_messages_age ON removed_messages (removed_at);
CREATE INDEX removed_messages_author ON removed_messages (author_id);
-- down
DROP TABLE removed_messages;
