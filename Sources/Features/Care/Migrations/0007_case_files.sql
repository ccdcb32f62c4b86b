-- up
-- Pictures and sounds that a thing showed when it was reported.
CREATE TABLE case_files (
  case_id BIGINT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
  -- The id of a file, which may be gone since.
  file TEXT NOT NULL,
  PRIMARY KEY (case_id, file)
-- sqlite
) WITHOUT ROWID;
-- postgres
);
-- both
-- down
DROP TABLE case_files;
