-- up
-- What a profile shows of its owner's files. None of these changes: a new picture is another file.
ALTER TABLE walls ADD COLUMN avatar_id TEXT;
ALTER TABLE walls ADD COLUMN banner_id TEXT;
ALTER TABLE walls ADD COLUMN voice_intro_id TEXT;
ALTER TABLE walls ADD COLUMN anthem_id TEXT;
ALTER TABLE walls ADD COLUMN anthem_title TEXT CHECK (length(anthem_title) BETWEEN 1 AND 100);
-- Copies of the files' descriptions, as a JSON array.
ALTER TABLE walls ADD COLUMN media TEXT NOT NULL DEFAULT '[]';
-- down
DELETE FROM media_uses WHERE kind = 'profile';
-- Unused files are erased after seven days, which begin now.
-- sqlite
UPDATE media SET unused_since = CAST(strftime('%s', 'now') AS INTEGER) * 1000000
-- postgres
UPDATE media SET unused_since = CAST(extract(epoch FROM now()) AS BIGINT) * 1000000
-- both
  WHERE unused_since IS NULL AND NOT EXISTS (SELECT 1 FROM media_uses x WHERE x.media = media.number);
ALTER TABLE walls DROP COLUMN media;
ALTER TABLE walls DROP COLUMN anthem_title;
ALTER TABLE walls DROP COLUMN anthem_id;
ALTER TABLE walls DROP COLUMN voice_intro_id;
ALTER TABLE walls DROP COLUMN banner_id;
ALTER TABLE walls DROP COLUMN avatar_id;
