-- up
-- Emails to members: those that wait to be sent, and for 30 days what became of them.
CREATE TABLE letters (
-- sqlite
  id INTEGER PRIMARY KEY AUTOINCREMENT,
-- postgres
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
-- both
  -- What is before the `@` of the Message-ID, the same with every try.
  reference TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 20),
  -- As administrators see it: `a…@example.org`.
  recipient TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'failed')),
  -- Address and text, sealed. NULL once it is sent or given up.
-- sqlite
  content BLOB,
-- postgres
  content BYTEA,
-- both
  tries INTEGER NOT NULL DEFAULT 0,
  -- Why the last try failed.
  error TEXT,
  -- What was said between the two servers, of a test only.
  dialogue TEXT,
  created_at BIGINT NOT NULL,
  -- Of one that is being sent: when another node may try if this one is gone. NULL unless it waits.
  next_try_at BIGINT,
  ended_at BIGINT,
  CHECK ((state = 'waiting') = (next_try_at IS NOT NULL)),
  CHECK ((state = 'waiting') = (ended_at IS NULL)),
  CHECK ((state = 'waiting') = (content IS NOT NULL))
);
CREATE INDEX letters_waiting ON letters (next_try_at, id) WHERE state = 'waiting';
CREATE INDEX letters_ended ON letters (state, ended_at);
CREATE INDEX letters_errors ON letters (id) WHERE error IS NOT NULL;
-- down
DROP TABLE letters;
