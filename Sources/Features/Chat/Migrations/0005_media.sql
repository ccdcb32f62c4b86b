-- up
-- What a message shows besides its text, as a JSON array: the files, which never change, with their descriptions. Null when it shows nothing.
ALTER TABLE messages ADD COLUMN media TEXT;
ALTER TABLE messages_archive ADD COLUMN media TEXT;
-- For a room that is removed. A message without media is not in them.
CREATE INDEX messages_media ON messages (room_id) WHERE media IS NOT NULL;
CREATE INDEX messages_archive_media ON messages_archive (room_id) WHERE media IS NOT NULL;

-- down
DROP INDEX messages_archive_media;
DROP INDEX messages_media;
-- Without their files, messages that have no text say this much.
UPDATE messages SET content = '*A picture or a sound*', html = '<p><em>A picture or a sound</em></p>' WHERE media IS NOT NULL AND content = '';
UPDATE messages_archive SET content = '*A picture or a sound*', html = '<p><em>A picture or a sound</em></p>'
  WHERE media IS NOT NULL AND content = '';
DELETE FROM media_uses WHERE kind = 'message';
-- Unused files are erased after seven days, which begin now.
-- sqlite
UPDATE media SET unused_since = CAST(strftime('%s', 'now') AS INTEGER) * 1000000
-- postgres
UPDATE media SET unused_since = CAST(extract(epoch FROM now()) AS BIGINT) * 1000000
-- both
  WHERE unused_since IS NULL AND NOT EXISTS (SELECT 1 FROM media_uses x WHERE x.media = media.number);
ALTER TABLE messages_archive DROP COLUMN media;
ALTER TABLE messages DROP COLUMN media;
