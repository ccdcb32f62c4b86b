-- Every table, as an SQLite file has it. Made of the migrations by SchemaDocsTests.

CREATE TABLE account_deletions (
  user_id BIGINT NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  requested_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL
);

CREATE TABLE actions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  action TEXT NOT NULL CHECK (action IN ('warn', 'remove', 'mute', 'ban')),
  -- To whom; NULL if that was not known.
  user_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
  -- Who did it; NULL for the server.
  by_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
  by_role TEXT NOT NULL CHECK (by_role IN ('moderator', 'admin', 'server')),
  reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 20),
  -- What the member reads.
  message TEXT NOT NULL CHECK (length(message) BETWEEN 1 AND 1000),
  -- What everybody reads.
  log_note TEXT NOT NULL CHECK (length(log_note) <= 200),
  kind TEXT CHECK (length(kind) BETWEEN 1 AND 20),
  -- Names the thing of that kind for ever.
  subject TEXT,
  target_id TEXT,
  case_id BIGINT REFERENCES cases (id) ON DELETE SET NULL,
  minutes BIGINT,
  ends_at BIGINT,
  created_at BIGINT NOT NULL,
  -- A newer one of the same action took its place.
  replaced_at BIGINT,
  -- Its time was over, and the server lifted it.
  ended_at BIGINT,
  undone_at BIGINT,
  undone_by BIGINT REFERENCES users (id) ON DELETE SET NULL,
  undo_message TEXT
, content TEXT);

CREATE TABLE address_changes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  old_email TEXT NOT NULL,
  new_email TEXT NOT NULL,
  stop_digest TEXT NOT NULL,
  requested_at BIGINT NOT NULL,
  -- NULL: not confirmed yet, the old address still counts.
  changed_at BIGINT,
  stop_until BIGINT NOT NULL
);

CREATE TABLE address_confirmations (
  user_id BIGINT NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  token_digest TEXT NOT NULL,
  email TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);

CREATE TABLE appeals (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  action_id BIGINT NOT NULL UNIQUE REFERENCES actions (id) ON DELETE CASCADE,
  user_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
  text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 2000),
  status TEXT NOT NULL CHECK (status IN ('open', 'upheld', 'overturned')),
  answer TEXT CHECK (length(answer) BETWEEN 1 AND 1000),
  decided_by BIGINT REFERENCES users (id) ON DELETE SET NULL,
  created_at BIGINT NOT NULL,
  decided_at BIGINT,
  CHECK ((status = 'open') = (decided_at IS NULL)),
  CHECK ((status = 'open') = (answer IS NULL))
);

CREATE TABLE audit_log (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at BIGINT NOT NULL,
  -- NULL: the server itself, or somebody whose account is gone. The name is as of then.
  actor_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  details TEXT NOT NULL,
  address TEXT NOT NULL
, request_id TEXT NOT NULL DEFAULT '');

CREATE TABLE ban_removals (
  action_id BIGINT NOT NULL REFERENCES actions (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  -- The key of the thing, which never changes.
  subject TEXT NOT NULL,
  -- NULL while it waits for its turn; 0 if it could not be removed.
  removed_at BIGINT,
  PRIMARY KEY (action_id, kind, subject)
) WITHOUT ROWID;

CREATE TABLE ban_sweeps (
  action_id INTEGER PRIMARY KEY REFERENCES actions (id) ON DELETE CASCADE,
  step TEXT NOT NULL CHECK (step IN ('find', 'remove', 'restore')),
  -- What was made before stays.
  since BIGINT NOT NULL
);

CREATE TABLE birthplaces (
  name TEXT PRIMARY KEY
);

CREATE TABLE blocks (
  blocker_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  blocked_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (blocker_id, blocked_id),
  CHECK (blocker_id <> blocked_id)
);

CREATE TABLE card_fetches (
  module_id INTEGER PRIMARY KEY REFERENCES wall_modules (id) ON DELETE CASCADE,
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  url TEXT NOT NULL,
  -- When a node may take it. The node that takes it moves this to when it can no longer be at work: then another may.
  due_at BIGINT NOT NULL,
  -- How often it was taken.
  attempts BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE carried_parts (
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  host TEXT NOT NULL CHECK (length(host) BETWEEN 1 AND 260),
  part TEXT NOT NULL CHECK (length(part) BETWEEN 1 AND 40),
  -- The address of that place, if it is known in full.
  origin TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  -- False while its text comes in.
  is_whole BOOLEAN NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, host, part)
);

CREATE TABLE carried_pieces (
  user_id BIGINT NOT NULL,
  host TEXT NOT NULL,
  part TEXT NOT NULL,
  place BIGINT NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (user_id, host, part, place),
  FOREIGN KEY (user_id, host, part) REFERENCES carried_parts (user_id, host, part) ON DELETE CASCADE
);

CREATE TABLE case_counts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  change BIGINT NOT NULL
);

CREATE TABLE case_files (
  case_id BIGINT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
  -- The id of a file, which may be gone since.
  file TEXT NOT NULL,
  PRIMARY KEY (case_id, file)
) WITHOUT ROWID;

CREATE TABLE case_notes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  case_id BIGINT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
  author_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
  text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 2000),
  created_at BIGINT NOT NULL
);

CREATE TABLE case_snapshots (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  case_id BIGINT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
  digest TEXT NOT NULL,
  taken_at BIGINT NOT NULL,
  -- NULL once it has been erased.
  text TEXT
);

CREATE TABLE cases (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 20),
  -- Names the thing of that kind for ever.
  subject TEXT NOT NULL CHECK (length(subject) BETWEEN 1 AND 100),
  -- What people called it when it was reported last.
  target_id TEXT NOT NULL CHECK (length(target_id) BETWEEN 1 AND 100),
  -- Whose thing it is.
  user_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
  -- One bit for each reason that somebody gave.
  reasons BIGINT NOT NULL,
  report_count BIGINT NOT NULL,
  -- The order of the queue: urgent cases come first, then older ones.
  position BIGINT NOT NULL,
  claimed_by BIGINT REFERENCES users (id) ON DELETE SET NULL,
  -- When who claimed it did something in the case last.
  claimed_at BIGINT,
  outcome TEXT CHECK (outcome IN ('acted', 'dismissed')),
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  closed_at BIGINT
);

CREATE TABLE cat_bonds (
  member_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  cat BIGINT NOT NULL REFERENCES cats (position),
  level BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  PRIMARY KEY (member_id, cat)
);

CREATE TABLE cat_hours (
  hour BIGINT NOT NULL PRIMARY KEY
);

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

CREATE TABLE cat_lines (
  room_id BIGINT NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
  at BIGINT NOT NULL,
  cat BIGINT NOT NULL REFERENCES cats (position),
  PRIMARY KEY (room_id, at)
);

CREATE TABLE cat_memories (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  cat BIGINT NOT NULL REFERENCES cats (position),
  member_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  deed TEXT NOT NULL,
  event TEXT NOT NULL,
  at BIGINT NOT NULL,
  opinion BIGINT NOT NULL,
  -- The cat that told it; NULL for what it noticed itself.
  heard_from BIGINT REFERENCES cats (position)
);

CREATE TABLE cat_pets (
  member_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  cat BIGINT NOT NULL REFERENCES cats (position),
  at BIGINT NOT NULL,
  PRIMARY KEY (member_id, cat)
);

CREATE TABLE cat_settings (
  member_id BIGINT NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  -- A bit for each cat, the lowest for the first.
  muted BIGINT NOT NULL CHECK (muted BETWEEN 0 AND 4095),
  mutes_all BOOLEAN NOT NULL,
  toasts BOOLEAN NOT NULL,
  sounds BOOLEAN NOT NULL,
  mode TEXT NOT NULL CHECK (mode IN ('own', 'cute', 'pirate', 'formal', 'chaotic'))
);

