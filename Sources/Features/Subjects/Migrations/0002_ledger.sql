-- up
-- What members have published, as feeds list it: one row for each thing. One that was removed keeps its row until it can no longer be brought
-- back, so that it comes back at its old place.
CREATE TABLE feed_entries (
-- sqlite
  id INTEGER PRIMARY KEY AUTOINCREMENT,
-- postgres
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
-- both
  -- See SubjectName.
  kind BIGINT NOT NULL,
  subject BIGINT NOT NULL,
  author_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at BIGINT NOT NULL,
  is_gone BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE UNIQUE INDEX feed_entries_subject ON feed_entries (kind, subject);
CREATE INDEX feed_entries_newest ON feed_entries (is_gone, created_at, id);
CREATE INDEX feed_entries_author ON feed_entries (author_id, is_gone, created_at, id);
-- For a feed of one kind: most people have many things of other kinds.
CREATE INDEX feed_entries_kind ON feed_entries (author_id, kind, is_gone, created_at, id);

-- down
DROP TABLE feed_entries;
