-- up
-- Branches that members propose.
CREATE TABLE verse_proposals (
-- sqlite
  id INTEGER PRIMARY KEY AUTOINCREMENT,
-- postgres
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
-- both
  story_id BIGINT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
  -- The verse that is to lead to it, and the choice that will.
  from_id BIGINT NOT NULL,
  choice_id BIGINT NOT NULL,
  -- Label and note are erased 30 days after it was declined or withdrawn.
  label TEXT NOT NULL CHECK (length(label) <= 120),
  note TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 500),
  -- NULL for someone who left.
  author_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
  status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'passed', 'accepted', 'declined', 'withdrawn')),
  reason TEXT NOT NULL DEFAULT '' CHECK (length(reason) <= 500),
  -- NULL unless there is a vote.
  closes_at BIGINT,
  -- How many there were when the vote opened.
  voters BIGINT NOT NULL DEFAULT 0,
  seq BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  closed_at BIGINT
);
CREATE INDEX verse_proposals_story ON verse_proposals (story_id, id);
CREATE INDEX verse_proposals_seq ON verse_proposals (story_id, seq);
CREATE INDEX verse_proposals_author ON verse_proposals (author_id, story_id);
CREATE INDEX verse_proposals_due ON verse_proposals (closes_at) WHERE status = 'open' AND closes_at IS NOT NULL;

-- Who may vote, and how they did.
CREATE TABLE verse_votes (
-- sqlite
  id INTEGER PRIMARY KEY AUTOINCREMENT,
-- postgres
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
-- both
  proposal_id BIGINT NOT NULL REFERENCES verse_proposals (id) ON DELETE CASCADE,
  -- NULL for someone who left after the vote closed.
  user_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
  -- NULL until they vote.
  yes BOOLEAN
);
CREATE UNIQUE INDEX verse_votes_member ON verse_votes (proposal_id, user_id);
CREATE INDEX verse_votes_missing ON verse_votes (proposal_id) WHERE yes IS NULL;
CREATE INDEX verse_votes_user ON verse_votes (user_id);

-- The proposal that the verse came with.
ALTER TABLE verses ADD COLUMN proposal_id BIGINT;
CREATE INDEX verses_proposal ON verses (proposal_id, id) WHERE proposal_id IS NOT NULL;

-- down
DROP INDEX verses_proposal;
ALTER TABLE verses DROP COLUMN proposal_id;
DROP TABLE verse_votes;
DROP TABLE verse_proposals;