CREATE TABLE cat_toasts (
  member_id BIGINT NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  cat BIGINT NOT NULL REFERENCES cats (position),
  at BIGINT NOT NULL,
  -- The signal as it is sent, while it waits for a socket of the member's.
  signal TEXT
);

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
, user_id BIGINT REFERENCES users (id));

CREATE TABLE conversations (
  room_id INTEGER PRIMARY KEY REFERENCES rooms (id) ON DELETE CASCADE,
  -- The ids of its members in ascending order, with commas between them. NULL once one of them has left: the same people then open a new one.
  people TEXT,
  -- Its members when it was made.
  size BIGINT NOT NULL CHECK (size BETWEEN 2 AND 8),
  -- The key of its messages, wrapped under a master key, and that key's id. NULL once nobody can read the conversation.
  wrapped_key BLOB,
  master_id TEXT CHECK (length(master_id) = 16),
  CHECK ((wrapped_key IS NULL) = (master_id IS NULL))
);

CREATE TABLE desks (
  user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  -- Unread notifications as they were told last, at most 100. What is asked for is counted.
  told BIGINT NOT NULL,
  seq BIGINT NOT NULL
);

CREATE TABLE download_events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  downloaded_at BIGINT NOT NULL,
  ip_address TEXT NOT NULL CHECK (length(ip_address) <= 45)
);

CREATE TABLE download_tokens (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  -- SHA-256 of the token: whoever reads this table downloads nothing.
  token_digest BLOB NOT NULL CHECK (length(token_digest) = 32),
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  key_id BIGINT NOT NULL REFERENCES keys (id) ON DELETE CASCADE,
  created_at BIGINT NOT NULL,
  used BOOLEAN NOT NULL DEFAULT FALSE,
  started_at BIGINT,
  revoked_at BIGINT, file_state TEXT, charged_bytes BIGINT NOT NULL DEFAULT 0, reached_byte BIGINT NOT NULL DEFAULT 0, promised_byte BIGINT NOT NULL DEFAULT 0,
  CHECK (used = (started_at IS NOT NULL))
);

CREATE TABLE feed_entries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  -- See SubjectName.
  kind BIGINT NOT NULL,
  subject BIGINT NOT NULL,
  author_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at BIGINT NOT NULL,
  is_gone BOOLEAN NOT NULL DEFAULT FALSE
);

CREATE TABLE figures (
  -- When the minute began.
  at BIGINT NOT NULL,
  -- Each start of a server is another node.
  node TEXT NOT NULL,
  requests BIGINT NOT NULL,
  errors BIGINT NOT NULL,
  -- Of all nodes together, as every node counts them; NULL in a node's first minute.
  messages BIGINT,
  sockets BIGINT NOT NULL,
  -- Online anywhere, as this node knows it.
  members BIGINT NOT NULL,
  -- The 99th percentile, in microseconds; NULL without a commit.
  commit_us BIGINT,
  memory_bytes BIGINT,
  PRIMARY KEY (at, node)
);

CREATE TABLE follows (
  follower_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  followed_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  requested_at BIGINT NOT NULL,
  -- NULL: the request waits for its answer.
  accepted_at BIGINT,
  -- Where the followed one stands in the follower's Top 8.
  top_place BIGINT CHECK (top_place BETWEEN 1 AND 8),
  PRIMARY KEY (follower_id, followed_id),
  CHECK (follower_id <> followed_id),
  CHECK (top_place IS NULL OR accepted_at IS NOT NULL)
);

CREATE TABLE former_members (
  room_id BIGINT NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  left_at BIGINT NOT NULL,
  -- Set when a moderator put them out: then only moderators invite them.
  barred_at BIGINT,
  invited_at BIGINT,
  invited_by BIGINT REFERENCES users (id) ON DELETE SET NULL,
  PRIMARY KEY (room_id, user_id)
) WITHOUT ROWID;

CREATE TABLE former_usernames (
  username TEXT NOT NULL PRIMARY KEY,
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  kept_until BIGINT NOT NULL
);

CREATE TABLE given_up_addresses (
  address_digest TEXT NOT NULL PRIMARY KEY
);

CREATE TABLE guestbook_entries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  -- Whose wall it stands on.
  owner_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- Null, as the text is, once the entry is deleted.
  author_id BIGINT REFERENCES users (id) ON DELETE CASCADE,
  text TEXT CHECK (length(text) BETWEEN 1 AND 500),
  seq BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  deleted_at BIGINT
, removed_by_staff BOOLEAN NOT NULL DEFAULT FALSE);

CREATE TABLE imported_items (
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  uuid TEXT NOT NULL CHECK (length(uuid) = 36),
  item BIGINT NOT NULL,
  PRIMARY KEY (user_id, kind, uuid)
) WITHOUT ROWID;

CREATE TABLE imports (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- The name of the file in the folder of imports; empty for one that a command reads from elsewhere.
  file TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
  -- What became of each part so far, as JSON.
  parts TEXT NOT NULL,
  -- Where it goes on after an interruption: a part, and how many of its items have been taken.
  part BIGINT NOT NULL DEFAULT 0,
  item BIGINT NOT NULL DEFAULT 0,
  -- Why it failed.
  error TEXT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

CREATE TABLE invites (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  code_digest TEXT NOT NULL,
  created_by BIGINT REFERENCES users (id) ON DELETE SET NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  max_uses BIGINT NOT NULL CHECK (max_uses BETWEEN 1 AND 1000),
  uses BIGINT NOT NULL DEFAULT 0,
  revoked_at BIGINT,
  CHECK (uses <= max_uses)
);

CREATE TABLE keys (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  release_id BIGINT NOT NULL REFERENCES releases (id),
  key_value TEXT NOT NULL CHECK (length(key_value) = 19),
  used BOOLEAN NOT NULL DEFAULT FALSE,
  created_at BIGINT NOT NULL,
  used_at BIGINT,
  -- The address at that time, whatever becomes of the account.
  used_by TEXT CHECK (length(used_by) <= 254),
  used_by_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
  -- When the one download it gives began.
  started_at BIGINT,
  CHECK (used = (used_at IS NOT NULL)),
  CHECK (used OR started_at IS NULL)
);

CREATE TABLE letters (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  -- What is before the `@` of the Message-ID, the same with every try.
  reference TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 20),
  -- As administrators see it: `a…@example.org`.
  recipient TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'failed')),
  -- Address and text, sealed. NULL once it is sent or given up.
  content BLOB,
  tries INTEGER NOT NULL DEFAULT 0,
  -- Why the last try failed.
  error TEXT,
  -- What was said between the two servers, of a test only.
  dialogue TEXT,
  created_at BIGINT NOT NULL,
  -- Of one that is being sent: when another node may try if this one is gone. NULL unless it waits.
  next_try_at BIGINT,
  ended_at BIGINT,
  CHECK ((state = 'waiting') = (next_try_at IS NOT NULL)),
  CHECK ((state = 'waiting') = (ended_at IS NULL)),
  CHECK ((state = 'waiting') = (content IS NOT NULL))
);

CREATE TABLE log_settings (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  after_action BIGINT NOT NULL,
  by_role TEXT NOT NULL CHECK (by_role IN ('admin', 'server')),
  note TEXT NOT NULL CHECK (length(note) BETWEEN 1 AND 200),
  created_at BIGINT NOT NULL
);

