// Unread numbers beside the rooms.

import { on } from './connection.js';

/** By room. A list of rooms that is fetched meanwhile may be older. */
const latest = new Map();

export function startUnread() {
  on('unread', (unread) => {
    latest.set(unread.room, unread);
    paint(unread);
  });
  // The server says where things stand when the connection is back.
  on('down', () => latest.clear());
}

/** Shows the latest numbers in lists that were just replaced. */
export function paintUnread() {
  for (const unread of latest.values()) paint(unread);
}

function paint({ room, count, mentions }) {
  for (const link of document.querySelectorAll(`.room-links a[data-name="${CSS.escape(room)}"]`)) {
    const badge = link.querySelector('[data-unread]');
    if (!badge) continue;
    const [number, words] = badge.children;
    badge.hidden = count === 0;
    badge.classList.toggle('pink', mentions > 0);
    link.classList.toggle('has-unread', count > 0);
    number.textContent = count > 99 ? '99+' : count;
    words.textContent = mentions > 0 ? ' unread, mentions you' : ' unread';
  }
}
