-- up
-- Through which session the pen was taken: it ends when that is signed out.
ALTER TABLE script_drafts ADD COLUMN pen_session TEXT;
CREATE INDEX script_watchers_node ON script_watchers (node);
-- down
DROP INDEX script_watchers_node;
ALTER TABLE script_drafts DROP COLUMN pen_session;
