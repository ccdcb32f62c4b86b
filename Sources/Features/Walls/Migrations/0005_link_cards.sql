-- up
-- What a link's page says of itself, as a JSON object; null for modules without a card.
ALTER TABLE wall_modules ADD COLUMN card TEXT;

-- Cards whose pages are still to be fetched.
CREATE TABLE card_fetches (
-- sqlite
  module_id INTEGER PRIMARY KEY REFERENCES wall_modules (id) ON DELETE CASCADE,
-- postgres
  module_id BIGINT PRIMARY KEY REFERENCES wall_modules (id) ON DELETE CASCADE,
-- both
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  url TEXT NOT NULL,
  -- When a node may take it. The node that takes it moves this to when it can no longer be at work: then another may.
  due_at BIGINT NOT NULL,
  -- How often it was taken.
  attempts BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX card_fetches_due ON card_fetches (due_at);
CREATE INDEX card_fetches_user ON card_fetches (user_id);

-- down
DROP TABLE card_fetches;
DELETE FROM media_uses WHERE kind = 'module' AND subject IN (SELECT id FROM wall_modules WHERE kind = 'link');
-- Unused files are erased after seven days, which begin now.
-- sqlite
UPDATE media SET unused_since = CAST(strftime('%s', 'now') AS INTEGER) * 1000000
-- postgres
UPDATE media SET unused_since = CAST(extract(epoch FROM now()) AS BIGINT) * 1000000
-- both
  WHERE unused_since IS NULL AND NOT EXISTS (SELECT 1 FROM media_uses x WHERE x.media = media.number);
-- An older program does not know this look.
UPDATE wall_modules SET content = replace(content, '"look":"card"', '"look":"row"') WHERE kind = 'link';
ALTER TABLE wall_modules DROP COLUMN card;