CREATE TABLE media (
  -- The order in which they were made.
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  -- A UUID: what the address of a file says about it.
  id TEXT NOT NULL CHECK (length(id) = 36),
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('image', 'audio')),
  -- SHA-256 of the bytes that were uploaded, as hex digits.
  source TEXT NOT NULL CHECK (length(source) = 64),
  -- What the names of its files begin with; never the same for two rows.
  file TEXT NOT NULL CHECK (length(file) = 64),
  -- Of all its files.
  bytes BIGINT NOT NULL CHECK (bytes > 0),
  width BIGINT,
  height BIGINT,
  frames BIGINT,
  milliseconds BIGINT,
  -- 50 numbers from 0 to 1,000 with spaces between them.
  waveform TEXT,
  created_at BIGINT NOT NULL,
  -- Null while something uses it.
  unused_since BIGINT
, has_squares BOOLEAN NOT NULL DEFAULT FALSE, removed_at BIGINT);

CREATE TABLE media_usage (
  user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  bytes BIGINT NOT NULL CHECK (bytes >= 0)
);

CREATE TABLE media_uses (
  media BIGINT NOT NULL REFERENCES media (number) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  -- The id of the thing.
  subject BIGINT NOT NULL,
  -- False while the thing is removed and can be brought back.
  is_living BOOLEAN NOT NULL,
  PRIMARY KEY (kind, subject, media)
);

CREATE TABLE member_words (
  word TEXT NOT NULL,
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  PRIMARY KEY (word, user_id)
) WITHOUT ROWID;

CREATE TABLE "mentions" (
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  room_id BIGINT NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
  message_id BIGINT NOT NULL,
  PRIMARY KEY (user_id, room_id, message_id)
) WITHOUT ROWID;

CREATE TABLE messages (
  id INTEGER PRIMARY KEY,
  room_id BIGINT NOT NULL REFERENCES rooms (id),
  author_id BIGINT NOT NULL REFERENCES users (id),
  -- What the author was called when it was written. A new name is no change of old messages: it has no place in the room's sequence.
  author_name TEXT NOT NULL,
  seq BIGINT NOT NULL,
  -- Both erased when the message is deleted.
  content TEXT,
  html TEXT,
  created_at BIGINT NOT NULL,
  edited_at BIGINT,
  deleted_at BIGINT,
  -- What it answers, and whom: the text of that message is never copied. No reference, so that messages can move to an archive.
  reply_to BIGINT,
  reply_author_id BIGINT, is_notice BOOLEAN NOT NULL DEFAULT FALSE, media TEXT, is_aside BOOLEAN NOT NULL DEFAULT FALSE,
  CHECK ((deleted_at IS NULL) = (content IS NOT NULL)),
  CHECK ((content IS NULL) = (html IS NULL))
);

CREATE TABLE messages_archive (
  id BIGINT PRIMARY KEY,
  room_id BIGINT NOT NULL REFERENCES rooms (id),
  author_id BIGINT NOT NULL REFERENCES users (id),
  author_name TEXT NOT NULL,
  seq BIGINT NOT NULL,
  content TEXT,
  html TEXT,
  created_at BIGINT NOT NULL,
  edited_at BIGINT,
  deleted_at BIGINT,
  reply_to BIGINT,
  reply_author_id BIGINT
, is_notice BOOLEAN NOT NULL DEFAULT FALSE, media TEXT, is_aside BOOLEAN NOT NULL DEFAULT FALSE);

CREATE TABLE meta (
  key TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
);

CREATE TABLE muted_rooms (
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  room_id BIGINT NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
  PRIMARY KEY (user_id, room_id)
);

CREATE TABLE mutes (
  muter_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  muted_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (muter_id, muted_id),
  CHECK (muter_id <> muted_id)
);

CREATE TABLE notice_choices (
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 20),
  in_app BOOLEAN,
  digest BOOLEAN,
  PRIMARY KEY (user_id, kind)
);

CREATE TABLE notice_events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  -- NULL once its member has deleted the notification.
  notice_id BIGINT REFERENCES notices (id) ON DELETE SET NULL,
  -- Who is told.
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 20),
  -- Who did it. NULL for the server and staff.
  actor_id BIGINT REFERENCES users (id) ON DELETE CASCADE,
  -- The thing it is about.
  subject BIGINT NOT NULL,
  last BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  -- 0: it counts. Otherwise the reasons why it does not, added up: 1 its actor is banned, 2 its thing is hidden.
  hidden BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE notices (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 20),
  -- What its events have in common besides the kind; 0 for nothing.
  target BIGINT NOT NULL,
  -- The room in which it is read and may be seen. NULL outside of rooms.
  room BIGINT,
  -- The sequence of the place `me` at which its newest event came.
  last BIGINT NOT NULL,
  -- Of its last change, in the place `me`.
  seq BIGINT NOT NULL,
  -- Of its newest event.
  created_at BIGINT NOT NULL,
  -- Events that are not hidden, and the different members who caused them.
  events BIGINT NOT NULL,
  actors BIGINT NOT NULL,
  -- Written by staff or the server.
  body TEXT,
  read_at BIGINT,
  mailed_at BIGINT,
  deleted_at BIGINT
);

CREATE TABLE pattern_revisions (
  pattern_id BIGINT NOT NULL REFERENCES patterns (id) ON DELETE CASCADE,
  number BIGINT NOT NULL CHECK (number BETWEEN 1 AND 500),
  -- What the pattern was called then.
  title TEXT NOT NULL,
  -- JSON.
  loop TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (pattern_id, number)
);

CREATE TABLE patterns (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  owner_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  title TEXT NOT NULL CHECK (length(title) <= 80),
  visibility TEXT NOT NULL DEFAULT 'private' CHECK (visibility IN ('private', 'members', 'public')),
  version BIGINT NOT NULL DEFAULT 1,
  -- The number of the newest revision.
  revision BIGINT NOT NULL DEFAULT 1,
  -- Where it comes from: ids alone, which outlive the patterns. An original's origin is itself.
  parent_id BIGINT,
  origin_id BIGINT,
  depth BIGINT NOT NULL DEFAULT 0,
  -- In the place of the pattern.
  seq BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  -- For 30 days it can be brought back; then the row is erased.
  deleted_at BIGINT,
  removed_by_staff BOOLEAN NOT NULL DEFAULT FALSE,
  CHECK ((parent_id IS NULL) = (depth = 0))
);

CREATE TABLE pending_upgrades (
  name TEXT NOT NULL PRIMARY KEY
);

CREATE TABLE places (
  kind TEXT NOT NULL,
  number INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  collected INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (kind, number)
) WITHOUT ROWID;

CREATE TABLE preferences (
  user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  digest TEXT NOT NULL DEFAULT 'off' CHECK (digest IN ('off', 'daily', 'weekly')),
  -- When the next digest may be sent.
  digest_due_at BIGINT NOT NULL DEFAULT 0,
  read_receipts BOOLEAN NOT NULL DEFAULT TRUE
);

CREATE TABLE "reactions" (
  id INTEGER PRIMARY KEY,
  message_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  emoji TEXT NOT NULL,
  place BIGINT NOT NULL
);

CREATE TABLE readings (
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  story_id BIGINT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
  -- The ids of the choices, joined by dots.
  path TEXT NOT NULL,
  -- A JSON list.
  bookmarks TEXT NOT NULL,
  -- Counts the changes: of two at once, one is first.
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (user_id, story_id)
);

CREATE TABLE recovery_links (
  token_digest TEXT NOT NULL PRIMARY KEY,
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);

CREATE TABLE release_changes (
  user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  seq BIGINT NOT NULL
);

