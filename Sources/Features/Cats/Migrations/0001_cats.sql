-- up
-- The twelve cats in table order, each with its newest row and what its object shows.
CREATE TABLE cats (
  position BIGINT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  gain BIGINT NOT NULL CHECK (gain BETWEEN 0 AND 200),
  is_awake BOOLEAN NOT NULL,
  -- Its newest row; 0 and NULL before the first. Moments are milliseconds here, as the engine counts.
  n BIGINT NOT NULL,
  row_at BIGINT,
  pleasure BIGINT,
  arousal BIGINT,
  dominance BIGINT,
  label TEXT,
  -- The moment of what its object shows, and the first reason then.
  shown_at BIGINT NOT NULL,
  reason TEXT,
  seq BIGINT NOT NULL
);
CREATE UNIQUE INDEX cats_name ON cats (name);

-- What cats took notice of. Rows are never changed; a member who leaves is taken away from theirs.
CREATE TABLE cat_ledger (
  cat BIGINT NOT NULL REFERENCES cats (position),
  n BIGINT NOT NULL,
  at BIGINT NOT NULL,
  deed TEXT NOT NULL,
  event TEXT NOT NULL,
  -- Whose deed it was; NULL: nobody's, or of somebody who left.
  member_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
  gain BIGINT NOT NULL,
  habit BIGINT NOT NULL,
  effect_p BIGINT NOT NULL,
  effect_a BIGINT NOT NULL,
  effect_d BIGINT NOT NULL,
  after_p BIGINT NOT NULL,
  after_a BIGINT NOT NULL,
  after_d BIGINT NOT NULL,
  label TEXT NOT NULL,
  PRIMARY KEY (cat, n)
);
CREATE UNIQUE INDEX cat_ledger_event ON cat_ledger (event, cat);
CREATE INDEX cat_ledger_deed ON cat_ledger (cat, deed, n);
CREATE INDEX cat_ledger_time ON cat_ledger (cat, at, n);
CREATE INDEX cat_ledger_age ON cat_ledger (at);
CREATE INDEX cat_ledger_member ON cat_ledger (member_id, cat, n) WHERE member_id IS NOT NULL;

-- sqlite
CREATE TRIGGER cat_ledger_stands BEFORE UPDATE ON cat_ledger
WHEN NEW.member_id IS NOT NULL OR NEW.cat <> OLD.cat OR NEW.n <> OLD.n OR NEW.at <> OLD.at OR NEW.deed <> OLD.deed OR NEW.event <> OLD.event
  OR NEW.gain <> OLD.gain OR NEW.habit <> OLD.habit OR NEW.effect_p <> OLD.effect_p OR NEW.effect_a <> OLD.effect_a
  OR NEW.effect_d <> OLD.effect_d OR NEW.after_p <> OLD.after_p OR NEW.after_a <> OLD.after_a OR NEW.after_d <> OLD.after_d
  OR NEW.label <> OLD.label
BEGIN SELECT RAISE(ABORT, 'rows of cat_ledger are never changed'); END;
CREATE TRIGGER cat_ledger_keeps BEFORE DELETE ON cat_ledger
WHEN OLD.n = (SELECT n FROM cats WHERE position = OLD.cat)
BEGIN SELECT RAISE(ABORT, 'a cat keeps its newest row'); END;
-- postgres
CREATE FUNCTION cat_ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of cat_ledger are never changed';
END $$;
CREATE TRIGGER cat_ledger_stands BEFORE UPDATE ON cat_ledger FOR EACH ROW
WHEN (NEW.member_id IS NOT NULL OR (NEW.cat, NEW.n, NEW.at, NEW.deed, NEW.event, NEW.gain, NEW.habit, NEW.effect_p, NEW.effect_a,
  NEW.effect_d, NEW.after_p, NEW.after_a, NEW.after_d, NEW.label) IS DISTINCT FROM (OLD.cat, OLD.n, OLD.at, OLD.deed, OLD.event, OLD.gain,
  OLD.habit, OLD.effect_p, OLD.effect_a, OLD.effect_d, OLD.after_p, OLD.after_a, OLD.after_d, OLD.label))
