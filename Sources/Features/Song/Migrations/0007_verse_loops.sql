-- up
-- The loop that a verse plays: ids alone, so that it is silent once the pattern is gone.
ALTER TABLE verses ADD COLUMN pattern_id BIGINT;
ALTER TABLE verses ADD COLUMN pattern_revision BIGINT;
ALTER TABLE verse_versions ADD COLUMN pattern_id BIGINT;
ALTER TABLE verse_versions ADD COLUMN pattern_revision BIGINT;

-- down
ALTER TABLE verse_versions DROP COLUMN pattern_revision;
ALTER TABLE verse_versions DROP COLUMN pattern_id;
ALTER TABLE verses DROP COLUMN pattern_revision;
ALTER TABLE verses DROP COLUMN pattern_id;
