-- up
-- The path of a bot's picture; NULL for members, whose are found by their ids.
ALTER TABLE users ADD COLUMN picture TEXT;
-- down
ALTER TABLE users DROP COLUMN picture;
