-- up
-- Messages that have grown old. A message is in one of the two tables; what changes one brings it back first.
CREATE TABLE messages_archive (
  id BIGINT PRIMARY KEY,
  room_id BIGINT NOT NULL REFERENCES rooms (id),
  author_id BIGINT NOT NULL REFERENCES users (id),
  author_name TEXT NOT NULL,
  seq BIGINT NOT NULL,
  content TEXT,
  html TEXT,
  created_at BIGINT NOT NULL,
  edited_at BIGINT,
  deleted_at BIGINT,
  reply_to BIGINT,
  reply_author_id BIGINT
);
CREATE UNIQUE INDEX messages_archive_room_seq ON messages_archive (room_id, seq);
CREATE INDEX messages_archive_room_id ON messages_archive (room_id, id, author_id, deleted_at);
CREATE INDEX messages_archive_author ON messages_archive (author_id);

-- No archived message of the room lies beyond these: whoever reads what is newer need not look into the archive.
ALTER TABLE rooms ADD COLUMN archived_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE rooms ADD COLUMN archived_seq BIGINT NOT NULL DEFAULT 0;

-- Reactions and mentions stay where they are when their message moves, so they cannot refer to either table.
-- postgres
ALTER TABLE reactions DROP CONSTRAINT reactions_message_id_fkey;
ALTER TABLE mentions DROP CONSTRAINT mentions_message_id_fkey;
-- sqlite
CREATE TABLE reactions_moving (
  id INTEGER PRIMARY KEY,
  message_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  emoji TEXT NOT NULL,
  place BIGINT NOT NULL
);
INSERT INTO reactions_moving (id, message_id, user_id, emoji, place) SELECT id, message_id, user_id, emoji, place FROM reactions;
DROP TABLE reactions;
ALTER TABLE reactions_moving RENAME TO reactions;
CREATE UNIQUE INDEX reactions_once ON reactions (message_id, emoji, user_id);
CREATE INDEX reactions_user ON reactions (user_id);
CREATE TABLE mentions_moving (
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  room_id BIGINT NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
  message_id BIGINT NOT NULL,
  PRIMARY KEY (user_id, room_id, message_id)
) WITHOUT ROWID;
INSERT INTO mentions_moving (user_id, room_id, message_id) SELECT user_id, room_id, message_id FROM mentions;
DROP TABLE mentions;
ALTER TABLE mentions_moving RENAME TO mentions;
CREATE INDEX mentions_message ON mentions (message_id);
-- both

-- down
INSERT INTO messages (id, room_id, author_id, author_name, seq, content, html, created_at, edited_at, deleted_at, reply_to,
  reply_author_id)
-- postgres
OVERRIDING SYSTEM VALUE
-- both
SELECT id, room_id, author_id, author_name, seq, content, html, created_at, edited_at, deleted_at, reply_to, reply_author_id
FROM messages_archive;
DROP TABLE messages_archive;
ALTER TABLE rooms DROP COLUMN archived_id;
ALTER TABLE rooms DROP COLUMN archived_seq;
-- postgres
ALTER TABLE reactions ADD CONSTRAINT reactions_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages (id) ON DELETE CASCADE;
ALTER TABLE mentions ADD CONSTRAINT mentions_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages (id) ON DELETE CASCADE;
-- sqlite
CREATE TABLE reactions_moving (
  id INTEGER PRIMARY KEY,
  message_id BIGINT NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  emoji TEXT NOT NULL,
  place BIGINT NOT NULL
);
INSERT INTO reactions_moving (id, message_id, user_id, emoji, place) SELECT id, message_id, user_id, emoji, place FROM reactions;
DROP TABLE reactions;
ALTER TABLE reactions_moving RENAME TO reactions;
CREATE UNIQUE INDEX reactions_once ON reactions (message_id, emoji, user_id);
CREATE INDEX reactions_user ON reactions (user_id);
CREATE TABLE mentions_moving (
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  room_id BIGINT NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
  message_id BIGINT NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
  PRIMARY KEY (user_id, room_id, message_id)
) WITHOUT ROWID;
INSERT INTO mentions_moving (user_id, room_id, message_id) SELECT user_id, room_id, message_id FROM mentions;
DROP TABLE mentions;
ALTER TABLE mentions_moving RENAME TO mentions;
CREATE INDEX mentions_message ON mentions (message_id);
-- both
