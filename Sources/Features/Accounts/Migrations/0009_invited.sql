-- up
-- Whether an account was made with an invitation: such accounts are not treated as newcomers'.
ALTER TABLE users ADD COLUMN is_invited BOOLEAN NOT NULL DEFAULT FALSE;
-- down
ALTER TABLE users DROP COLUMN is_invited;
