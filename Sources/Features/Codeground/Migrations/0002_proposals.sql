-- up
-- What the authors of forks propose to the owners of the scripts that they forked.
CREATE TABLE script_proposals (
-- sqlite
  id INTEGER PRIMARY KEY AUTOINCREMENT,
-- postgres
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
-- both
  script_id BIGINT NOT NULL REFERENCES scripts (id) ON DELETE CASCADE,
  from_id BIGINT NOT NULL REFERENCES scripts (id) ON DELETE CASCADE,
  from_number BIGINT NOT NULL,
  -- The revision that was forked: what the changes are counted from.
  base_number BIGINT NOT NULL,
  by_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  text TEXT NOT NULL CHECK (length(text) <= 500),
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'accepted', 'declined', 'withdrawn')),
  reason TEXT NOT NULL DEFAULT '' CHECK (length(reason) <= 500),
  created_at BIGINT NOT NULL,
  decided_at BIGINT
);
CREATE UNIQUE INDEX script_proposals_open ON script_proposals (from_id) WHERE state = 'open';
CREATE INDEX script_proposals_script ON script_proposals (script_id, id);
CREATE INDEX script_proposals_from ON script_proposals (from_id, from_number);
CREATE INDEX script_proposals_by ON script_proposals (by_id);

-- Since when the holder of a pen is watched by none of their sockets; null while one watches, and as long as none has.
ALTER TABLE script_drafts ADD COLUMN pen_left_at BIGINT;

-- Who of a script's owner and hands watches it, on which node.
CREATE TABLE script_watchers (
  script_id BIGINT NOT NULL REFERENCES scripts (id) ON DELETE CASCADE,
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  node TEXT NOT NULL,
  seen_at BIGINT NOT NULL,
  PRIMARY KEY (script_id, user_id, node)
);
CREATE INDEX script_watchers_user ON script_watchers (user_id);
CREATE INDEX script_watchers_seen ON script_watchers (seen_at);
-- down
-- An older program does not know this kind.
DELETE FROM wall_modules WHERE kind = 'script';
DROP TABLE script_watchers;
ALTER TABLE script_drafts DROP COLUMN pen_left_at;
DROP TABLE script_proposals;
