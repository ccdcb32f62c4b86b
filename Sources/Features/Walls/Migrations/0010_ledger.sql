-- up
-- Modules from before there were feeds, in the order they were added. A wall came with its text and its guestbook, in the moment of the account.
INSERT INTO feed_entries (kind, subject, author_id, created_at, is_gone)
  SELECT 1, m.id, m.user_id, m.created_at, m.removed_at IS NOT NULL FROM wall_modules m JOIN users u ON u.id = m.user_id
  WHERE m.kind NOT IN ('guestbook', 'friends') AND (m.kind <> 'text' OR m.created_at <> u.created_at)
  ORDER BY m.created_at, m.id;

-- down
DELETE FROM feed_entries WHERE kind = 1;
