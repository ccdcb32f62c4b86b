-- up
-- What a module shows of its owner's files, as a JSON array. Files never change.
ALTER TABLE wall_modules ADD COLUMN media TEXT NOT NULL DEFAULT '[]';
-- down
DELETE FROM media_uses WHERE kind = 'module';
-- Unused files are erased after seven days, which begin now.
-- sqlite
UPDATE media SET unused_since = CAST(strftime('%s', 'now') AS INTEGER) * 1000000
-- postgres
UPDATE media SET unused_since = CAST(extract(epoch FROM now()) AS BIGINT) * 1000000
-- both
  WHERE unused_since IS NULL AND NOT EXISTS (SELECT 1 FROM media_uses x WHERE x.media = media.number);
DELETE FROM wall_modules WHERE kind IN ('image', 'gallery', 'audio', 'voice_note');
ALTER TABLE wall_modules DROP COLUMN media;
