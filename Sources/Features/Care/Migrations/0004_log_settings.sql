-- up
-- Changes of the site's settings in the public log. Each stands after the newest action that there was.
CREATE TABLE log_settings (
-- sqlite
  id INTEGER PRIMARY KEY AUTOINCREMENT,
-- postgres
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
-- both
  after_action BIGINT NOT NULL,
  by_role TEXT NOT NULL CHECK (by_role IN ('admin', 'server')),
  note TEXT NOT NULL CHECK (length(note) BETWEEN 1 AND 200),
  created_at BIGINT NOT NULL
);
CREATE INDEX log_settings_order ON log_settings (after_action, id);
-- down
DROP TABLE log_settings;
