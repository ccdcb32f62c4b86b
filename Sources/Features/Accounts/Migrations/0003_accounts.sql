-- up
-- When an account became nobody's. Its row stays, because what others keep refers to it.
ALTER TABLE users ADD COLUMN left_at BIGINT;
-- postgres
-- The directory is paged through by name, whatever the database's collation.
CREATE INDEX users_username_bytes ON users (lower(username) COLLATE "C");
-- both

-- down
-- postgres
DROP INDEX users_username_bytes;
-- both
ALTER TABLE users DROP COLUMN left_at;
