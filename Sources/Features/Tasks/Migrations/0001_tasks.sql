-- up
CREATE TABLE tasks (
-- sqlite
  -- An id once given is never given again: a link to a task that is gone must not lead to another.
  id INTEGER PRIMARY KEY AUTOINCREMENT,
-- postgres
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
-- both
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  description TEXT CHECK (length(description) <= 1000),
  completed BOOLEAN NOT NULL DEFAULT FALSE,
  created_at BIGINT NOT NULL,
  -- Grows by a millisecond at least with every change, so that it tells any two states of a task apart.
  updated_at BIGINT NOT NULL,
  -- Deleted tasks are in no list; they can be brought back until they are purged.
  deleted_at BIGINT
);
-- Newest first is by id: ids are given in the order of creation.
-- sqlite
-- Every index ends with the id, as the rowid. The first also finds all of a member's, for the cascade that follows their account.
CREATE INDEX tasks_newest ON tasks (user_id, deleted_at);
CREATE INDEX tasks_by_state ON tasks (user_id, deleted_at, completed);
-- postgres
-- Partial ones: what is behind an IS NULL does not count as sorted.
CREATE INDEX tasks_newest ON tasks (user_id, id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_by_state ON tasks (user_id, completed, id) WHERE deleted_at IS NULL;
-- All of a member's, for the cascade that follows their account.
CREATE INDEX tasks_user ON tasks (user_id);
-- both
CREATE INDEX tasks_deleted ON tasks (deleted_at) WHERE deleted_at IS NOT NULL;

-- How many living tasks a member has, kept in the transaction of every change: counting them would cost more with each.
CREATE TABLE task_counts (
-- sqlite
  user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
-- postgres
  user_id BIGINT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
-- both
  pending BIGINT NOT NULL CHECK (pending >= 0),
  completed BIGINT NOT NULL CHECK (completed >= 0)
);

-- down
DROP TABLE task_counts;
DROP TABLE tasks;