CREATE TABLE releases (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  created_at BIGINT NOT NULL,
  -- Kept with every change of the keys: counting them would cost more with each.
  keys_total BIGINT NOT NULL DEFAULT 0,
  keys_used BIGINT NOT NULL DEFAULT 0,
  CHECK (keys_used BETWEEN 0 AND keys_total)
);

CREATE TABLE removed_messages (
  message_id INTEGER PRIMARY KEY,
  author_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  content TEXT NOT NULL,
  html TEXT NOT NULL,
  media TEXT,
  removed_at BIGINT NOT NULL
);

CREATE TABLE removed_profiles (
  user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  bio TEXT,
  status_message TEXT,
  status_emoji TEXT,
  now_kind TEXT,
  now_activity TEXT,
  anthem_title TEXT,
  avatar_id TEXT,
  banner_id TEXT,
  voice_intro_id TEXT,
  anthem_id TEXT,
  removed_at BIGINT NOT NULL
);

CREATE TABLE renames (
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  renamed_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, renamed_at)
);

CREATE TABLE replays (
  user_id INTEGER NOT NULL,
  key TEXT NOT NULL,
  digest BLOB NOT NULL,
  answer BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (user_id, key)
) WITHOUT ROWID;

CREATE TABLE reports (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  case_id BIGINT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
  -- NULL once the member has left.
  reporter_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
  reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 20),
  note TEXT NOT NULL CHECK (length(note) <= 1000),
  created_at BIGINT NOT NULL
);

CREATE TABLE review_submissions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  project_link TEXT NOT NULL CHECK (length(project_link) <= 500),
  review_text TEXT NOT NULL CHECK (length(review_text) BETWEEN 10 AND 2000),
  submitted_at BIGINT NOT NULL
);

CREATE TABLE room_cats (
  room_id BIGINT NOT NULL PRIMARY KEY REFERENCES rooms (id) ON DELETE CASCADE,
  is_on BOOLEAN NOT NULL,
  mode TEXT NOT NULL CHECK (mode IN ('own', 'cute', 'pirate', 'formal', 'chaotic')),
  -- A bit for each cat that may speak there.
  cats BIGINT NOT NULL CHECK (cats BETWEEN 1 AND 4095)
);

CREATE TABLE room_members (
  room_id BIGINT NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- The newest message the member has read; it only moves forward.
  last_read_id BIGINT NOT NULL,
  joined_at BIGINT NOT NULL,
  -- When the member last opened the room's page: the way back from `/`.
  opened_at BIGINT NOT NULL, cleared_id BIGINT NOT NULL DEFAULT 0, has_written BOOLEAN NOT NULL DEFAULT FALSE, newest_id BIGINT,
  PRIMARY KEY (room_id, user_id)
) WITHOUT ROWID;

CREATE TABLE rooms (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 2 AND 32),
  topic TEXT NOT NULL DEFAULT '' CHECK (length(topic) <= 200),
  kind TEXT NOT NULL CHECK (kind IN ('public', 'private', 'announcement')),
  created_by BIGINT REFERENCES users (id) ON DELETE SET NULL,
  -- Taken by every change in the room, in the transaction of the change, and written on the message that changed.
  last_seq BIGINT NOT NULL DEFAULT 0,
  archived_at BIGINT
, archived_id BIGINT NOT NULL DEFAULT 0, archived_seq BIGINT NOT NULL DEFAULT 0, is_direct BOOLEAN NOT NULL DEFAULT FALSE, restorable_until BIGINT);

CREATE TABLE schema_migrations (position BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE, checksum TEXT NOT NULL);

CREATE TABLE script_authors (
  script_id BIGINT NOT NULL,
  number BIGINT NOT NULL,
  place BIGINT NOT NULL,
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  PRIMARY KEY (script_id, number, place),
  FOREIGN KEY (script_id, number) REFERENCES script_revisions (script_id, number) ON DELETE CASCADE
);

CREATE TABLE script_contributors (
  script_id BIGINT NOT NULL REFERENCES scripts (id) ON DELETE CASCADE,
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  place BIGINT NOT NULL,
  PRIMARY KEY (script_id, user_id)
);

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
, pen_left_at BIGINT, pen_session TEXT);

CREATE TABLE script_hands (
  script_id BIGINT NOT NULL REFERENCES scripts (id) ON DELETE CASCADE,
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (script_id, user_id)
);

CREATE TABLE script_history (
  script_id BIGINT NOT NULL REFERENCES scripts (id) ON DELETE CASCADE,
  version BIGINT NOT NULL,
  code TEXT NOT NULL,
  lines BIGINT NOT NULL,
  saved_at BIGINT NOT NULL,
  saved_by BIGINT REFERENCES users (id) ON DELETE SET NULL,
  PRIMARY KEY (script_id, version)
);

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

CREATE TABLE script_proposals (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  script_id BIGINT NOT NULL REFERENCES scripts (id) ON DELETE CASCADE,
  from_id BIGINT NOT NULL REFERENCES scripts (id) ON DELETE CASCADE,
  from_number BIGINT NOT NULL,
  -- The revision that was forked: what the changes are counted from.
  base_number BIGINT NOT NULL,
  by_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  text TEXT NOT NULL CHECK (length(text) <= 500),
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'accepted', 'declined', 'withdrawn')),
  reason TEXT NOT NULL DEFAULT '' CHECK (length(reason) <= 500),
  created_at BIGINT NOT NULL,
  decided_at BIGINT
);

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

CREATE TABLE script_tags (
  tag TEXT NOT NULL,
  script_id BIGINT NOT NULL REFERENCES scripts (id) ON DELETE CASCADE,
  PRIMARY KEY (tag, script_id)
) WITHOUT ROWID;

CREATE TABLE script_watchers (
  script_id BIGINT NOT NULL REFERENCES scripts (id) ON DELETE CASCADE,
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  node TEXT NOT NULL,
  seen_at BIGINT NOT NULL,
  PRIMARY KEY (script_id, user_id, node)
);

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

CREATE VIRTUAL TABLE search_documents USING fts5 (
  terms, kind UNINDEXED, subject UNINDEXED, author_id UNINDEXED, tokenize = 'ascii', prefix = '2', columnsize = 0
);

CREATE TABLE search_progress (
  kind TEXT PRIMARY KEY,
  missing_below BIGINT NOT NULL
);

CREATE TABLE sessions (
  id TEXT NOT NULL PRIMARY KEY,
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  revoked_at BIGINT,
  revoked_for TEXT,
  user_agent TEXT NOT NULL,
  address TEXT NOT NULL
);

CREATE TABLE setup_links (
  token_digest TEXT NOT NULL PRIMARY KEY,
  created_at BIGINT NOT NULL
);

CREATE TABLE sign_in_attempts (
  login_digest TEXT NOT NULL PRIMARY KEY,
  attempts BIGINT NOT NULL,
  last_at BIGINT NOT NULL
);

CREATE TABLE site_settings (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  version BIGINT NOT NULL,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 50),
  welcome TEXT NOT NULL CHECK (length(welcome) <= 500),
  rules TEXT NOT NULL CHECK (length(rules) <= 10000),
  contact TEXT NOT NULL CHECK (length(contact) <= 254),
  -- NULL until it is set: then the configuration decides.
  sign_up TEXT CHECK (sign_up IN ('open', 'invite', 'closed')),
  newcomer_hours BIGINT NOT NULL CHECK (newcomer_hours BETWEEN 0 AND 168),
  mode TEXT NOT NULL CHECK (mode IN ('normal', 'read_only', 'maintenance')),
  mode_message TEXT NOT NULL CHECK (length(mode_message) <= 200),
  -- Names with commas between them.
  switched_off TEXT NOT NULL
);

