-- up
-- What one owner has published, in the order of each list, and what they deleted.
CREATE INDEX scripts_by_owner ON scripts (owner_id, published_at, id)
  WHERE visibility = 'public' AND newest IS NOT NULL AND deleted_at IS NULL;
-- sqlite
CREATE INDEX scripts_by_owner_title ON scripts (owner_id, title_key, id)
  WHERE visibility = 'public' AND newest IS NOT NULL AND deleted_at IS NULL;
-- postgres
CREATE INDEX scripts_by_owner_title ON scripts (owner_id, title_key COLLATE "C", id)
  WHERE visibility = 'public' AND newest IS NOT NULL AND deleted_at IS NULL;
-- both
CREATE INDEX scripts_own_deleted ON scripts (owner_id, deleted_at, id) WHERE deleted_at IS NOT NULL AND erased_at IS NULL;
-- down
DROP INDEX scripts_own_deleted;
DROP INDEX scripts_by_owner_title;
DROP INDEX scripts_by_owner;
