-- up
-- Lines of bots: unread for nobody. What counts unread messages reads nothing but the index.
ALTER TABLE messages ADD COLUMN is_aside BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE messages_archive ADD COLUMN is_aside BOOLEAN NOT NULL DEFAULT FALSE;
DROP INDEX messages_room_id;
DROP INDEX messages_archive_room_id;
CREATE INDEX messages_room_id ON messages (room_id, id, author_id, deleted_at, is_aside);
CREATE INDEX messages_archive_room_id ON messages_archive (room_id, id, author_id, deleted_at, is_aside);
-- down
DROP INDEX messages_archive_room_id;
DROP INDEX messages_room_id;
ALTER TABLE messages_archive DROP COLUMN is_aside;
ALTER TABLE messages DROP COLUMN is_aside;
CREATE INDEX messages_room_id ON messages (room_id, id, author_id, deleted_at);
CREATE INDEX messages_archive_room_id ON messages_archive (room_id, id, author_id, deleted_at);
