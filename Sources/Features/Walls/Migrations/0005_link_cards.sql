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
-- An older program does not know this look.
UPDATE wall_modules SET content = replace(content, '"look":"card"', '"look":"row"') WHERE kind = 'link';
ALTER TABLE wall_modules DROP COLUMN card;
