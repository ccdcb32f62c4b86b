-- up
-- Archives that members brought. The file lies in the data folder until it has been taken in.
CREATE TABLE imports (
-- sqlite
  id INTEGER PRIMARY KEY AUTOINCREMENT,
-- postgres
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
-- both
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- The name of the file in the folder of imports; empty for one that a command reads from elsewhere.
  file TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
  -- What became of each part so far, as JSON.
  parts TEXT NOT NULL,
  -- Where it goes on after an interruption: a part, and how many of its items have been taken.
  part BIGINT NOT NULL DEFAULT 0,
  item BIGINT NOT NULL DEFAULT 0,
  -- Why it failed.
  error TEXT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX imports_user ON imports (user_id, id);
-- One at a time for each member.
CREATE UNIQUE INDEX imports_unfinished ON imports (user_id) WHERE state IN ('waiting', 'running');

-- Parts of archives that belong to other places, kept as they came.
CREATE TABLE carried_parts (
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  host TEXT NOT NULL CHECK (length(host) BETWEEN 1 AND 260),
  part TEXT NOT NULL CHECK (length(part) BETWEEN 1 AND 40),
  -- The address of that place, if it is known in full.
  origin TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  -- False while its text comes in.
  is_whole BOOLEAN NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, host, part)
);

-- Their text, in pieces that fit in memory.
CREATE TABLE carried_pieces (
  user_id BIGINT NOT NULL,
  host TEXT NOT NULL,
  part TEXT NOT NULL,
  place BIGINT NOT NULL,
-- sqlite
  bytes BLOB NOT NULL,
-- postgres
  bytes BYTEA NOT NULL,
-- both
  PRIMARY KEY (user_id, host, part, place),
  FOREIGN KEY (user_id, host, part) REFERENCES carried_parts (user_id, host, part) ON DELETE CASCADE
);

-- down
DROP TABLE carried_pieces;
DROP TABLE carried_parts;
DROP TABLE imports;
