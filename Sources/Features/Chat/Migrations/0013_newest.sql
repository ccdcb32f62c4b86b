-- up
-- In conversations: the newest message, by which a member's are listed and counted without reading all of them; 0 before the first one. NULL in
-- rooms, which are found by that.
ALTER TABLE room_members ADD COLUMN newest_id BIGINT;
UPDATE room_members SET newest_id = COALESCE((SELECT MAX(n.id) FROM messages n WHERE n.room_id = room_members.room_id), 0)
  WHERE room_id IN (SELECT c.room_id FROM conversations c);
CREATE INDEX room_members_newest ON room_members (user_id, newest_id, cleared_id);
-- down
DROP INDEX room_members_newest;
ALTER TABLE room_members DROP COLUMN newest_id;
