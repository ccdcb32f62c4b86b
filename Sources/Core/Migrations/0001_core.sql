-- up
CREATE TABLE meta (
  key TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
);

-- What members' changes were answered with, by the name they gave the change.
-- sqlite
CREATE TABLE replays (
  user_id INTEGER NOT NULL,
  key TEXT NOT NULL,
  digest BLOB NOT NULL,
  answer BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (user_id, key)
) WITHOUT ROWID;
-- postgres
CREATE TABLE replays (
  user_id BIGINT NOT NULL,
  key TEXT NOT NULL,
  digest BYTEA NOT NULL,
  answer BYTEA NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, key)
);
-- both
CREATE INDEX replays_by_age ON replays (created_at);
-- down
DROP TABLE replays;
DROP TABLE meta;
