-- up
-- Files that members uploaded, as they are kept: pictures as WebP, sounds as MP3.
CREATE TABLE media (
-- sqlite
  -- The order in which they were made.
  number INTEGER PRIMARY KEY AUTOINCREMENT,
-- postgres
  number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
-- both
  -- A UUID: what the address of a file says about it.
  id TEXT NOT NULL CHECK (length(id) = 36),
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('image', 'audio')),
  -- SHA-256 of the bytes that were uploaded, as hex digits.
  source TEXT NOT NULL CHECK (length(source) = 64),
  -- What the names of its files begin with; never the same for two rows.
  file TEXT NOT NULL CHECK (length(file) = 64),
  -- Of all its files.
  bytes BIGINT NOT NULL CHECK (bytes > 0),
  width BIGINT,
  height BIGINT,
  frames BIGINT,
  milliseconds BIGINT,
  -- 50 numbers from 0 to 1,000 with spaces between them.
  waveform TEXT,
  created_at BIGINT NOT NULL,
  -- Null while something uses it.
  unused_since BIGINT
);
CREATE UNIQUE INDEX media_id ON media (id);
CREATE UNIQUE INDEX media_source ON media (user_id, source);
CREATE UNIQUE INDEX media_file ON media (file);
CREATE INDEX media_newest ON media (user_id, number);
CREATE INDEX media_newest_of_kind ON media (user_id, kind, number);
CREATE INDEX media_unused ON media (unused_since) WHERE unused_since IS NOT NULL;

-- How many bytes a member's files have, kept in the transaction of every change.
CREATE TABLE media_usage (
-- sqlite
  user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
-- postgres
  user_id BIGINT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
-- both
  bytes BIGINT NOT NULL CHECK (bytes >= 0)
);

-- What uses them: modules, messages. Each kind belongs to the feature that has the things.
CREATE TABLE media_uses (
  media BIGINT NOT NULL REFERENCES media (number) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  -- The id of the thing.
  subject BIGINT NOT NULL,
  -- False while the thing is removed and can be brought back.
  is_living BOOLEAN NOT NULL,
  PRIMARY KEY (kind, subject, media)
);
CREATE INDEX media_uses_media ON media_uses (media);

-- down
DROP TABLE media_uses;
DROP TABLE media_usage;
DROP TABLE media;
