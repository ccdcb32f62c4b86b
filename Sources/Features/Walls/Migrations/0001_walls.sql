-- up
-- A member's wall: how they present themselves, and who may see it.
CREATE TABLE walls (
-- sqlite
  user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
-- postgres
  user_id BIGINT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
-- both
  bio TEXT CHECK (length(bio) BETWEEN 1 AND 160),
  status_message TEXT CHECK (length(status_message) BETWEEN 1 AND 100),
  status_emoji TEXT,
  now_kind TEXT CHECK (now_kind IN ('thinking', 'listening', 'working', 'playing', 'reading', 'watching')),
  now_activity TEXT CHECK (length(now_activity) BETWEEN 1 AND 50),
  theme TEXT NOT NULL DEFAULT 'default' CHECK (theme IN ('default', 'dark', 'retro', 'hacker', 'zen')),
  accent TEXT CHECK (length(accent) = 7),
  visibility TEXT NOT NULL DEFAULT 'members' CHECK (visibility IN ('public', 'members', 'followers', 'private')),
  stickers TEXT NOT NULL DEFAULT 'everyone' CHECK (stickers IN ('everyone', 'followers', 'nobody')),
  show_online BOOLEAN NOT NULL DEFAULT TRUE,
  dm_policy TEXT NOT NULL DEFAULT 'everyone' CHECK (dm_policy IN ('everyone', 'mutuals', 'nobody')),
  -- Of the profile's last change, in the place of the wall.
  seq BIGINT NOT NULL,
  CHECK ((now_kind IS NULL) = (now_activity IS NULL))
);

CREATE TABLE wall_modules (
-- sqlite
  id INTEGER PRIMARY KEY AUTOINCREMENT,
-- postgres
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
-- both
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- A word of the program's: kinds come with features.
  kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 20),
  -- A JSON object, as the kind has it.
  content TEXT NOT NULL,
  paint TEXT NOT NULL DEFAULT 'none' CHECK (paint IN ('none', 'acid', 'pink', 'sky', 'orange', 'yellow')),
  wide BOOLEAN NOT NULL DEFAULT FALSE,
  -- Modules stand in ascending byte order of it. A removed one keeps its place, to come back to.
-- sqlite
  position TEXT NOT NULL CHECK (length(position) BETWEEN 1 AND 48),
-- postgres
  position TEXT COLLATE "C" NOT NULL CHECK (length(position) BETWEEN 1 AND 48),
-- both
  seq BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  -- Removed modules are on no wall. For 30 days they can be brought back, by their owner unless staff removed them.
  removed_at BIGINT,
  removed_by_staff BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX wall_modules_order ON wall_modules (user_id, position);
CREATE INDEX wall_modules_living ON wall_modules (user_id, position) WHERE removed_at IS NULL;
CREATE INDEX wall_modules_seq ON wall_modules (user_id, seq);
CREATE INDEX wall_modules_own_removed ON wall_modules (user_id, removed_at) WHERE removed_at IS NOT NULL;
CREATE INDEX wall_modules_removed ON wall_modules (removed_at) WHERE removed_at IS NOT NULL;
CREATE UNIQUE INDEX wall_modules_guestbook ON wall_modules (user_id) WHERE kind = 'guestbook' AND removed_at IS NULL;

CREATE TABLE guestbook_entries (
-- sqlite
  id INTEGER PRIMARY KEY AUTOINCREMENT,
-- postgres
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
-- both
  -- Whose wall it stands on.
  owner_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- Null, as the text is, once the entry is deleted.
  author_id BIGINT REFERENCES users (id) ON DELETE CASCADE,
  text TEXT CHECK (length(text) BETWEEN 1 AND 500),
  seq BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  deleted_at BIGINT
);
CREATE INDEX guestbook_entries_living ON guestbook_entries (owner_id, id) WHERE deleted_at IS NULL;
CREATE INDEX guestbook_entries_seq ON guestbook_entries (owner_id, seq);
CREATE INDEX guestbook_entries_author ON guestbook_entries (author_id) WHERE author_id IS NOT NULL;
CREATE INDEX guestbook_entries_deleted ON guestbook_entries (deleted_at) WHERE deleted_at IS NOT NULL;

-- Members from before get what new ones get at sign-up: a text and below it a guestbook.
INSERT INTO walls (user_id, seq) SELECT id, 1 FROM users WHERE left_at IS NULL;
INSERT INTO wall_modules (user_id, kind, content, position, seq, created_at, updated_at)
  SELECT id, 'text', '{"text":"This wall is new. Come back soon."}', 'V', 2, created_at, created_at FROM users WHERE left_at IS NULL;
INSERT INTO wall_modules (user_id, kind, content, position, seq, created_at, updated_at)
  SELECT id, 'guestbook', '{}', 'V0004OmW', 3, created_at, created_at FROM users WHERE left_at IS NULL;
INSERT INTO places (kind, number, seq) SELECT 'wall', user_id, 3 FROM walls;

-- down
DELETE FROM places WHERE kind = 'wall';
DROP TABLE guestbook_entries;
DROP TABLE wall_modules;
DROP TABLE walls;
