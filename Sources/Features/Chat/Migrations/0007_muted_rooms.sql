-- up
-- Rooms in which a member is told of nothing.
CREATE TABLE muted_rooms (
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  room_id BIGINT NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
  PRIMARY KEY (user_id, room_id)
);

-- down
DROP TABLE muted_rooms;
