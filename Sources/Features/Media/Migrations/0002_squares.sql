-- up
-- Pictures have two more files, for avatars. Those from before have none.
ALTER TABLE media ADD COLUMN has_squares BOOLEAN NOT NULL DEFAULT FALSE;
-- down
ALTER TABLE media DROP COLUMN has_squares;
