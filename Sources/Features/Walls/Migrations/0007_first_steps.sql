-- up
-- Whether the owner no longer wants to see what a new member does first.
ALTER TABLE walls ADD COLUMN hides_first_steps BOOLEAN NOT NULL DEFAULT FALSE;
-- down
ALTER TABLE walls DROP COLUMN hides_first_steps;
