-- up
-- What a module shows of its owner's files, as a JSON array. Files never change.
ALTER TABLE wall_modules ADD COLUMN media TEXT NOT NULL DEFAULT '[]';
-- down
DELETE FROM wall_modules WHERE kind IN ('image', 'gallery', 'audio', 'voice_note');
ALTER TABLE wall_modules DROP COLUMN media;
