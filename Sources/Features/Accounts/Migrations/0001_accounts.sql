-- up
CREATE TABLE users (
-- sqlite
  id INTEGER PRIMARY KEY AUTOINCREMENT,
-- postgres
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
-- both
  uuid TEXT NOT NULL,
  username TEXT NOT NULL CHECK (length(username) BETWEEN 2 AND 20),
  email TEXT NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  password_hash TEXT NOT NULL,
  role TEXT NOT NULL DEFAULT 'member' CHECK (role IN ('member', 'moderator', 'admin')),
  color INTEGER NOT NULL CHECK (color BETWEEN 0 AND 7),
  github_id TEXT CHECK (length(github_id) BETWEEN 1 AND 100),
  has_downloaded BOOLEAN NOT NULL DEFAULT FALSE,
  terms_agreed_at BIGINT,
  is_bot BOOLEAN NOT NULL DEFAULT FALSE,
  banned_at BIGINT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX users_uuid ON users (uuid);
CREATE UNIQUE INDEX users_username ON users (lower(username));
CREATE UNIQUE INDEX users_email ON users (lower(email));

-- What one member may do beyond their role, or may not, until a time or for good. A denial wins.
CREATE TABLE user_permissions (
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  permission TEXT NOT NULL,
  effect TEXT NOT NULL CHECK (effect IN ('grant', 'deny')),
  ends_at BIGINT,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, permission, effect)
);

CREATE TABLE sessions (
  id TEXT NOT NULL PRIMARY KEY,
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  revoked_at BIGINT,
  revoked_for TEXT,
  user_agent TEXT NOT NULL,
  address TEXT NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id, created_at);
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- Attempts to sign in under a name, whether anybody is called that or not, since the last that succeeded.
CREATE TABLE sign_in_attempts (
  login_digest TEXT NOT NULL PRIMARY KEY,
  attempts BIGINT NOT NULL,
  last_at BIGINT NOT NULL
);
CREATE INDEX sign_in_attempts_age ON sign_in_attempts (last_at);

-- down
DROP TABLE sign_in_attempts;
DROP TABLE sessions;
DROP TABLE user_permissions;
DROP TABLE users;
