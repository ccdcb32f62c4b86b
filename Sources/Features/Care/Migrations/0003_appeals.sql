-- up
-- Who asks for an action to be undone. One for each action, decided once.
CREATE TABLE appeals (
-- sqlite
  id INTEGER PRIMARY KEY AUTOINCREMENT,
-- postgres
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
-- both
  action_id BIGINT NOT NULL UNIQUE REFERENCES actions (id) ON DELETE CASCADE,
  user_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
  text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 2000),
  status TEXT NOT NULL CHECK (status IN ('open', 'upheld', 'overturned')),
  answer TEXT CHECK (length(answer) BETWEEN 1 AND 1000),
  decided_by BIGINT REFERENCES users (id) ON DELETE SET NULL,
  created_at BIGINT NOT NULL,
  decided_at BIGINT,
  CHECK ((status = 'open') = (decided_at IS NULL)),
  CHECK ((status = 'open') = (answer IS NULL))
);
CREATE INDEX appeals_open ON appeals (id) WHERE status = 'open';
CREATE INDEX appeals_closed ON appeals (id) WHERE status <> 'open';
CREATE INDEX appeals_user ON appeals (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX appeals_decider ON appeals (decided_by) WHERE decided_by IS NOT NULL;
-- down
DROP TABLE appeals;
