-- up
-- Who was a member of a private room and is not now. They come back only by accepting an invitation, which is kept here, too.
CREATE TABLE former_members (
  room_id BIGINT NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  left_at BIGINT NOT NULL,
  -- Set when a moderator put them out: then only moderators invite them.
  barred_at BIGINT,
  invited_at BIGINT,
  invited_by BIGINT REFERENCES users (id) ON DELETE SET NULL,
  PRIMARY KEY (room_id, user_id)
-- sqlite
) WITHOUT ROWID;
-- postgres
);
-- both
CREATE INDEX former_members_user ON former_members (user_id, invited_at);
CREATE INDEX former_members_inviter ON former_members (invited_by);

-- Lines that say what a moderator did in the room. Nobody edits or deletes them.
ALTER TABLE messages ADD COLUMN is_notice BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE messages_archive ADD COLUMN is_notice BOOLEAN NOT NULL DEFAULT FALSE;

-- The directory of rooms, in order of the names' bytes.
-- sqlite
CREATE INDEX rooms_directory ON rooms (name) WHERE archived_at IS NULL AND kind <> 'private';
-- postgres
CREATE INDEX rooms_directory ON rooms (name COLLATE "C") WHERE archived_at IS NULL AND kind <> 'private';
-- both

-- down
DROP INDEX rooms_directory;
ALTER TABLE messages DROP COLUMN is_notice;
ALTER TABLE messages_archive DROP COLUMN is_notice;
DROP TABLE former_members;
