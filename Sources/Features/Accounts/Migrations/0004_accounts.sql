-- up
-- When somebody showed that letters to the address reach them; NULL: not yet, or this server sends no mail.
ALTER TABLE users ADD COLUMN email_confirmed_at BIGINT;
-- The staff are few, and whether there is an administrator is asked at each start.
CREATE INDEX users_staff ON users (role) WHERE role <> 'member';

-- Digests of addresses that accounts have held and given up: such an address makes nobody an administrator.
CREATE TABLE given_up_addresses (
  address_digest TEXT NOT NULL PRIMARY KEY
);

-- Links that confirm an address, by their digests; one per member.
CREATE TABLE address_confirmations (
  user_id BIGINT NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  token_digest TEXT NOT NULL,
  email TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX address_confirmations_token ON address_confirmations (token_digest);

-- Changes of address that the holder of the old one can still stop.
CREATE TABLE address_changes (
-- sqlite
  id INTEGER PRIMARY KEY AUTOINCREMENT,
-- postgres
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
-- both
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  old_email TEXT NOT NULL,
  new_email TEXT NOT NULL,
  stop_digest TEXT NOT NULL,
  requested_at BIGINT NOT NULL,
  -- NULL: not confirmed yet, the old address still counts.
  changed_at BIGINT,
  stop_until BIGINT NOT NULL
);
CREATE UNIQUE INDEX address_changes_stop ON address_changes (stop_digest);
CREATE INDEX address_changes_user ON address_changes (user_id, id);
CREATE INDEX address_changes_old ON address_changes (old_email);
CREATE INDEX address_changes_end ON address_changes (stop_until);

-- When members changed their usernames, as far back as the limit looks.
CREATE TABLE renames (
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  renamed_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, renamed_at)
);

-- The digest of the link that makes the first administrator; at most one row.
CREATE TABLE setup_links (
  token_digest TEXT NOT NULL PRIMARY KEY,
  created_at BIGINT NOT NULL
);

-- What the first start after an upgrade still has to do, and which settings it needs for that.
CREATE TABLE pending_upgrades (
  name TEXT NOT NULL PRIMARY KEY
);
-- Until now ADMIN_EMAILS gave the role at each request. Those who hold it that way keep it.
INSERT INTO pending_upgrades (name) SELECT 'admin_addresses' WHERE EXISTS (SELECT 1 FROM users);

-- down
DROP TABLE pending_upgrades;
DROP TABLE setup_links;
DROP TABLE renames;
DROP TABLE address_changes;
DROP TABLE address_confirmations;
DROP TABLE given_up_addresses;
DROP INDEX users_staff;
ALTER TABLE users DROP COLUMN email_confirmed_at;
