-- up
-- Rooms that a member keeps at the top of their list.
CREATE TABLE starred_rooms (
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  room_id BIGINT NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
  PRIMARY KEY (user_id, room_id)
);

-- down
DROP TABLE starred_rooms;
