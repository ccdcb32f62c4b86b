-- up
-- Who was granted something, among many members.
CREATE INDEX user_permissions_grants ON user_permissions (permission, user_id) WHERE effect = 'grant';
-- down
DROP INDEX user_permissions_grants;
