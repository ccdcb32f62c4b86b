-- up
-- Who is writing a verse now.
CREATE TABLE verse_leases (
  verse_id BIGINT NOT NULL PRIMARY KEY REFERENCES verses (id) ON DELETE CASCADE,
  story_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- Of the first claim, or of the last save since then.
  since BIGINT NOT NULL,
  until BIGINT NOT NULL
);
CREATE INDEX verse_leases_story ON verse_leases (story_id);
CREATE INDEX verse_leases_user ON verse_leases (user_id);

-- The sockets that claimed it and still watch the story.
CREATE TABLE verse_lease_sockets (
  verse_id BIGINT NOT NULL REFERENCES verse_leases (verse_id) ON DELETE CASCADE,
  socket TEXT NOT NULL,
  PRIMARY KEY (verse_id, socket)
);
CREATE INDEX verse_lease_sockets_socket ON verse_lease_sockets (socket, verse_id);

-- down
DROP TABLE verse_lease_sockets;
DROP TABLE verse_leases;
