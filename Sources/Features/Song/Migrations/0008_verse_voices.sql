-- up
-- The sound that a verse speaks with: its id alone, so that the verse is silent once the file is gone.
ALTER TABLE verses ADD COLUMN voice TEXT CHECK (length(voice) = 36);
ALTER TABLE verse_versions ADD COLUMN voice TEXT CHECK (length(voice) = 36);
CREATE INDEX verses_voice ON verses (story_id) WHERE voice IS NOT NULL;

-- down
DROP INDEX verses_voice;
ALTER TABLE verse_versions DROP COLUMN voice;
ALTER TABLE verses DROP COLUMN voice;
