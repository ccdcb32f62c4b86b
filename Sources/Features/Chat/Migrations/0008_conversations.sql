-- up
-- A conversation is a room that only its members know of: of kind 'private', so that every rule for private rooms holds for it, and marked,
-- so that lists of rooms and moderators leave it out. It is named dm:<id>, which no other room can be called.
ALTER TABLE rooms ADD COLUMN is_direct BOOLEAN NOT NULL DEFAULT FALSE;
CREATE TABLE conversations (
-- sqlite
  room_id INTEGER PRIMARY KEY REFERENCES rooms (id) ON DELETE CASCADE,
-- postgres
  room_id BIGINT PRIMARY KEY REFERENCES rooms (id) ON DELETE CASCADE,
-- both
  -- The ids of its members in ascending order, with commas between them. NULL once one of them has left: the same people then open a new one.
  people TEXT,
  -- Its members when it was made.
  size BIGINT NOT NULL CHECK (size BETWEEN 2 AND 8),
  -- The key of its messages, wrapped under a master key, and that key's id. NULL once nobody can read the conversation.
-- sqlite
  wrapped_key BLOB,
-- postgres
  wrapped_key BYTEA,
-- both
  master_id TEXT CHECK (length(master_id) = 16),
  CHECK ((wrapped_key IS NULL) = (master_id IS NULL))
);
CREATE UNIQUE INDEX conversations_people ON conversations (people);
CREATE INDEX conversations_master ON conversations (master_id, room_id);

-- The newest message that the member has cleared: they never see it and those before it again. Always 0 outside of conversations.
ALTER TABLE room_members ADD COLUMN cleared_id BIGINT NOT NULL DEFAULT 0;
-- Whether the member has ever posted in this conversation. Always false outside of conversations.
ALTER TABLE room_members ADD COLUMN has_written BOOLEAN NOT NULL DEFAULT FALSE;

-- down
DELETE FROM media_uses WHERE kind = 'message' AND (
  subject IN (SELECT n.id FROM messages n JOIN rooms r ON r.id = n.room_id WHERE r.is_direct)
  OR subject IN (SELECT n.id FROM messages_archive n JOIN rooms r ON r.id = n.room_id WHERE r.is_direct));
DELETE FROM notices WHERE room IN (SELECT id FROM rooms WHERE is_direct);
DELETE FROM reactions WHERE message_id IN (SELECT n.id FROM messages n JOIN rooms r ON r.id = n.room_id WHERE r.is_direct)
  OR message_id IN (SELECT n.id FROM messages_archive n JOIN rooms r ON r.id = n.room_id WHERE r.is_direct);
DELETE FROM messages WHERE room_id IN (SELECT id FROM rooms WHERE is_direct);
DELETE FROM messages_archive WHERE room_id IN (SELECT id FROM rooms WHERE is_direct);
DELETE FROM muted_rooms WHERE room_id IN (SELECT id FROM rooms WHERE is_direct);
DELETE FROM room_members WHERE room_id IN (SELECT id FROM rooms WHERE is_direct);
DROP TABLE conversations;
DELETE FROM rooms WHERE is_direct;
ALTER TABLE room_members DROP COLUMN has_written;
ALTER TABLE room_members DROP COLUMN cleared_id;
ALTER TABLE rooms DROP COLUMN is_direct;
