-- up
-- A wall shows its owner's Top 8 once.
CREATE UNIQUE INDEX wall_modules_friends ON wall_modules (user_id) WHERE kind = 'friends' AND removed_at IS NULL;
-- down
DROP INDEX wall_modules_friends;
-- An older program does not know this kind.
DELETE FROM wall_modules WHERE kind = 'friends';
