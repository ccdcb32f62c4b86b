-- up
-- The index of the search: for each thing its marks (kind, author, room, audience, each behind §) and its folded words, with a space between
-- them. The number orders things by time, kind and id; see SubjectNumber.
-- sqlite
-- The words are cut and folded already, so the tokenizer only splits at the spaces.
CREATE VIRTUAL TABLE search_documents USING fts5 (
  terms, kind UNINDEXED, subject UNINDEXED, author_id UNINDEXED, tokenize = 'ascii', prefix = '2', columnsize = 0
);
-- postgres
CREATE TABLE search_documents (
  number BIGINT PRIMARY KEY,
  terms TEXT NOT NULL,
  lexemes TSVECTOR NOT NULL,
  kind BIGINT NOT NULL,
  subject BIGINT NOT NULL,
  -- No reference: the feature that has the thing removes it.
  author_id BIGINT
);
-- Changes go into the index at once: a list of pending ones would be searched by every query, and merged by an unlucky writer.
CREATE INDEX search_documents_lexemes ON search_documents USING gin (lexemes) WITH (fastupdate = off);
COMMENT ON TABLE search_documents IS 'rebuilt, not copied';
-- both

-- How far the index of what was there before has come, by kind: the things with ids below this one are still missing. A kind that is complete
-- has 0.
CREATE TABLE search_progress (
  kind TEXT PRIMARY KEY,
  missing_below BIGINT NOT NULL
);
-- postgres
COMMENT ON TABLE search_progress IS 'rebuilt, not copied';
-- both

-- down
DROP TABLE search_progress;
DROP TABLE search_documents;
