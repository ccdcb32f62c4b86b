-- up
-- The sequence, in the member's place `me`, of the last change of where they stand with the release. Members who have done nothing yet have
-- no row.
CREATE TABLE release_changes (
-- sqlite
  user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
-- postgres
  user_id BIGINT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
-- both
  seq BIGINT NOT NULL
);
INSERT INTO places (kind, number, seq) SELECT 'me', id, 1 FROM users WHERE terms_agreed_at IS NOT NULL
  ON CONFLICT (kind, number) DO UPDATE SET seq = places.seq + 1;
INSERT INTO release_changes (user_id, seq)
  SELECT u.id, p.seq FROM users u JOIN places p ON p.kind = 'me' AND p.number = u.id WHERE u.terms_agreed_at IS NOT NULL;

-- down
DROP TABLE release_changes;
