-- up
CREATE TABLE scripts (
  -- Random: an address that is in no list cannot be guessed.
  id BIGINT PRIMARY KEY CHECK (id BETWEEN 1099511627776 AND 9007199254740991),
  owner_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- A word of the program's.
  runtime TEXT NOT NULL CHECK (length(runtime) BETWEEN 1 AND 20),
  -- Empty once it is erased.
  title TEXT NOT NULL CHECK (length(title) <= 80),
  -- The title folded, for the order by title.
  title_key TEXT NOT NULL,
  summary TEXT NOT NULL DEFAULT '' CHECK (length(summary) <= 280),
  -- With a space between two.
  tags TEXT NOT NULL DEFAULT '',
  visibility TEXT NOT NULL DEFAULT 'private' CHECK (visibility IN ('private', 'unlisted', 'public')),
  -- In the place of the script.
  seq BIGINT NOT NULL,
  -- The highest of what everybody sees: the script itself and its revisions, without the draft.
  shown_seq BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  -- Of its draft's last change.
  saved_at BIGINT NOT NULL,
  -- How many revisions there have been; the newest that is neither withdrawn nor disabled, and when that was published.
  revisions BIGINT NOT NULL DEFAULT 0 CHECK (revisions <= 200),
  newest BIGINT,
  published_at BIGINT,
  -- When it entered the feeds.
  entered_at BIGINT,
  deleted_at BIGINT,
  -- Once it can no longer be brought back.
  erased_at BIGINT,
  CHECK ((newest IS NULL) = (published_at IS NULL))
);
CREATE INDEX scripts_owner ON scripts (owner_id, saved_at, id);
CREATE INDEX scripts_deleted ON scripts (deleted_at) WHERE deleted_at IS NOT NULL AND erased_at IS NULL;
-- The list of everybody's, in each of its orders.
CREATE INDEX scripts_by_time ON scripts (published_at, id) WHERE visibility = 'public' AND newest IS NOT NULL AND deleted_at IS NULL;
-- sqlite
CREATE INDEX scripts_by_title ON scripts (title_key, id) WHERE visibility = 'public' AND newest IS NOT NULL AND deleted_at IS NULL;
-- postgres
CREATE INDEX scripts_by_title ON scripts (title_key COLLATE "C", id)
  WHERE visibility = 'public' AND newest IS NOT NULL AND deleted_at IS NULL;
-- both
-- Ids are random, so their remainders are orders by chance. Each day goes by one of them, from a point of its own.
CREATE INDEX scripts_by_chance_0 ON scripts ((id % 1000003), id) WHERE visibility = 'public' AND newest IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX scripts_by_chance_1 ON scripts ((id % 1000033), id) WHERE visibility = 'public' AND newest IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX scripts_by_chance_2 ON scripts ((id % 1000037), id) WHERE visibility = 'public' AND newest IS NOT NULL AND deleted_at IS NULL;

CREATE TABLE script_tags (
  tag TEXT NOT NULL,
  script_id BIGINT NOT NULL REFERENCES scripts (id) ON DELETE CASCADE,
  PRIMARY KEY (tag, script_id)
-- sqlite
) WITHOUT ROWID;
-- postgres
);
-- both
CREATE INDEX script_tags_script ON script_tags (script_id);

-- Where each script comes from. Stays when scripts are erased: only ids.
CREATE TABLE script_lineage (
  script_id BIGINT PRIMARY KEY,
  parent_id BIGINT,
  parent_number BIGINT,
  -- The script at the start of the chain, and its revision that was forked first.
  root_id BIGINT,
  root_number BIGINT,
  depth BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  CHECK ((parent_id IS NULL) = (depth = 0)),
  CHECK ((parent_id IS NULL) = (root_id IS NULL))
);
CREATE INDEX script_lineage_forks ON script_lineage (parent_id, created_at, script_id) WHERE parent_id IS NOT NULL;

CREATE TABLE script_drafts (
  script_id BIGINT PRIMARY KEY REFERENCES scripts (id) ON DELETE CASCADE,
  code TEXT NOT NULL,
  version BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  saved_at BIGINT NOT NULL,
  saved_by BIGINT REFERENCES users (id) ON DELETE SET NULL,
  -- Who types now, until when; and until when unless a socket of theirs watches again.
  pen_user BIGINT REFERENCES users (id) ON DELETE SET NULL,
  pen_until BIGINT
);
CREATE INDEX script_drafts_saved_by ON script_drafts (saved_by);
CREATE INDEX script_drafts_pen ON script_drafts (pen_until) WHERE pen_until IS NOT NULL;
CREATE INDEX script_drafts_pen_user ON script_drafts (pen_user) WHERE pen_user IS NOT NULL;

