-- up
-- Members who have written a message in a room. A member's first message adds the row: messages have no index by author.
CREATE TABLE writers (
-- sqlite
  user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE
-- postgres
  user_id BIGINT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE
-- both
);
INSERT INTO writers (user_id)
  SELECT u.id FROM users u JOIN (SELECT author_id FROM messages UNION SELECT author_id FROM messages_archive) m ON m.author_id = u.id
  WHERE u.left_at IS NULL;
-- down
DROP TABLE writers;
