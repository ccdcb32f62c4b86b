-- up
-- Loops of the step sequencer.
CREATE TABLE patterns (
-- sqlite
  id INTEGER PRIMARY KEY AUTOINCREMENT,
-- postgres
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
-- both
  owner_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  title TEXT NOT NULL CHECK (length(title) <= 80),
  visibility TEXT NOT NULL DEFAULT 'private' CHECK (visibility IN ('private', 'members', 'public')),
  version BIGINT NOT NULL DEFAULT 1,
  -- The number of the newest revision.
  revision BIGINT NOT NULL DEFAULT 1,
  -- Where it comes from: ids alone, which outlive the patterns. An original's origin is itself.
  parent_id BIGINT,
  origin_id BIGINT,
  depth BIGINT NOT NULL DEFAULT 0,
  -- In the place of the pattern.
  seq BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  -- For 30 days it can be brought back; then the row is erased.
  deleted_at BIGINT,
  removed_by_staff BOOLEAN NOT NULL DEFAULT FALSE,
  CHECK ((parent_id IS NULL) = (depth = 0))
);
CREATE INDEX patterns_owner ON patterns (owner_id, id);
CREATE INDEX patterns_listed ON patterns (id) WHERE visibility <> 'private' AND deleted_at IS NULL;
CREATE INDEX patterns_deleted ON patterns (deleted_at) WHERE deleted_at IS NOT NULL;

-- Every loop that a pattern had. Revisions never change.
CREATE TABLE pattern_revisions (
  pattern_id BIGINT NOT NULL REFERENCES patterns (id) ON DELETE CASCADE,
  number BIGINT NOT NULL CHECK (number BETWEEN 1 AND 500),
  -- What the pattern was called then.
  title TEXT NOT NULL,
  -- JSON.
  loop TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (pattern_id, number)
);

-- down
DROP TABLE pattern_revisions;
DROP TABLE patterns;