EXECUTE FUNCTION cat_ledger_refuse();
CREATE FUNCTION cat_ledger_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.n = (SELECT n FROM cats WHERE position = OLD.cat) THEN
    RAISE EXCEPTION 'a cat keeps its newest row';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER cat_ledger_keeps BEFORE DELETE ON cat_ledger FOR EACH ROW EXECUTE FUNCTION cat_ledger_keep();
-- both

-- What cats remember of members for a day.
CREATE TABLE cat_memories (
-- sqlite
  id INTEGER PRIMARY KEY AUTOINCREMENT,
-- postgres
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
-- both
  cat BIGINT NOT NULL REFERENCES cats (position),
  member_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  deed TEXT NOT NULL,
  event TEXT NOT NULL,
  at BIGINT NOT NULL,
  opinion BIGINT NOT NULL,
  -- The cat that told it; NULL for what it noticed itself.
  heard_from BIGINT REFERENCES cats (position)
);
CREATE UNIQUE INDEX cat_memories_event ON cat_memories (member_id, cat, event);
CREATE INDEX cat_memories_age ON cat_memories (at);

-- What stays of memories that have ended.
CREATE TABLE cat_bonds (
  member_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  cat BIGINT NOT NULL REFERENCES cats (position),
  level BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  PRIMARY KEY (member_id, cat)
);

-- When a member petted a cat last.
CREATE TABLE cat_pets (
  member_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  cat BIGINT NOT NULL REFERENCES cats (position),
  at BIGINT NOT NULL,
  PRIMARY KEY (member_id, cat)
);

-- Hours since 1970 in which something was noticed, for the last day: an hour that is not here was idle.
CREATE TABLE cat_hours (
  hour BIGINT NOT NULL PRIMARY KEY
);

-- sqlite
INSERT INTO cats (position, name, gain, is_awake, n, shown_at, seq)
SELECT column1, column2, column3, TRUE, 0, CAST(strftime('%s', 'now') AS INTEGER) * 1000, column1 FROM (VALUES
  (1, 'beans', 150), (2, 'root', 100), (3, 'static', 150), (4, 'delta', 150), (5, 'glitch', 150), (6, 'tofu', 130),
  (7, 'hex', 180), (8, 'neon', 130), (9, 'miso', 140), (10, 'ash', 150), (11, 'patch', 80), (12, 'null', 160));
-- postgres
INSERT INTO cats (position, name, gain, is_awake, n, shown_at, seq)
SELECT column1, column2, column3, TRUE, 0, CAST(EXTRACT(EPOCH FROM now()) AS BIGINT) * 1000, column1 FROM (VALUES
  (1, 'beans', 150), (2, 'root', 100), (3, 'static', 150), (4, 'delta', 150), (5, 'glitch', 150), (6, 'tofu', 130),
  (7, 'hex', 180), (8, 'neon', 130), (9, 'miso', 140), (10, 'ash', 150), (11, 'patch', 80), (12, 'null', 160)) AS seeded;
-- both
INSERT INTO places (kind, number, seq) VALUES ('cats', 1, 12);

-- down
DELETE FROM places WHERE kind = 'cats';
DROP TABLE cat_hours;
DROP TABLE cat_pets;
DROP TABLE cat_bonds;
DROP TABLE cat_memories;
-- postgres
DROP TRIGGER cat_ledger_keeps ON cat_ledger;
DROP TRIGGER cat_ledger_stands ON cat_ledger;
DROP FUNCTION cat_ledger_keep();
DROP FUNCTION cat_ledger_refuse();
-- both
DROP TABLE cat_ledger;
DROP TABLE cats;
