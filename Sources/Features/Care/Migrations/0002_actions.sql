-- up
-- What staff did. Nothing is deleted here: an action is undone, replaced by a newer one, or ends.
CREATE TABLE actions (
-- sqlite
  id INTEGER PRIMARY KEY AUTOINCREMENT,
-- postgres
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
-- both
  action TEXT NOT NULL CHECK (action IN ('warn', 'remove', 'mute', 'ban')),
  -- To whom; NULL if that was not known.
  user_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
  -- Who did it; NULL for the server.
  by_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
  by_role TEXT NOT NULL CHECK (by_role IN ('moderator', 'admin', 'server')),
  reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 20),
  -- What the member reads.
  message TEXT NOT NULL CHECK (length(message) BETWEEN 1 AND 1000),
  -- What everybody reads.
  log_note TEXT NOT NULL CHECK (length(log_note) <= 200),
  kind TEXT CHECK (length(kind) BETWEEN 1 AND 20),
  -- Names the thing of that kind for ever.
  subject TEXT,
  target_id TEXT,
  case_id BIGINT REFERENCES cases (id) ON DELETE SET NULL,
  minutes BIGINT,
  ends_at BIGINT,
  created_at BIGINT NOT NULL,
  -- A newer one of the same action took its place.
  replaced_at BIGINT,
  -- Its time was over, and the server lifted it.
  ended_at BIGINT,
  undone_at BIGINT,
  undone_by BIGINT REFERENCES users (id) ON DELETE SET NULL,
  undo_message TEXT
);
CREATE UNIQUE INDEX actions_removal ON actions (kind, subject) WHERE action = 'remove' AND undone_at IS NULL AND replaced_at IS NULL;
CREATE UNIQUE INDEX actions_standing ON actions (user_id, action)
  WHERE action IN ('mute', 'ban') AND undone_at IS NULL AND replaced_at IS NULL AND ended_at IS NULL;
CREATE INDEX actions_user ON actions (user_id, action, id);
CREATE INDEX actions_action ON actions (action, id);
CREATE INDEX actions_case ON actions (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX actions_ending ON actions (ends_at)
  WHERE action IN ('mute', 'ban') AND undone_at IS NULL AND replaced_at IS NULL AND ended_at IS NULL;
-- Bans and mutes from before actions were written down, so that they can be lifted.
INSERT INTO actions (action, user_id, by_role, reason, message, log_note, created_at)
  SELECT 'ban', id, 'server', 'other', 'Banned by the staff', '', banned_at FROM users WHERE banned_at IS NOT NULL AND left_at IS NULL;
INSERT INTO actions (action, user_id, by_role, reason, message, log_note, ends_at, created_at)
  SELECT 'mute', user_id, 'server', 'other', 'Muted by the staff', '', ends_at, created_at FROM user_permissions
  WHERE permission = 'post_message' AND effect = 'deny' AND ends_at IS NOT NULL;
-- down
DROP TABLE actions;