-- Versions of the draft that are kept.
CREATE TABLE script_history (
  script_id BIGINT NOT NULL REFERENCES scripts (id) ON DELETE CASCADE,
  version BIGINT NOT NULL,
  code TEXT NOT NULL,
  lines BIGINT NOT NULL,
  saved_at BIGINT NOT NULL,
  saved_by BIGINT REFERENCES users (id) ON DELETE SET NULL,
  PRIMARY KEY (script_id, version)
);
CREATE INDEX script_history_saved_by ON script_history (saved_by);
CREATE INDEX script_history_saved_at ON script_history (saved_at);

-- Who has worked on the draft since the last revision, in the order they began. The owner is not among them.
CREATE TABLE script_contributors (
  script_id BIGINT NOT NULL REFERENCES scripts (id) ON DELETE CASCADE,
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  place BIGINT NOT NULL,
  PRIMARY KEY (script_id, user_id)
);
CREATE INDEX script_contributors_user ON script_contributors (user_id);

CREATE TABLE script_hands (
  script_id BIGINT NOT NULL REFERENCES scripts (id) ON DELETE CASCADE,
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (script_id, user_id)
);
CREATE INDEX script_hands_user ON script_hands (user_id);

CREATE TABLE script_revisions (
  script_id BIGINT NOT NULL REFERENCES scripts (id) ON DELETE CASCADE,
  number BIGINT NOT NULL CHECK (number BETWEEN 1 AND 200),
  -- These are empty once it is withdrawn.
  code TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  title TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 200),
  alt TEXT NOT NULL DEFAULT '' CHECK (length(alt) <= 300),
  bytes BIGINT NOT NULL,
  lines BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  withdrawn_at BIGINT,
  -- Staff have taken it out of sight. It can be brought back for 30 days.
  disabled_at BIGINT,
  disabled_by BIGINT REFERENCES users (id) ON DELETE SET NULL,
  disabled_reason TEXT,
  PRIMARY KEY (script_id, number)
);
CREATE INDEX script_revisions_seq ON script_revisions (script_id, seq);
CREATE INDEX script_revisions_disabled ON script_revisions (disabled_at) WHERE disabled_at IS NOT NULL AND withdrawn_at IS NULL;
CREATE INDEX script_revisions_disabled_by ON script_revisions (disabled_by) WHERE disabled_by IS NOT NULL;

CREATE TABLE script_authors (
  script_id BIGINT NOT NULL,
  number BIGINT NOT NULL,
  place BIGINT NOT NULL,
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  PRIMARY KEY (script_id, number, place),
  FOREIGN KEY (script_id, number) REFERENCES script_revisions (script_id, number) ON DELETE CASCADE
);
CREATE INDEX script_authors_user ON script_authors (user_id);

-- A revision never changes, but that it can be withdrawn, which erases it, or taken out of sight.
-- sqlite
CREATE TRIGGER script_revisions_never_change BEFORE UPDATE ON script_revisions
WHEN NEW.script_id <> OLD.script_id OR NEW.number <> OLD.number OR NEW.created_at <> OLD.created_at
  OR (NEW.withdrawn_at IS NULL AND (NEW.code <> OLD.code OR NEW.sha256 <> OLD.sha256 OR NEW.title <> OLD.title OR NEW.note <> OLD.note
    OR NEW.alt <> OLD.alt OR NEW.bytes <> OLD.bytes OR NEW.lines <> OLD.lines))
  OR (NEW.withdrawn_at IS NOT NULL AND NEW.code || NEW.sha256 || NEW.note || NEW.alt <> '')
  OR (OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'A revision never changes');
END;
-- postgres
CREATE FUNCTION script_revisions_never_change() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  RAISE EXCEPTION 'A revision never changes';
END;
$body$;
CREATE TRIGGER script_revisions_never_change BEFORE UPDATE ON script_revisions FOR EACH ROW
WHEN (NEW.script_id <> OLD.script_id OR NEW.number <> OLD.number OR NEW.created_at <> OLD.created_at
  OR (NEW.withdrawn_at IS NULL AND (NEW.code <> OLD.code OR NEW.sha256 <> OLD.sha256 OR NEW.title <> OLD.title OR NEW.note <> OLD.note
    OR NEW.alt <> OLD.alt OR NEW.bytes <> OLD.bytes OR NEW.lines <> OLD.lines))
  OR (NEW.withdrawn_at IS NOT NULL AND NEW.code || NEW.sha256 || NEW.note || NEW.alt <> '')
  OR (OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS NULL))
EXECUTE FUNCTION script_revisions_never_change();
-- both

-- down
DROP TABLE script_authors;
-- sqlite
DROP TABLE script_revisions;
-- postgres
DROP TABLE script_revisions;
DROP FUNCTION script_revisions_never_change();
-- both
DROP TABLE script_hands;
DROP TABLE script_contributors;
DROP TABLE script_history;
DROP TABLE script_drafts;
DROP TABLE script_lineage;
DROP TABLE script_tags;
DROP TABLE scripts;
