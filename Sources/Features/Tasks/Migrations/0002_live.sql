-- up
-- The sequence, in the place `me` of the owner, of the task's last change. Tasks from before get theirs in the order of their changes, beyond
-- what any client has seen.
ALTER TABLE tasks ADD COLUMN seq BIGINT NOT NULL DEFAULT 0;
UPDATE tasks SET seq = numbered.seq FROM (
  SELECT t.id, COALESCE(p.seq, 0) + row_number() OVER (PARTITION BY t.user_id ORDER BY t.updated_at, t.id) AS seq
  FROM tasks t LEFT JOIN places p ON p.kind = 'me' AND p.number = t.user_id
) numbered WHERE numbered.id = tasks.id;
INSERT INTO places (kind, number, seq) SELECT 'me', user_id, max(seq) FROM tasks WHERE TRUE GROUP BY user_id
  ON CONFLICT (kind, number) DO UPDATE SET seq = excluded.seq;
CREATE INDEX tasks_by_seq ON tasks (user_id, seq);
-- postgres
-- The new index finds all of a member's as well.
DROP INDEX tasks_user;
-- The page of deleted tasks.
CREATE INDEX tasks_deleted_newest ON tasks (user_id, deleted_at) WHERE deleted_at IS NOT NULL;
-- both
-- down
-- postgres
DROP INDEX tasks_deleted_newest;
CREATE INDEX tasks_user ON tasks (user_id);
-- both
DROP INDEX tasks_by_seq;
ALTER TABLE tasks DROP COLUMN seq;
