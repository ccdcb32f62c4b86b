-- up
CREATE TABLE rooms (
-- sqlite
  id INTEGER PRIMARY KEY,
-- postgres
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
-- both
  name TEXT NOT NULL CHECK (length(name) BETWEEN 2 AND 32),
  topic TEXT NOT NULL DEFAULT '' CHECK (length(topic) <= 200),
  kind TEXT NOT NULL CHECK (kind IN ('public', 'private', 'announcement')),
  created_by BIGINT REFERENCES users (id) ON DELETE SET NULL,
  -- Taken by every change in the room, in the transaction of the change, and written on the message that changed.
  last_seq BIGINT NOT NULL DEFAULT 0,
  archived_at BIGINT
);
CREATE UNIQUE INDEX rooms_name ON rooms (name);
CREATE INDEX rooms_creator ON rooms (created_by);

INSERT INTO rooms (name, topic, kind) VALUES
  ('general', 'Everything and nothing', 'public'),
  ('random', 'Whatever crosses your mind', 'public'),
  ('announcements', 'News from the people who run this place', 'announcement');

CREATE TABLE room_members (
  room_id BIGINT NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- The newest message the member has read; it only moves forward.
  last_read_id BIGINT NOT NULL,
  joined_at BIGINT NOT NULL,
  -- When the member last opened the room's page: the way back from `/`.
  opened_at BIGINT NOT NULL,
  PRIMARY KEY (room_id, user_id)
-- sqlite
) WITHOUT ROWID;
-- postgres
);
-- both
CREATE INDEX room_members_user ON room_members (user_id, opened_at);

CREATE TABLE messages (
-- sqlite
  id INTEGER PRIMARY KEY,
-- postgres
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
-- both
  room_id BIGINT NOT NULL REFERENCES rooms (id),
  author_id BIGINT NOT NULL REFERENCES users (id),
  -- What the author was called when it was written. A new name is no change of old messages: it has no place in the room's sequence.
  author_name TEXT NOT NULL,
  seq BIGINT NOT NULL,
  -- Both erased when the message is deleted.
  content TEXT,
  html TEXT,
  created_at BIGINT NOT NULL,
  edited_at BIGINT,
  deleted_at BIGINT,
  -- What it answers, and whom: the text of that message is never copied. No reference, so that messages can move to an archive.
  reply_to BIGINT,
  reply_author_id BIGINT,
  CHECK ((deleted_at IS NULL) = (content IS NOT NULL)),
  CHECK ((content IS NULL) = (html IS NULL))
);
CREATE UNIQUE INDEX messages_room_seq ON messages (room_id, seq);
-- Pages of a room by id, and unread counts without touching the table.
CREATE INDEX messages_room_id ON messages (room_id, id, author_id, deleted_at);

CREATE TABLE reactions (
-- sqlite
  id INTEGER PRIMARY KEY,
-- postgres
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
-- both
  message_id BIGINT NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  emoji TEXT NOT NULL,
  -- Where the emoji stands on its message: it keeps its place for as long as anybody's is there.
  place BIGINT NOT NULL
);
CREATE UNIQUE INDEX reactions_once ON reactions (message_id, emoji, user_id);
CREATE INDEX reactions_user ON reactions (user_id);

-- Who is named in a living message by somebody else.
CREATE TABLE mentions (
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  room_id BIGINT NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
  message_id BIGINT NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
  PRIMARY KEY (user_id, room_id, message_id)
-- sqlite
) WITHOUT ROWID;
-- postgres
);
-- both
CREATE INDEX mentions_message ON mentions (message_id);

-- down
DROP TABLE mentions;
DROP TABLE reactions;
DROP TABLE messages;
DROP TABLE room_members;
DROP TABLE rooms;
