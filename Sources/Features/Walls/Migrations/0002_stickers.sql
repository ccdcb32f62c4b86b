-- up
CREATE TABLE stickers (
-- sqlite
  id INTEGER PRIMARY KEY AUTOINCREMENT,
-- postgres
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
-- both
  -- Whose wall it is on.
  owner_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- Null, as the content is, once it is deleted for good.
  placed_by BIGINT REFERENCES users (id) ON DELETE CASCADE,
  -- A word of the program's: kinds come with features.
  kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 20),
  -- The name of a drawing, or a text.
  content TEXT CHECK (length(content) BETWEEN 1 AND 64),
  -- Its centre on the board, in hundredths of a percent; tenths of a degree; hundredths.
  x BIGINT NOT NULL CHECK (x BETWEEN 0 AND 10000),
  y BIGINT NOT NULL CHECK (y BETWEEN 0 AND 10000),
  rotation BIGINT NOT NULL CHECK (rotation BETWEEN -1800 AND 1800),
  scale BIGINT NOT NULL CHECK (scale BETWEEN 20 AND 500),
  -- What lies higher hides what lies lower.
  z BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  deleted_at BIGINT,
  -- What staff removed is shown nowhere, and kept for 30 days for staff to bring back.
  removed_by_staff BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX stickers_living ON stickers (owner_id, z, id) WHERE deleted_at IS NULL;
CREATE INDEX stickers_seq ON stickers (owner_id, seq);
CREATE INDEX stickers_placed_by ON stickers (placed_by) WHERE placed_by IS NOT NULL;
CREATE INDEX stickers_deleted ON stickers (deleted_at) WHERE deleted_at IS NOT NULL;

-- As with stickers.
ALTER TABLE guestbook_entries ADD COLUMN removed_by_staff BOOLEAN NOT NULL DEFAULT FALSE;

-- down
ALTER TABLE guestbook_entries DROP COLUMN removed_by_staff;
DROP TABLE stickers;