CREATE TABLE starred_rooms (
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  room_id BIGINT NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
  PRIMARY KEY (user_id, room_id)
);

CREATE TABLE stickers (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  -- Whose wall it is on.
  owner_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- Null, as the content is, once it is deleted for good.
  placed_by BIGINT REFERENCES users (id) ON DELETE CASCADE,
  -- A word of the program's: kinds come with features.
  kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 20),
  -- The name of a drawing, or a text.
  content TEXT CHECK (length(content) BETWEEN 1 AND 64),
  -- Its centre on the board, in hundredths of a percent; tenths of a degree; hundredths.
  x BIGINT NOT NULL CHECK (x BETWEEN 0 AND 10000),
  y BIGINT NOT NULL CHECK (y BETWEEN 0 AND 10000),
  rotation BIGINT NOT NULL CHECK (rotation BETWEEN -1800 AND 1800),
  scale BIGINT NOT NULL CHECK (scale BETWEEN 20 AND 500),
  -- What lies higher hides what lies lower.
  z BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  deleted_at BIGINT,
  -- What staff removed is shown nowhere, and kept for 30 days for staff to bring back.
  removed_by_staff BOOLEAN NOT NULL DEFAULT FALSE
, media TEXT NOT NULL DEFAULT '[]');

CREATE TABLE stories (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
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
  erased_at BIGINT, staff_removal TEXT NOT NULL DEFAULT 'no' CHECK (staff_removal IN ('no', 'staff', 'both')),
  CHECK ((parent_id IS NULL) = (depth = 0))
);

CREATE TABLE story_writers (
  story_id BIGINT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (story_id, user_id)
);

CREATE TABLE task_counts (
  user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  pending BIGINT NOT NULL CHECK (pending >= 0),
  completed BIGINT NOT NULL CHECK (completed >= 0)
);

CREATE TABLE tasks (
  -- An id once given is never given again: a link to a task that is gone must not lead to another.
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  description TEXT CHECK (length(description) <= 1000),
  completed BOOLEAN NOT NULL DEFAULT FALSE,
  created_at BIGINT NOT NULL,
  -- Grows by a millisecond at least with every change, so that it tells any two states of a task apart.
  updated_at BIGINT NOT NULL,
  -- Deleted tasks are in no list; they can be brought back until they are purged.
  deleted_at BIGINT
, seq BIGINT NOT NULL DEFAULT 0);

CREATE TABLE user_permissions (
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  permission TEXT NOT NULL,
  effect TEXT NOT NULL CHECK (effect IN ('grant', 'deny')),
  ends_at BIGINT,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, permission, effect)
);

CREATE TABLE users (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uuid TEXT NOT NULL,
  username TEXT NOT NULL CHECK (length(username) BETWEEN 2 AND 20),
  email TEXT NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  password_hash TEXT NOT NULL,
  role TEXT NOT NULL DEFAULT 'member' CHECK (role IN ('member', 'moderator', 'admin')),
  color INTEGER NOT NULL CHECK (color BETWEEN 0 AND 7),
  github_id TEXT CHECK (length(github_id) BETWEEN 1 AND 100),
  has_downloaded BOOLEAN NOT NULL DEFAULT FALSE,
  terms_agreed_at BIGINT,
  is_bot BOOLEAN NOT NULL DEFAULT FALSE,
  banned_at BIGINT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
, left_at BIGINT, email_confirmed_at BIGINT, visibility TEXT NOT NULL DEFAULT 'members' CHECK (visibility IN ('public', 'members', 'followers', 'private')), show_online BOOLEAN NOT NULL DEFAULT TRUE, dm_policy TEXT NOT NULL DEFAULT 'everyone' CHECK (dm_policy IN ('everyone', 'mutuals', 'nobody')), is_invited BOOLEAN NOT NULL DEFAULT FALSE, picture TEXT);

CREATE TABLE verse_authors (
  verse_id BIGINT NOT NULL REFERENCES verses (id) ON DELETE CASCADE,
  place BIGINT NOT NULL,
  -- Nil for someone who left.
  user_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
  PRIMARY KEY (verse_id, place)
);

CREATE TABLE verse_entries (
  story_id BIGINT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
  author_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  day BIGINT NOT NULL,
  verse_id BIGINT NOT NULL,
  PRIMARY KEY (story_id, author_id, day)
);

CREATE TABLE verse_lease_sockets (
  verse_id BIGINT NOT NULL REFERENCES verse_leases (verse_id) ON DELETE CASCADE,
  socket TEXT NOT NULL,
  PRIMARY KEY (verse_id, socket)
);

CREATE TABLE verse_leases (
  verse_id BIGINT NOT NULL PRIMARY KEY REFERENCES verses (id) ON DELETE CASCADE,
  story_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- Of the first claim, or of the last save since then.
  since BIGINT NOT NULL,
  until BIGINT NOT NULL
);

CREATE TABLE verse_proposals (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  story_id BIGINT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
  -- The verse that is to lead to it, and the choice that will.
  from_id BIGINT NOT NULL,
  choice_id BIGINT NOT NULL,
  -- Label and note are erased 30 days after it was declined or withdrawn.
  label TEXT NOT NULL CHECK (length(label) <= 120),
  note TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 500),
  -- NULL for someone who left.
  author_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
  status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'passed', 'accepted', 'declined', 'withdrawn')),
  reason TEXT NOT NULL DEFAULT '' CHECK (length(reason) <= 500),
  -- NULL unless there is a vote.
  closes_at BIGINT,
  -- How many there were when the vote opened.
  voters BIGINT NOT NULL DEFAULT 0,
  seq BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  closed_at BIGINT
);

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
  created_at BIGINT NOT NULL, pattern_id BIGINT, pattern_revision BIGINT, voice TEXT CHECK (length(voice) = 36),
  PRIMARY KEY (verse_id, version)
);

CREATE TABLE verse_votes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  proposal_id BIGINT NOT NULL REFERENCES verse_proposals (id) ON DELETE CASCADE,
  -- NULL for someone who left after the vote closed.
  user_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
  -- NULL until they vote.
  yes BOOLEAN
);

CREATE TABLE verses (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
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
, proposal_id BIGINT, staff_removal TEXT NOT NULL DEFAULT 'no' CHECK (staff_removal IN ('no', 'staff', 'both')), created_at BIGINT NOT NULL DEFAULT 0, pattern_id BIGINT, pattern_revision BIGINT, voice TEXT CHECK (length(voice) = 36));

CREATE TABLE wall_modules (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- A word of the program's: kinds come with features.
  kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 20),
  -- A JSON object, as the kind has it.
  content TEXT NOT NULL,
  paint TEXT NOT NULL DEFAULT 'none' CHECK (paint IN ('none', 'acid', 'pink', 'sky', 'orange', 'yellow')),
  wide BOOLEAN NOT NULL DEFAULT FALSE,
  -- Modules stand in ascending byte order of it. A removed one keeps its place, to come back to.
  position TEXT NOT NULL CHECK (length(position) BETWEEN 1 AND 48),
  seq BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  -- Removed modules are on no wall. For 30 days they can be brought back, by their owner unless staff removed them.
  removed_at BIGINT,
  removed_by_staff BOOLEAN NOT NULL DEFAULT FALSE
, media TEXT NOT NULL DEFAULT '[]', card TEXT);

