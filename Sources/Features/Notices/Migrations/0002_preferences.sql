-- up
-- Kinds of notifications for which a member chose something else than the default. NULL is the default.
CREATE TABLE notice_choices (
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 20),
  in_app BOOLEAN,
  digest BOOLEAN,
  PRIMARY KEY (user_id, kind)
);

-- A member without a row has the defaults.
CREATE TABLE preferences (
-- sqlite
  user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
-- postgres
  user_id BIGINT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
-- both
  digest TEXT NOT NULL DEFAULT 'off' CHECK (digest IN ('off', 'daily', 'weekly')),
  -- When the next digest may be sent.
  digest_due_at BIGINT NOT NULL DEFAULT 0,
  read_receipts BOOLEAN NOT NULL DEFAULT TRUE
);
CREATE INDEX preferences_digest ON preferences (digest_due_at) WHERE digest <> 'off';

-- down
DROP TABLE preferences;
DROP TABLE notice_choices;
