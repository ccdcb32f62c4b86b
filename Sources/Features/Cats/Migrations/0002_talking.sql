-- up
-- How members want cats to talk to them. Members without a row have the defaults.
CREATE TABLE cat_settings (
  member_id BIGINT NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  -- A bit for each cat, the lowest for the first.
  muted BIGINT NOT NULL CHECK (muted BETWEEN 0 AND 4095),
  mutes_all BOOLEAN NOT NULL,
  toasts BOOLEAN NOT NULL,
  sounds BOOLEAN NOT NULL,
  mode TEXT NOT NULL CHECK (mode IN ('own', 'cute', 'pirate', 'formal', 'chaotic'))
);

-- The last thing that a cat said to each member.
CREATE TABLE cat_toasts (
  member_id BIGINT NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  cat BIGINT NOT NULL REFERENCES cats (position),
  at BIGINT NOT NULL,
  -- The signal as it is sent, while it waits for a socket of the member's.
  signal TEXT
);
CREATE INDEX cat_toasts_waiting ON cat_toasts (at) WHERE signal IS NOT NULL;


-- Rooms that let cats in, or did.
CREATE TABLE room_cats (
  room_id BIGINT NOT NULL PRIMARY KEY REFERENCES rooms (id) ON DELETE CASCADE,
  is_on BOOLEAN NOT NULL,
  mode TEXT NOT NULL CHECK (mode IN ('own', 'cute', 'pirate', 'formal', 'chaotic')),
  -- A bit for each cat that may speak there.
  cats BIGINT NOT NULL CHECK (cats BETWEEN 1 AND 4095)
);
CREATE INDEX room_cats_on ON room_cats (room_id) WHERE is_on;

-- What cats said in rooms: the lines of the last day, and each room's newest.
CREATE TABLE cat_lines (
  room_id BIGINT NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
  at BIGINT NOT NULL,
  cat BIGINT NOT NULL REFERENCES cats (position),
  PRIMARY KEY (room_id, at)
);
CREATE INDEX cat_lines_age ON cat_lines (at);

-- The bot that a cat writes as, from its first line in a room on.
ALTER TABLE cats ADD COLUMN user_id BIGINT REFERENCES users (id);

-- down
DROP TABLE cat_lines;
DROP TABLE room_cats;
ALTER TABLE cats DROP COLUMN user_id;
DROP TABLE cat_toasts;
DROP TABLE cat_settings;
