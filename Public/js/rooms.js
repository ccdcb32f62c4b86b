// The list of the member's rooms on an open page: fetched again, as the server renders it, when it has changed.

import { on } from './connection.js';
import { parse } from './markup.js';
import { paintUnread } from './unread.js';

const list = document.querySelector('.room-list[data-source]');
const here = document.getElementById('history')?.dataset.room;
/** Conversations are rooms that this list never holds: their own event says what has changed. */
const isConversation = here?.startsWith('dm:');
let isFetching = false;
let isStale = false;

const showCurrent = () => document.querySelector('#room-links [aria-current="page"]')?.scrollIntoView({ block: 'nearest' });

export function startRooms() {
  if (!list) return;
  showCurrent();
  on('rooms', ({ rooms }) => {
    if (here && !isConversation && !rooms.some((room) => room.member && room.name === here)) return leave();
    refresh();
  });
  on('unread', () => {
    if (list.dataset.order && !isInOrder()) refresh();
  });
  on('room_removed', ({ room }) => (room === here ? leave() : refresh()));
  let wasDown = false;
  on('down', () => (wasDown = true));
  on('up', () => {
    if (wasDown) refresh();
    wasDown = false;
  });
}

/** The room of this page was removed, or the member was removed from it. */
function leave() {
  location.replace('/rooms');
}

/** With "Unread first", none that is read stands before one that is not. */
function isInOrder() {
  const marks = [...document.querySelectorAll('#room-links li:not(.starred) > a')].map((link) => link.matches('.has-unread'));
  return marks.every((isUnread, index) => !isUnread || marks[index - 1] !== false);
}

async function refresh() {
  isStale = true;
  if (isFetching) return;
  isFetching = true;
  while (isStale) {
    isStale = false;
    const answer = await fetch(list.dataset.source, { headers: { Accept: 'text/html' } }).catch(() => null);
    // What could not be fetched now is fetched when the connection is back.
    if (answer?.ok) show(parse(await answer.text()));
  }
  isFetching = false;
}

function show(fresh) {
  const [links, entries] = fresh.children;
  for (const old of document.querySelectorAll('.room-links')) {
    const copy = links.cloneNode(true);
    copy.id = old.id;
    if (!old.id) copy.removeAttribute('id');
    const held = old.contains(document.activeElement) && document.activeElement.dataset.name;
    old.replaceWith(copy);
    if (held) copy.querySelector(`[data-name="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
  }
  const palette = document.getElementById('palette-list');
  palette.querySelectorAll('[data-kind="room"]').forEach((entry) => entry.remove());
  palette.prepend(...entries.children);
  palette.dispatchEvent(new Event('change'));
  paintUnread();
  showCurrent();
}
