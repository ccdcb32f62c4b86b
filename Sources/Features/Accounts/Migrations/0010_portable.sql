-- up
-- Where things of members were made, for the names under which they are known everywhere. It stays when a backup is restored.
CREATE TABLE birthplaces (
  name TEXT PRIMARY KEY
);
-- sqlite
INSERT INTO birthplaces (name) VALUES (lower(hex(randomblob(16))));
-- postgres
INSERT INTO birthplaces (name) VALUES (replace(gen_random_uuid()::text, '-', ''));
-- both

-- Things that came in from other places, with the names that they had there.
CREATE TABLE imported_items (
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  uuid TEXT NOT NULL CHECK (length(uuid) = 36),
  item BIGINT NOT NULL,
  PRIMARY KEY (user_id, kind, uuid)
-- sqlite
) WITHOUT ROWID;
-- postgres
);
-- both
CREATE INDEX imported_items_item ON imported_items (kind, item);

-- down
DROP TABLE imported_items;
DROP TABLE birthplaces;
