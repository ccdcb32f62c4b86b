-- up
-- All open reports on one thing are one case.
CREATE TABLE cases (
-- sqlite
  id INTEGER PRIMARY KEY AUTOINCREMENT,
-- postgres
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
-- both
  kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 20),
  -- Names the thing of that kind for ever.
  subject TEXT NOT NULL CHECK (length(subject) BETWEEN 1 AND 100),
  -- What people called it when it was reported last.
  target_id TEXT NOT NULL CHECK (length(target_id) BETWEEN 1 AND 100),
  -- Whose thing it is.
  user_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
  -- One bit for each reason that somebody gave.
  reasons BIGINT NOT NULL,
  report_count BIGINT NOT NULL,
  -- The order of the queue: urgent cases come first, then older ones.
  position BIGINT NOT NULL,
  claimed_by BIGINT REFERENCES users (id) ON DELETE SET NULL,
  -- When who claimed it did something in the case last.
  claimed_at BIGINT,
  outcome TEXT CHECK (outcome IN ('acted', 'dismissed')),
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  closed_at BIGINT
);
CREATE UNIQUE INDEX cases_open ON cases (kind, subject) WHERE closed_at IS NULL;
CREATE INDEX cases_queue ON cases (position) WHERE closed_at IS NULL;
CREATE INDEX cases_closed ON cases (closed_at, id) WHERE closed_at IS NOT NULL;
CREATE INDEX cases_claimed ON cases (claimed_by, position) WHERE closed_at IS NULL;
CREATE INDEX cases_user ON cases (user_id, closed_at, report_count);

CREATE TABLE reports (
-- sqlite
  id INTEGER PRIMARY KEY AUTOINCREMENT,
-- postgres
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
-- both
  case_id BIGINT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
  -- NULL once the member has left.
  reporter_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
  reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 20),
  note TEXT NOT NULL CHECK (length(note) <= 1000),
  created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX reports_once ON reports (case_id, reporter_id);
CREATE INDEX reports_reporter ON reports (reporter_id, id);

-- The texts of a thing as they were when it was reported, each once.
CREATE TABLE case_snapshots (
-- sqlite
  id INTEGER PRIMARY KEY AUTOINCREMENT,
-- postgres
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
-- both
  case_id BIGINT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
  digest TEXT NOT NULL,
  taken_at BIGINT NOT NULL,
  -- NULL once it has been erased.
  text TEXT
);
CREATE UNIQUE INDEX case_snapshots_once ON case_snapshots (case_id, digest);
CREATE INDEX case_snapshots_kept ON case_snapshots (case_id) WHERE text IS NOT NULL;

-- What staff write to each other about a case.
CREATE TABLE case_notes (
-- sqlite
  id INTEGER PRIMARY KEY AUTOINCREMENT,
-- postgres
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
-- both
  case_id BIGINT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
  author_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
  text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 2000),
  created_at BIGINT NOT NULL
);
CREATE INDEX case_notes_case ON case_notes (case_id, id);
CREATE INDEX case_notes_author ON case_notes (author_id) WHERE author_id IS NOT NULL;
-- down
DROP TABLE case_notes;
DROP TABLE case_snapshots;
DROP TABLE reports;
DROP TABLE cases;
