-- up
-- Who may see what the member has made, whether others see that they are here, and who may write to them first.
ALTER TABLE users ADD COLUMN visibility TEXT NOT NULL DEFAULT 'members' CHECK (visibility IN ('public', 'members', 'followers', 'private'));
ALTER TABLE users ADD COLUMN show_online BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE users ADD COLUMN dm_policy TEXT NOT NULL DEFAULT 'everyone' CHECK (dm_policy IN ('everyone', 'mutuals', 'nobody'));
-- The display name's words as the directory compares them. NULL: not folded yet, by a version that did not do it.
ALTER TABLE users ADD COLUMN folded_name TEXT;
-- down
ALTER TABLE users DROP COLUMN folded_name;
ALTER TABLE users DROP COLUMN dm_policy;
ALTER TABLE users DROP COLUMN show_online;
ALTER TABLE users DROP COLUMN visibility;
