-- up
-- What becomes of what a banned member made: 'hide' or 'remove'. NULL for other actions.
ALTER TABLE actions ADD COLUMN content TEXT;
UPDATE actions SET content = 'hide' WHERE action = 'ban';
-- Bans whose things are still being removed or brought back, by the server in the background.
CREATE TABLE ban_sweeps (
-- sqlite
  action_id INTEGER PRIMARY KEY REFERENCES actions (id) ON DELETE CASCADE,
-- postgres
  action_id BIGINT PRIMARY KEY REFERENCES actions (id) ON DELETE CASCADE,
-- both
  step TEXT NOT NULL CHECK (step IN ('find', 'remove', 'restore')),
  -- What was made before stays.
  since BIGINT NOT NULL
);
-- What bans remove.
CREATE TABLE ban_removals (
  action_id BIGINT NOT NULL REFERENCES actions (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  -- The key of the thing, which never changes.
  subject TEXT NOT NULL,
  -- NULL while it waits for its turn; 0 if it could not be removed.
  removed_at BIGINT,
  PRIMARY KEY (action_id, kind, subject)
-- sqlite
) WITHOUT ROWID;
-- postgres
);
-- both
CREATE INDEX ban_removals_age ON ban_removals (removed_at) WHERE removed_at > 0;
-- down
DROP TABLE ban_removals;
DROP TABLE ban_sweeps;
ALTER TABLE actions DROP COLUMN content;
