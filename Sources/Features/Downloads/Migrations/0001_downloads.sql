-- up
CREATE TABLE releases (
-- sqlite
  id INTEGER PRIMARY KEY AUTOINCREMENT,
-- postgres
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
-- both
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  created_at BIGINT NOT NULL,
  -- Kept with every change of the keys: counting them would cost more with each.
  keys_total BIGINT NOT NULL DEFAULT 0,
  keys_used BIGINT NOT NULL DEFAULT 0,
  CHECK (keys_used BETWEEN 0 AND keys_total)
);
-- The operator's own, whose file the configuration names.
INSERT INTO releases (name, created_at) VALUES ('The release', 0);

CREATE TABLE keys (
-- sqlite
  id INTEGER PRIMARY KEY AUTOINCREMENT,
-- postgres
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
-- both
  release_id BIGINT NOT NULL REFERENCES releases (id),
  key_value TEXT NOT NULL CHECK (length(key_value) = 19),
  used BOOLEAN NOT NULL DEFAULT FALSE,
  created_at BIGINT NOT NULL,
  used_at BIGINT,
  -- The address at that time, whatever becomes of the account.
  used_by TEXT CHECK (length(used_by) <= 254),
  used_by_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
  -- When the one download it gives began.
  started_at BIGINT,
  CHECK (used = (used_at IS NOT NULL)),
  CHECK (used OR started_at IS NULL)
);
CREATE UNIQUE INDEX keys_value ON keys (key_value);
CREATE INDEX keys_newest ON keys (release_id, id);
CREATE INDEX keys_by_state ON keys (release_id, used, id);
CREATE INDEX keys_used_by ON keys (used_by_id);
CREATE INDEX keys_waiting ON keys (used_by_id, used_at, id) WHERE used AND started_at IS NULL;

CREATE TABLE download_tokens (
-- sqlite
  id INTEGER PRIMARY KEY AUTOINCREMENT,
-- postgres
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
-- sqlite
  -- SHA-256 of the token: whoever reads this table downloads nothing.
  token_digest BLOB NOT NULL CHECK (length(token_digest) = 32),
-- postgres
  -- SHA-256 of the token: whoever reads this table downloads nothing.
  token_digest BYTEA NOT NULL CHECK (length(token_digest) = 32),
-- both
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  key_id BIGINT NOT NULL REFERENCES keys (id) ON DELETE CASCADE,
  created_at BIGINT NOT NULL,
  used BOOLEAN NOT NULL DEFAULT FALSE,
  started_at BIGINT,
  revoked_at BIGINT,
  CHECK (used = (started_at IS NOT NULL))
);
CREATE UNIQUE INDEX download_tokens_digest ON download_tokens (token_digest);
CREATE INDEX download_tokens_key ON download_tokens (key_id);
CREATE INDEX download_tokens_user ON download_tokens (user_id);
CREATE INDEX download_tokens_age ON download_tokens (created_at);

CREATE TABLE download_events (
-- sqlite
  id INTEGER PRIMARY KEY AUTOINCREMENT,
-- postgres
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
-- both
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  downloaded_at BIGINT NOT NULL,
  ip_address TEXT NOT NULL CHECK (length(ip_address) <= 45)
);
CREATE INDEX download_events_user ON download_events (user_id, downloaded_at);

CREATE TABLE review_submissions (
-- sqlite
  id INTEGER PRIMARY KEY AUTOINCREMENT,
-- postgres
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
-- both
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  project_link TEXT NOT NULL CHECK (length(project_link) <= 500),
  review_text TEXT NOT NULL CHECK (length(review_text) BETWEEN 10 AND 2000),
  submitted_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX review_submissions_user ON review_submissions (user_id);

-- down
DROP TABLE review_submissions;
DROP TABLE download_events;
DROP TABLE download_tokens;
DROP TABLE keys;
DROP TABLE releases;
