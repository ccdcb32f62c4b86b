-- up
CREATE TABLE stories (
-- sqlite
  id INTEGER PRIMARY KEY AUTOINCREMENT,
-- postgres
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
-- both
  keeper_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- Empty once it is erased, as are blurb and variables.
  title TEXT NOT NULL CHECK (length(title) <= 120),
  blurb TEXT NOT NULL DEFAULT '' CHECK (length(blurb) <= 500),
  visibility TEXT NOT NULL DEFAULT 'private' CHECK (visibility IN ('private', 'members', 'public')),
  writing TEXT NOT NULL DEFAULT 'named' CHECK (writing IN ('named', 'open')),
  canon TEXT NOT NULL DEFAULT 'open' CHECK (canon IN ('open', 'keeper', 'vote')),
  unmet TEXT NOT NULL DEFAULT 'hidden' CHECK (unmet IN ('hidden', 'locked')),
  vote_hours BIGINT NOT NULL DEFAULT 72 CHECK (vote_hours BETWEEN 24 AND 336),
  -- A living canon verse. 0 while the story is being made.
  root_id BIGINT NOT NULL DEFAULT 0,
  -- A JSON list.
  variables TEXT NOT NULL DEFAULT '[]',
  -- Where it comes from: ids alone, which outlive the stories. An original's origin is itself.
  parent_id BIGINT,
  origin_id BIGINT,
  depth BIGINT NOT NULL DEFAULT 0,
  ifid TEXT NOT NULL CHECK (length(ifid) = 36),
  -- Names it in archives.
  uuid TEXT NOT NULL UNIQUE,
  version BIGINT NOT NULL DEFAULT 1,
  -- In the place of the story.
  seq BIGINT NOT NULL,
  -- The highest id of a choice so far.
  choices BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  -- For 30 days it can be brought back.
  deleted_at BIGINT,
  -- Once it can no longer be brought back.
  erased_at BIGINT,
  CHECK ((parent_id IS NULL) = (depth = 0))
);
CREATE INDEX stories_keeper ON stories (keeper_id, id);
CREATE INDEX stories_listed ON stories (id) WHERE visibility <> 'private' AND deleted_at IS NULL;
CREATE INDEX stories_deleted ON stories (deleted_at) WHERE deleted_at IS NOT NULL AND erased_at IS NULL;

-- Who writes besides the keeper.
CREATE TABLE story_writers (
  story_id BIGINT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (story_id, user_id)
);
CREATE INDEX story_writers_user ON story_writers (user_id, story_id);

CREATE TABLE verses (
-- sqlite
  id INTEGER PRIMARY KEY AUTOINCREMENT,
-- postgres
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
-- both
  story_id BIGINT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
  status TEXT NOT NULL DEFAULT 'canon' CHECK (status IN ('canon', 'proposed')),
  -- Title, body and choices are empty once it is erased.
  title TEXT NOT NULL CHECK (length(title) <= 80),
  -- The title in lower case.
  title_key TEXT NOT NULL,
  body TEXT NOT NULL DEFAULT '' CHECK (length(body) <= 8000),
  ending BOOLEAN NOT NULL DEFAULT FALSE,
  -- A JSON list.
  choices TEXT NOT NULL DEFAULT '[]',
  words BIGINT NOT NULL DEFAULT 0,
  -- Title and body in lower case, to be searched.
  folded TEXT NOT NULL DEFAULT '',
  -- The verse of which a fork has a copy: an id alone.
  copied_from BIGINT,
  version BIGINT NOT NULL DEFAULT 1,
  seq BIGINT NOT NULL,
  edited_at BIGINT NOT NULL,
  -- For 30 days it can be brought back.
  deleted_at BIGINT,
  -- Once it can no longer be brought back.
  erased_at BIGINT
);
CREATE UNIQUE INDEX verses_title ON verses (story_id, title_key) WHERE deleted_at IS NULL;
CREATE INDEX verses_story ON verses (story_id, id);
CREATE INDEX verses_seq ON verses (story_id, seq);
CREATE INDEX verses_deleted ON verses (deleted_at) WHERE deleted_at IS NOT NULL AND erased_at IS NULL;

-- Every accepted version, whole.
CREATE TABLE verse_versions (
  verse_id BIGINT NOT NULL REFERENCES verses (id) ON DELETE CASCADE,
  version BIGINT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  ending BOOLEAN NOT NULL,
  choices TEXT NOT NULL,
  words BIGINT NOT NULL,
  note TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 200),
  -- Nil for someone who left.
  author_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (verse_id, version)
);
CREATE INDEX verse_versions_author ON verse_versions (author_id);

-- Who wrote a verse, in the order of their first versions.
CREATE TABLE verse_authors (
  verse_id BIGINT NOT NULL REFERENCES verses (id) ON DELETE CASCADE,
  place BIGINT NOT NULL,
  -- Nil for someone who left.
  user_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
  PRIMARY KEY (verse_id, place)
);
CREATE UNIQUE INDEX verse_authors_user ON verse_authors (user_id, verse_id) WHERE user_id IS NOT NULL;

-- down
DROP TABLE verse_authors;
DROP TABLE verse_versions;
DROP TABLE verses;
DROP TABLE story_writers;
DROP TABLE stories;
