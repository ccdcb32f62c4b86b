-- up
-- Where each place stands that clients watch: the last sequence it has given to a change, and the one up to which tombstones have been
-- collected. Rooms keep theirs beside the room.
-- sqlite
CREATE TABLE places (
  kind TEXT NOT NULL,
  number INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  collected INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (kind, number)
) WITHOUT ROWID;
-- postgres
CREATE TABLE places (
  kind TEXT NOT NULL,
  number BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  collected BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (kind, number)
);
-- down
DROP TABLE places;
