-- up
-- Notifications. Each stands for the events of one group until it is read.
CREATE TABLE notices (
-- sqlite
  id INTEGER PRIMARY KEY AUTOINCREMENT,
-- postgres
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
-- both
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 20),
  -- What its events have in common besides the kind; 0 for nothing.
  target BIGINT NOT NULL,
  -- The room in which it is read and may be seen. NULL outside of rooms.
  room BIGINT,
  -- The sequence of the place `me` at which its newest event came.
  last BIGINT NOT NULL,
  -- Of its last change, in the place `me`.
  seq BIGINT NOT NULL,
  -- Of its newest event.
  created_at BIGINT NOT NULL,
  -- Events that are not hidden, and the different members who caused them.
  events BIGINT NOT NULL,
  actors BIGINT NOT NULL,
  -- Written by staff or the server.
  body TEXT,
  read_at BIGINT,
  mailed_at BIGINT,
  deleted_at BIGINT
);
CREATE UNIQUE INDEX notices_group ON notices (user_id, kind, target) WHERE read_at IS NULL AND deleted_at IS NULL;
-- sqlite
-- With `read_at`, though it is always NULL here: otherwise the index seems no better than `notices_list`.
CREATE INDEX notices_unread ON notices (user_id, read_at, last) WHERE read_at IS NULL AND deleted_at IS NULL;
-- postgres
CREATE INDEX notices_unread ON notices (user_id, last) WHERE read_at IS NULL AND deleted_at IS NULL;
-- both
CREATE INDEX notices_list ON notices (user_id, last) WHERE deleted_at IS NULL;
CREATE INDEX notices_seq ON notices (user_id, seq);
CREATE INDEX notices_target ON notices (kind, target, user_id);
CREATE INDEX notices_room ON notices (room, user_id) WHERE room IS NOT NULL;
CREATE INDEX notices_deleted ON notices (deleted_at) WHERE deleted_at IS NOT NULL;

-- What somebody did, as long as it stands: doing the same to the same thing again adds nothing.
CREATE TABLE notice_events (
-- sqlite
  id INTEGER PRIMARY KEY AUTOINCREMENT,
-- postgres
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
-- both
  -- NULL once its member has deleted the notification.
  notice_id BIGINT REFERENCES notices (id) ON DELETE SET NULL,
  -- Who is told.
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 20),
  -- Who did it. NULL for the server and staff.
  actor_id BIGINT REFERENCES users (id) ON DELETE CASCADE,
  -- The thing it is about.
  subject BIGINT NOT NULL,
  last BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  -- 0: it counts. Otherwise the reasons why it does not, added up: 1 its actor is banned, 2 its thing is hidden.
  hidden BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX notice_events_cause ON notice_events (kind, subject, user_id, COALESCE(actor_id, 0));
CREATE INDEX notice_events_newest ON notice_events (notice_id, last);
CREATE INDEX notice_events_actor ON notice_events (actor_id, user_id, notice_id);
CREATE INDEX notice_events_user ON notice_events (user_id, kind);

-- How a member's desk was told last. A member without a row has nothing unread and was told of nothing.
CREATE TABLE desks (
-- sqlite
  user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
-- postgres
  user_id BIGINT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
-- both
  -- Unread notifications as they were told last, at most 100. What is asked for is counted.
  told BIGINT NOT NULL,
  seq BIGINT NOT NULL
);

-- down
DROP TABLE desks;
DROP TABLE notice_events;
DROP TABLE notices;
