-- up
-- 'staff': staff removed it and alone can bring it back. 'both': its author has deleted it since.
ALTER TABLE stories ADD COLUMN staff_removal TEXT NOT NULL DEFAULT 'no' CHECK (staff_removal IN ('no', 'staff', 'both'));
ALTER TABLE verses ADD COLUMN staff_removal TEXT NOT NULL DEFAULT 'no' CHECK (staff_removal IN ('no', 'staff', 'both'));

-- When the verse was added; 0 until this migration has filled it in.
ALTER TABLE verses ADD COLUMN created_at BIGINT NOT NULL DEFAULT 0;
UPDATE verses SET created_at = COALESCE(
  (SELECT h.created_at FROM verse_versions h WHERE h.verse_id = verses.id AND h.version = 1), edited_at);

-- The verse that stands in feeds for all that an author made canon in a story on a day in UTC.
CREATE TABLE verse_entries (
  story_id BIGINT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
  author_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  day BIGINT NOT NULL,
  verse_id BIGINT NOT NULL,
  PRIMARY KEY (story_id, author_id, day)
);
CREATE INDEX verse_entries_verse ON verse_entries (verse_id);
CREATE INDEX verse_entries_author ON verse_entries (author_id);

-- down
DROP TABLE verse_entries;
ALTER TABLE verses DROP COLUMN created_at;
ALTER TABLE verses DROP COLUMN staff_removal;
ALTER TABLE stories DROP COLUMN staff_removal;
