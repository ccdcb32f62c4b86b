-- up
-- What a story has now, among all that was ever proposed to it and deleted.
CREATE INDEX verses_living ON verses (story_id, id) WHERE deleted_at IS NULL;
CREATE INDEX verse_proposals_status ON verse_proposals (story_id, status, id);
-- down
DROP INDEX verse_proposals_status;
DROP INDEX verses_living;
