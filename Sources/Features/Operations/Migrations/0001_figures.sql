-- up
-- How each node was in each minute, for 25 hours. A minute without a row: the server was down.
CREATE TABLE figures (
  -- When the minute began.
  at BIGINT NOT NULL,
  -- Each start of a server is another node.
  node TEXT NOT NULL,
  requests BIGINT NOT NULL,
  errors BIGINT NOT NULL,
  -- Of all nodes together, as every node counts them; NULL in a node's first minute.
  messages BIGINT,
  sockets BIGINT NOT NULL,
  -- Online anywhere, as this node knows it.
  members BIGINT NOT NULL,
  -- The 99th percentile, in microseconds; NULL without a commit.
  commit_us BIGINT,
  memory_bytes BIGINT,
  PRIMARY KEY (at, node)
);
-- down
DROP TABLE figures;
