-- up
-- These three are the account's now: what a member makes elsewhere goes by them too.
UPDATE users SET
  visibility = (SELECT w.visibility FROM walls w WHERE w.user_id = users.id),
  show_online = (SELECT w.show_online FROM walls w WHERE w.user_id = users.id),
  dm_policy = (SELECT w.dm_policy FROM walls w WHERE w.user_id = users.id)
  WHERE id IN (SELECT user_id FROM walls);
ALTER TABLE walls DROP COLUMN dm_policy;
ALTER TABLE walls DROP COLUMN show_online;
ALTER TABLE walls DROP COLUMN visibility;
-- down
ALTER TABLE walls ADD COLUMN visibility TEXT NOT NULL DEFAULT 'members' CHECK (visibility IN ('public', 'members', 'followers', 'private'));
ALTER TABLE walls ADD COLUMN show_online BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE walls ADD COLUMN dm_policy TEXT NOT NULL DEFAULT 'everyone' CHECK (dm_policy IN ('everyone', 'mutuals', 'nobody'));
UPDATE walls SET
  visibility = (SELECT u.visibility FROM users u WHERE u.id = walls.user_id),
  show_online = (SELECT u.show_online FROM users u WHERE u.id = walls.user_id),
  dm_policy = (SELECT u.dm_policy FROM users u WHERE u.id = walls.user_id);