CREATE TABLE walls (
  user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  bio TEXT CHECK (length(bio) BETWEEN 1 AND 160),
  status_message TEXT CHECK (length(status_message) BETWEEN 1 AND 100),
  status_emoji TEXT,
  now_kind TEXT CHECK (now_kind IN ('thinking', 'listening', 'working', 'playing', 'reading', 'watching')),
  now_activity TEXT CHECK (length(now_activity) BETWEEN 1 AND 50),
  theme TEXT NOT NULL DEFAULT 'default' CHECK (theme IN ('default', 'dark', 'retro', 'hacker', 'zen')),
  accent TEXT CHECK (length(accent) = 7),
  stickers TEXT NOT NULL DEFAULT 'everyone' CHECK (stickers IN ('everyone', 'followers', 'nobody')),
  seq BIGINT NOT NULL, avatar_id TEXT, banner_id TEXT, voice_intro_id TEXT, anthem_id TEXT, anthem_title TEXT CHECK (length(anthem_title) BETWEEN 1 AND 100), media TEXT NOT NULL DEFAULT '[]', hides_first_steps BOOLEAN NOT NULL DEFAULT FALSE,
  CHECK ((now_kind IS NULL) = (now_activity IS NULL))
);

CREATE TABLE writers (
  user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX account_deletions_due ON account_deletions (due_at);

CREATE INDEX actions_action ON actions (action, id);

CREATE INDEX actions_case ON actions (case_id) WHERE case_id IS NOT NULL;

CREATE INDEX actions_ending ON actions (ends_at)
  WHERE action IN ('mute', 'ban') AND undone_at IS NULL AND replaced_at IS NULL AND ended_at IS NULL;

CREATE INDEX actions_member ON actions (user_id, id);

CREATE UNIQUE INDEX actions_removal ON actions (kind, subject) WHERE action = 'remove' AND undone_at IS NULL AND replaced_at IS NULL;

CREATE UNIQUE INDEX actions_standing ON actions (user_id, action)
  WHERE action IN ('mute', 'ban') AND undone_at IS NULL AND replaced_at IS NULL AND ended_at IS NULL;

CREATE INDEX actions_user ON actions (user_id, action, id);

CREATE INDEX address_changes_end ON address_changes (stop_until);

CREATE INDEX address_changes_old ON address_changes (old_email);

CREATE UNIQUE INDEX address_changes_stop ON address_changes (stop_digest);

CREATE INDEX address_changes_user ON address_changes (user_id, id);

CREATE UNIQUE INDEX address_confirmations_token ON address_confirmations (token_digest);

CREATE INDEX appeals_closed ON appeals (id) WHERE status <> 'open';

CREATE INDEX appeals_decider ON appeals (decided_by) WHERE decided_by IS NOT NULL;

CREATE INDEX appeals_open ON appeals (id) WHERE status = 'open';

CREATE INDEX appeals_user ON appeals (user_id) WHERE user_id IS NOT NULL;

CREATE INDEX audit_log_action ON audit_log (action, id);

CREATE INDEX audit_log_actor ON audit_log (actor_id);

CREATE INDEX audit_log_actor_name ON audit_log (actor, id);

CREATE INDEX audit_log_addresses ON audit_log (at) WHERE address <> '';

CREATE INDEX audit_log_subject ON audit_log (subject, id);

CREATE INDEX ban_removals_age ON ban_removals (removed_at) WHERE removed_at > 0;

CREATE INDEX blocks_blocked ON blocks (blocked_id, blocker_id);

CREATE INDEX blocks_list ON blocks (blocker_id, created_at, blocked_id);

CREATE INDEX card_fetches_due ON card_fetches (due_at);

CREATE INDEX card_fetches_user ON card_fetches (user_id);

CREATE INDEX case_notes_author ON case_notes (author_id) WHERE author_id IS NOT NULL;

CREATE INDEX case_notes_case ON case_notes (case_id, id);

CREATE INDEX case_snapshots_kept ON case_snapshots (case_id) WHERE text IS NOT NULL;

CREATE UNIQUE INDEX case_snapshots_once ON case_snapshots (case_id, digest);

CREATE INDEX cases_claimed ON cases (claimed_by, position) WHERE closed_at IS NULL;

CREATE INDEX cases_closed ON cases (closed_at, id) WHERE closed_at IS NOT NULL;

CREATE UNIQUE INDEX cases_open ON cases (kind, subject) WHERE closed_at IS NULL;

CREATE INDEX cases_queue ON cases (position) WHERE closed_at IS NULL;

CREATE INDEX cases_user ON cases (user_id, closed_at, report_count);

CREATE INDEX cat_ledger_age ON cat_ledger (at);

CREATE INDEX cat_ledger_deed ON cat_ledger (cat, deed, n);

CREATE UNIQUE INDEX cat_ledger_event ON cat_ledger (event, cat);

CREATE INDEX cat_ledger_member ON cat_ledger (member_id, cat, n) WHERE member_id IS NOT NULL;

CREATE INDEX cat_ledger_time ON cat_ledger (cat, at, n);

CREATE INDEX cat_lines_age ON cat_lines (at);

CREATE INDEX cat_memories_age ON cat_memories (at);

CREATE UNIQUE INDEX cat_memories_event ON cat_memories (member_id, cat, event);

CREATE INDEX cat_toasts_waiting ON cat_toasts (at) WHERE signal IS NOT NULL;

CREATE UNIQUE INDEX cats_name ON cats (name);

CREATE INDEX conversations_master ON conversations (master_id, room_id);

CREATE UNIQUE INDEX conversations_people ON conversations (people);

CREATE INDEX download_events_user ON download_events (user_id, downloaded_at);

CREATE INDEX download_tokens_age ON download_tokens (created_at);

CREATE UNIQUE INDEX download_tokens_digest ON download_tokens (token_digest);

CREATE INDEX download_tokens_key ON download_tokens (key_id);

CREATE INDEX download_tokens_user ON download_tokens (user_id);

CREATE INDEX feed_entries_author ON feed_entries (author_id, is_gone, created_at, id);

CREATE INDEX feed_entries_kind ON feed_entries (author_id, kind, is_gone, created_at, id);

CREATE INDEX feed_entries_newest ON feed_entries (is_gone, created_at, id);

CREATE UNIQUE INDEX feed_entries_subject ON feed_entries (kind, subject);

CREATE INDEX follows_followers ON follows (followed_id, accepted_at, follower_id) WHERE accepted_at IS NOT NULL;

CREATE INDEX follows_following ON follows (follower_id, accepted_at, followed_id) WHERE accepted_at IS NOT NULL;

CREATE INDEX follows_requested ON follows (follower_id, requested_at, followed_id) WHERE accepted_at IS NULL;

CREATE INDEX follows_requests ON follows (followed_id, requested_at, follower_id) WHERE accepted_at IS NULL;

CREATE INDEX follows_top ON follows (follower_id, top_place) WHERE top_place IS NOT NULL;

CREATE INDEX former_members_inviter ON former_members (invited_by);

CREATE INDEX former_members_user ON former_members (user_id, invited_at);

CREATE INDEX former_usernames_user ON former_usernames (user_id);

CREATE INDEX guestbook_entries_author ON guestbook_entries (author_id) WHERE author_id IS NOT NULL;

CREATE INDEX guestbook_entries_deleted ON guestbook_entries (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX guestbook_entries_living ON guestbook_entries (owner_id, id) WHERE deleted_at IS NULL;

CREATE INDEX guestbook_entries_seq ON guestbook_entries (owner_id, seq);

CREATE INDEX imported_items_item ON imported_items (kind, item);

CREATE UNIQUE INDEX imports_unfinished ON imports (user_id) WHERE state IN ('waiting', 'running');

CREATE INDEX imports_user ON imports (user_id, id);

CREATE UNIQUE INDEX invites_code ON invites (code_digest);

CREATE INDEX invites_creator ON invites (created_by);

CREATE INDEX keys_by_state ON keys (release_id, used, id);

CREATE INDEX keys_newest ON keys (release_id, id);

CREATE INDEX keys_used_by ON keys (used_by_id);

CREATE UNIQUE INDEX keys_value ON keys (key_value);

CREATE INDEX keys_waiting ON keys (used_by_id, used_at, id) WHERE used AND started_at IS NULL;

CREATE INDEX letters_ended ON letters (state, ended_at);

CREATE INDEX letters_errors ON letters (id) WHERE error IS NOT NULL;

CREATE INDEX letters_waiting ON letters (next_try_at, id) WHERE state = 'waiting';

CREATE INDEX log_settings_order ON log_settings (after_action, id);

CREATE UNIQUE INDEX media_file ON media (file);

CREATE UNIQUE INDEX media_id ON media (id);

CREATE INDEX media_newest ON media (user_id, number);

CREATE INDEX media_newest_of_kind ON media (user_id, kind, number);

CREATE INDEX media_removed ON media (removed_at) WHERE removed_at IS NOT NULL;

CREATE UNIQUE INDEX media_source ON media (user_id, source);

CREATE INDEX media_unused ON media (unused_since) WHERE unused_since IS NOT NULL;

CREATE INDEX media_uses_media ON media_uses (media);

CREATE INDEX member_words_user ON member_words (user_id);

CREATE INDEX mentions_message ON mentions (message_id);

CREATE INDEX messages_media ON messages (room_id) WHERE media IS NOT NULL;

CREATE INDEX messages_room_id ON messages (room_id, id, author_id, deleted_at, is_aside);

CREATE UNIQUE INDEX messages_room_seq ON messages (room_id, seq);

CREATE INDEX messages_archive_author ON messages_archive (author_id);

CREATE INDEX messages_archive_media ON messages_archive (room_id) WHERE media IS NOT NULL;

CREATE INDEX messages_archive_room_id ON messages_archive (room_id, id, author_id, deleted_at, is_aside);

CREATE UNIQUE INDEX messages_archive_room_seq ON messages_archive (room_id, seq);

CREATE INDEX mutes_list ON mutes (muter_id, created_at, muted_id);

CREATE INDEX mutes_muted ON mutes (muted_id);

CREATE INDEX notice_events_actor ON notice_events (actor_id, user_id, notice_id);

CREATE UNIQUE INDEX notice_events_cause ON notice_events (kind, subject, user_id, COALESCE(actor_id, 0));

CREATE INDEX notice_events_newest ON notice_events (notice_id, last);

CREATE INDEX notice_events_user ON notice_events (user_id, kind);

CREATE INDEX notices_deleted ON notices (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE UNIQUE INDEX notices_group ON notices (user_id, kind, target) WHERE read_at IS NULL AND deleted_at IS NULL;

CREATE INDEX notices_list ON notices (user_id, last) WHERE deleted_at IS NULL;

CREATE INDEX notices_room ON notices (room, user_id) WHERE room IS NOT NULL;

CREATE INDEX notices_seq ON notices (user_id, seq);

CREATE INDEX notices_target ON notices (kind, target, user_id);

CREATE INDEX notices_unread ON notices (user_id, read_at, last) WHERE read_at IS NULL AND deleted_at IS NULL;

CREATE INDEX patterns_deleted ON patterns (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX patterns_listed ON patterns (id) WHERE visibility <> 'private' AND deleted_at IS NULL;

CREATE INDEX patterns_owner ON patterns (owner_id, id);

CREATE INDEX preferences_digest ON preferences (digest_due_at) WHERE digest <> 'off';

CREATE UNIQUE INDEX reactions_once ON reactions (message_id, emoji, user_id);

CREATE INDEX reactions_user ON reactions (user_id);

CREATE INDEX readings_story ON readings (story_id, user_id);

CREATE INDEX recovery_links_user ON recovery_links (user_id);

CREATE INDEX removed_messages_age ON removed_messages (removed_at);

CREATE INDEX removed_messages_author ON removed_messages (author_id);

CREATE INDEX removed_profiles_age ON removed_profiles (removed_at);

CREATE INDEX replays_by_age ON replays (created_at);

CREATE UNIQUE INDEX reports_once ON reports (case_id, reporter_id);

CREATE INDEX reports_reporter ON reports (reporter_id, id);

CREATE UNIQUE INDEX review_submissions_user ON review_submissions (user_id);

CREATE INDEX room_cats_on ON room_cats (room_id) WHERE is_on;

CREATE INDEX room_members_newest ON room_members (user_id, newest_id, cleared_id);

CREATE INDEX room_members_user ON room_members (user_id, opened_at);

CREATE INDEX rooms_creator ON rooms (created_by);

CREATE INDEX rooms_directory ON rooms (name) WHERE archived_at IS NULL AND kind <> 'private';

CREATE UNIQUE INDEX rooms_name ON rooms (name);

CREATE INDEX rooms_restorable ON rooms (restorable_until) WHERE restorable_until IS NOT NULL;

CREATE INDEX script_authors_user ON script_authors (user_id);

CREATE INDEX script_contributors_user ON script_contributors (user_id);

CREATE INDEX script_drafts_pen ON script_drafts (pen_until) WHERE pen_until IS NOT NULL;

CREATE INDEX script_drafts_pen_user ON script_drafts (pen_user) WHERE pen_user IS NOT NULL;

CREATE INDEX script_drafts_saved_by ON script_drafts (saved_by);

CREATE INDEX script_hands_user ON script_hands (user_id);

CREATE INDEX script_history_saved_at ON script_history (saved_at);

CREATE INDEX script_history_saved_by ON script_history (saved_by);

CREATE INDEX script_lineage_forks ON script_lineage (parent_id, created_at, script_id) WHERE parent_id IS NOT NULL;

CREATE INDEX script_proposals_by ON script_proposals (by_id);

CREATE INDEX script_proposals_from ON script_proposals (from_id, from_number);

CREATE UNIQUE INDEX script_proposals_open ON script_proposals (from_id) WHERE state = 'open';

CREATE INDEX script_proposals_script ON script_proposals (script_id, id);

CREATE INDEX script_revisions_disabled ON script_revisions (disabled_at) WHERE disabled_at IS NOT NULL AND withdrawn_at IS NULL;

CREATE INDEX script_revisions_disabled_by ON script_revisions (disabled_by) WHERE disabled_by IS NOT NULL;

CREATE INDEX script_revisions_seq ON script_revisions (script_id, seq);

CREATE INDEX script_tags_script ON script_tags (script_id);

CREATE INDEX script_watchers_node ON script_watchers (node);

CREATE INDEX script_watchers_seen ON script_watchers (seen_at);

CREATE INDEX script_watchers_user ON script_watchers (user_id);

CREATE INDEX scripts_by_chance_0 ON scripts ((id % 1000003), id) WHERE visibility = 'public' AND newest IS NOT NULL AND deleted_at IS NULL;

CREATE INDEX scripts_by_chance_1 ON scripts ((id % 1000033), id) WHERE visibility = 'public' AND newest IS NOT NULL AND deleted_at IS NULL;

CREATE INDEX scripts_by_chance_2 ON scripts ((id % 1000037), id) WHERE visibility = 'public' AND newest IS NOT NULL AND deleted_at IS NULL;

CREATE INDEX scripts_by_owner ON scripts (owner_id, published_at, id)
  WHERE visibility = 'public' AND newest IS NOT NULL AND deleted_at IS NULL;

CREATE INDEX scripts_by_owner_title ON scripts (owner_id, title_key, id)
  WHERE visibility = 'public' AND newest IS NOT NULL AND deleted_at IS NULL;

CREATE INDEX scripts_by_runtime ON scripts (runtime, published_at, id) WHERE visibility = 'public' AND newest IS NOT NULL AND deleted_at IS NULL;

CREATE INDEX scripts_by_time ON scripts (published_at, id) WHERE visibility = 'public' AND newest IS NOT NULL AND deleted_at IS NULL;

CREATE INDEX scripts_by_title ON scripts (title_key, id) WHERE visibility = 'public' AND newest IS NOT NULL AND deleted_at IS NULL;

CREATE INDEX scripts_deleted ON scripts (deleted_at) WHERE deleted_at IS NOT NULL AND erased_at IS NULL;

CREATE INDEX scripts_own_deleted ON scripts (owner_id, deleted_at, id) WHERE deleted_at IS NOT NULL AND erased_at IS NULL;

CREATE INDEX scripts_owner ON scripts (owner_id, saved_at, id);

CREATE INDEX sessions_address ON sessions (address, last_seen_at);

CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE INDEX sessions_user ON sessions (user_id, created_at);

CREATE INDEX sign_in_attempts_age ON sign_in_attempts (last_at);

CREATE INDEX stickers_deleted ON stickers (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX stickers_living ON stickers (owner_id, z, id) WHERE deleted_at IS NULL;

CREATE INDEX stickers_placed_by ON stickers (placed_by) WHERE placed_by IS NOT NULL;

CREATE INDEX stickers_seq ON stickers (owner_id, seq);

CREATE INDEX stories_deleted ON stories (deleted_at) WHERE deleted_at IS NOT NULL AND erased_at IS NULL;

CREATE INDEX stories_keeper ON stories (keeper_id, id);

CREATE INDEX stories_listed ON stories (id) WHERE visibility <> 'private' AND deleted_at IS NULL;

CREATE INDEX story_writers_user ON story_writers (user_id, story_id);

CREATE INDEX tasks_by_seq ON tasks (user_id, seq);

CREATE INDEX tasks_by_state ON tasks (user_id, deleted_at, completed);

CREATE INDEX tasks_deleted ON tasks (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX tasks_newest ON tasks (user_id, deleted_at);

CREATE INDEX user_permissions_grants ON user_permissions (permission, user_id) WHERE effect = 'grant';

CREATE INDEX users_banned ON users (id) WHERE banned_at IS NOT NULL;

CREATE UNIQUE INDEX users_email ON users (lower(email));

CREATE INDEX users_new ON users (created_at, id);

CREATE INDEX users_staff ON users (role) WHERE role <> 'member';

CREATE UNIQUE INDEX users_username ON users (lower(username));

CREATE UNIQUE INDEX users_uuid ON users (uuid);

CREATE UNIQUE INDEX verse_authors_user ON verse_authors (user_id, verse_id) WHERE user_id IS NOT NULL;

CREATE INDEX verse_entries_author ON verse_entries (author_id);

CREATE INDEX verse_entries_verse ON verse_entries (verse_id);

CREATE INDEX verse_lease_sockets_socket ON verse_lease_sockets (socket, verse_id);

CREATE INDEX verse_leases_story ON verse_leases (story_id);

CREATE INDEX verse_leases_user ON verse_leases (user_id);

CREATE INDEX verse_proposals_author ON verse_proposals (author_id, story_id);

CREATE INDEX verse_proposals_due ON verse_proposals (closes_at) WHERE status = 'open' AND closes_at IS NOT NULL;

CREATE INDEX verse_proposals_seq ON verse_proposals (story_id, seq);

CREATE INDEX verse_proposals_status ON verse_proposals (story_id, status, id);

CREATE INDEX verse_proposals_story ON verse_proposals (story_id, id);

CREATE INDEX verse_versions_author ON verse_versions (author_id);

CREATE UNIQUE INDEX verse_votes_member ON verse_votes (proposal_id, user_id);

CREATE INDEX verse_votes_missing ON verse_votes (proposal_id) WHERE yes IS NULL;

CREATE INDEX verse_votes_user ON verse_votes (user_id);

CREATE INDEX verses_deleted ON verses (deleted_at) WHERE deleted_at IS NOT NULL AND erased_at IS NULL;

CREATE INDEX verses_living ON verses (story_id, id) WHERE deleted_at IS NULL;

CREATE INDEX verses_proposal ON verses (proposal_id, id) WHERE proposal_id IS NOT NULL;

CREATE INDEX verses_seq ON verses (story_id, seq);

CREATE INDEX verses_story ON verses (story_id, id);

CREATE UNIQUE INDEX verses_title ON verses (story_id, title_key) WHERE deleted_at IS NULL;

CREATE INDEX verses_voice ON verses (story_id) WHERE voice IS NOT NULL;

CREATE UNIQUE INDEX wall_modules_friends ON wall_modules (user_id) WHERE kind = 'friends' AND removed_at IS NULL;

CREATE UNIQUE INDEX wall_modules_guestbook ON wall_modules (user_id) WHERE kind = 'guestbook' AND removed_at IS NULL;

CREATE INDEX wall_modules_living ON wall_modules (user_id, position) WHERE removed_at IS NULL;

CREATE INDEX wall_modules_order ON wall_modules (user_id, position);

CREATE INDEX wall_modules_own_removed ON wall_modules (user_id, removed_at) WHERE removed_at IS NOT NULL;

CREATE INDEX wall_modules_removed ON wall_modules (removed_at) WHERE removed_at IS NOT NULL;

CREATE INDEX wall_modules_seq ON wall_modules (user_id, seq);

CREATE TRIGGER cat_ledger_keeps BEFORE DELETE ON cat_ledger
WHEN OLD.n = (SELECT n FROM cats WHERE position = OLD.cat)
BEGIN SELECT RAISE(ABORT, 'a cat keeps its newest row'); END;

CREATE TRIGGER cat_ledger_stands BEFORE UPDATE ON cat_ledger
WHEN NEW.member_id IS NOT NULL OR NEW.cat <> OLD.cat OR NEW.n <> OLD.n OR NEW.at <> OLD.at OR NEW.deed <> OLD.deed OR NEW.event <> OLD.event
  OR NEW.gain <> OLD.gain OR NEW.habit <> OLD.habit OR NEW.effect_p <> OLD.effect_p OR NEW.effect_a <> OLD.effect_a
  OR NEW.effect_d <> OLD.effect_d OR NEW.after_p <> OLD.after_p OR NEW.after_a <> OLD.after_a OR NEW.after_d <> OLD.after_d
  OR NEW.label <> OLD.label
BEGIN SELECT RAISE(ABORT, 'rows of cat_ledger are never changed'); END;

CREATE TRIGGER script_revisions_never_change BEFORE UPDATE ON script_revisions
WHEN NEW.script_id <> OLD.script_id OR NEW.number <> OLD.number OR NEW.created_at <> OLD.created_at
  OR (NEW.withdrawn_at IS NULL AND (NEW.code <> OLD.code OR NEW.sha256 <> OLD.sha256 OR NEW.title <> OLD.title OR NEW.note <> OLD.note
    OR NEW.alt <> OLD.alt OR NEW.bytes <> OLD.bytes OR NEW.lines <> OLD.lines))
  OR (NEW.withdrawn_at IS NOT NULL AND NEW.code || NEW.sha256 || NEW.note || NEW.alt <> '')
  OR (OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'A revision never changes');
END;
