-- up
-- The few scripts of a rare runtime are found by it.
CREATE INDEX scripts_by_runtime ON scripts (runtime, published_at, id) WHERE visibility = 'public' AND newest IS NOT NULL AND deleted_at IS NULL;
-- down
DROP INDEX scripts_by_runtime;
