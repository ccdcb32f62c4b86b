-- up
-- The request that did it, as the log of the server names it. Empty for entries from before.
ALTER TABLE audit_log ADD COLUMN request_id TEXT NOT NULL DEFAULT '';
CREATE INDEX audit_log_action ON audit_log (action, id);
CREATE INDEX audit_log_actor_name ON audit_log (actor, id);
CREATE INDEX audit_log_addresses ON audit_log (at) WHERE address <> '';
CREATE INDEX users_new ON users (created_at, id);
CREATE INDEX users_banned ON users (id) WHERE banned_at IS NOT NULL;
-- sqlite
CREATE INDEX sessions_address ON sessions (address, last_seen_at);
-- postgres
CREATE INDEX sessions_address ON sessions (address COLLATE "C", last_seen_at);
-- both
-- down
DROP INDEX sessions_address;
DROP INDEX users_banned;
DROP INDEX users_new;
DROP INDEX audit_log_addresses;
DROP INDEX audit_log_actor_name;
DROP INDEX audit_log_action;
ALTER TABLE audit_log DROP COLUMN request_id;
