-- up
-- What staff removed from profiles, for as long as it can be brought back.
CREATE TABLE removed_profiles (
-- sqlite
  user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
-- postgres
  user_id BIGINT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
-- both
  name TEXT NOT NULL,
  bio TEXT,
  status_message TEXT,
  status_emoji TEXT,
  now_kind TEXT,
  now_activity TEXT,
  anthem_title TEXT,
  avatar_id TEXT,
  banner_id TEXT,
  voice_intro_id TEXT,
  anthem_id TEXT,
  removed_at BIGINT NOT NULL
);
CREATE INDEX removed_profiles_age ON removed_profiles (removed_at);
-- down
DROP TABLE removed_profiles;
