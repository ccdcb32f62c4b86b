-- up
-- What members keep of their readings: the choices taken. Everything else follows from them and from the story as it stands.
CREATE TABLE readings (
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  story_id BIGINT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
  -- The ids of the choices, joined by dots.
  path TEXT NOT NULL,
  -- A JSON list.
  bookmarks TEXT NOT NULL,
  -- Counts the changes: of two at once, one is first.
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (user_id, story_id)
);
CREATE INDEX readings_story ON readings (story_id, user_id);

-- down
DROP TABLE readings;
