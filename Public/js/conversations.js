// The list of conversations on an open page: each row as the server renders it, the newest message first.

import { localiseMoments } from './clock.js';
import { on } from './connection.js';
import { parse } from './markup.js';

const list = document.getElementById('conversations');
localiseMoments(list);

on('conversation', ({ id, last_at: last, html }) => {
  const old = document.getElementById(`conversation-${id}`);
  if (last === null) return old?.remove();
  const row = parse(html);
  localiseMoments(row);
  const hadFocus = old?.contains(document.activeElement);
  old?.remove();
  const newest = Number(row.dataset.newest);
  const next = [...list.children].find((other) => Number(other.dataset.newest) < newest);
  list.insertBefore(row, next ?? null);
  if (hadFocus) row.querySelector('a').focus();
});
