-- up
-- Until when a room that staff removed can be brought back. NULL for all others.
ALTER TABLE rooms ADD COLUMN restorable_until BIGINT;
CREATE INDEX rooms_restorable ON rooms (restorable_until) WHERE restorable_until IS NOT NULL;
-- down
DROP INDEX rooms_restorable;
ALTER TABLE rooms DROP COLUMN restorable_until;
