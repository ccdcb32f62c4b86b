-- up
-- Who follows whom, and who has asked to. No follow stands beside a block between the two.
CREATE TABLE follows (
  follower_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  followed_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  requested_at BIGINT NOT NULL,
  -- NULL: the request waits for its answer.
  accepted_at BIGINT,
  -- Where the followed one stands in the follower's Top 8.
  top_place BIGINT CHECK (top_place BETWEEN 1 AND 8),
  PRIMARY KEY (follower_id, followed_id),
  CHECK (follower_id <> followed_id),
  CHECK (top_place IS NULL OR accepted_at IS NOT NULL)
);
CREATE INDEX follows_following ON follows (follower_id, accepted_at, followed_id) WHERE accepted_at IS NOT NULL;
CREATE INDEX follows_followers ON follows (followed_id, accepted_at, follower_id) WHERE accepted_at IS NOT NULL;
CREATE INDEX follows_requested ON follows (follower_id, requested_at, followed_id) WHERE accepted_at IS NULL;
CREATE INDEX follows_requests ON follows (followed_id, requested_at, follower_id) WHERE accepted_at IS NULL;
-- One statement replaces a whole list, so its places are distinct when it ends and not in between.
CREATE INDEX follows_top ON follows (follower_id, top_place) WHERE top_place IS NOT NULL;

CREATE TABLE blocks (
  blocker_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  blocked_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (blocker_id, blocked_id),
  CHECK (blocker_id <> blocked_id)
);
CREATE INDEX blocks_blocked ON blocks (blocked_id, blocker_id);
CREATE INDEX blocks_list ON blocks (blocker_id, created_at, blocked_id);

CREATE TABLE mutes (
  muter_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  muted_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (muter_id, muted_id),
  CHECK (muter_id <> muted_id)
);
CREATE INDEX mutes_muted ON mutes (muted_id);
CREATE INDEX mutes_list ON mutes (muter_id, created_at, muted_id);

-- down
DROP TABLE mutes;
DROP TABLE blocks;
DROP TABLE follows;
