-- up
-- What the staff and the server have done, by whom and to whom; never changed, never shortened.
CREATE TABLE audit_log (
-- sqlite
  id INTEGER PRIMARY KEY AUTOINCREMENT,
-- postgres
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
-- both
  at BIGINT NOT NULL,
  -- NULL: the server itself, or somebody whose account is gone. The name is as of then.
  actor_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  details TEXT NOT NULL,
  address TEXT NOT NULL
);
CREATE INDEX audit_log_actor ON audit_log (actor_id);
CREATE INDEX audit_log_subject ON audit_log (subject, id);

-- Names members had before: for a while they lead to them, and nobody else can take them.
CREATE TABLE former_usernames (
  username TEXT NOT NULL PRIMARY KEY,
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  kept_until BIGINT NOT NULL
);
CREATE INDEX former_usernames_user ON former_usernames (user_id);

-- Ways in for strangers, made by the staff. Only a digest of the code is kept.
CREATE TABLE invites (
-- sqlite
  id INTEGER PRIMARY KEY AUTOINCREMENT,
-- postgres
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
-- both
  code_digest TEXT NOT NULL,
  created_by BIGINT REFERENCES users (id) ON DELETE SET NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  max_uses BIGINT NOT NULL CHECK (max_uses BETWEEN 1 AND 1000),
  uses BIGINT NOT NULL DEFAULT 0,
  revoked_at BIGINT,
  CHECK (uses <= max_uses)
);
CREATE UNIQUE INDEX invites_code ON invites (code_digest);
CREATE INDEX invites_creator ON invites (created_by);

-- Ways back in for members who have lost their password; one use each.
CREATE TABLE recovery_links (
  token_digest TEXT NOT NULL PRIMARY KEY,
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX recovery_links_user ON recovery_links (user_id);

-- Accounts their owners want gone, and when they go.
CREATE TABLE account_deletions (
  user_id BIGINT NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  requested_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL
);
CREATE INDEX account_deletions_due ON account_deletions (due_at);

-- down
DROP TABLE account_deletions;
DROP TABLE recovery_links;
DROP TABLE invites;
DROP TABLE former_usernames;
DROP TABLE audit_log;
