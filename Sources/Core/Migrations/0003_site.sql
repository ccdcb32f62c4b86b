-- up
-- What administrators decide about the site: one row.
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
INSERT INTO site_settings (id, version, name, welcome, rules, contact, newcomer_hours, mode, mode_message, switched_off)
  VALUES (1, 1, 'NeoSpace', '', '', '', 0, 'normal', '', '');
-- down
DROP TABLE site_settings;
