-- up
-- When staff removed the file. It is served to nobody and cannot be used for anything new.
ALTER TABLE media ADD COLUMN removed_at BIGINT;
CREATE INDEX media_removed ON media (removed_at) WHERE removed_at IS NOT NULL;
-- down
DROP INDEX media_removed;
ALTER TABLE media DROP COLUMN removed_at;
