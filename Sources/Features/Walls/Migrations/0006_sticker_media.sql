-- up
-- What a sticker shows of its placer's files, as a JSON array of at most one. The file never changes.
ALTER TABLE stickers ADD COLUMN media TEXT NOT NULL DEFAULT '[]';
-- down
DELETE FROM media_uses WHERE kind = 'sticker';
-- Unused files are erased after seven days, which begin now.
-- sqlite
UPDATE media SET unused_since = CAST(strftime('%s', 'now') AS INTEGER) * 1000000
-- postgres
UPDATE media SET unused_since = CAST(extract(epoch FROM now()) AS BIGINT) * 1000000
-- both
  WHERE unused_since IS NULL AND NOT EXISTS (SELECT 1 FROM media_uses x WHERE x.media = media.number);
DELETE FROM stickers WHERE kind = 'image';
ALTER TABLE stickers DROP COLUMN media;
