-- up
-- The words of display names are in member_words.
ALTER TABLE users DROP COLUMN folded_name;
-- down
-- NULL: an earlier version folds the names again.
ALTER TABLE users ADD COLUMN folded_name TEXT;
