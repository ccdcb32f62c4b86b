-- up
-- A member's actions of all kinds, newest first, without sorting all of them.
CREATE INDEX actions_member ON actions (user_id, id);
-- down
DROP INDEX actions_member;
