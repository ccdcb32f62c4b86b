-- up
-- Usernames in lower case, and the words of display names as the search folds them, so that members are found by the beginning of one.
-- Members from before get theirs by a job.
CREATE TABLE member_words (
-- sqlite
  word TEXT NOT NULL,
-- postgres
  word TEXT COLLATE "C" NOT NULL,
-- both
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  PRIMARY KEY (word, user_id)
-- sqlite
) WITHOUT ROWID;
-- postgres
);
-- both
CREATE INDEX member_words_user ON member_words (user_id);

-- down
DROP TABLE member_words;
