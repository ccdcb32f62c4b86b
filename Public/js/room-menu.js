// What a room's page does beside its messages.

import { eventually } from './connection.js';
import { find } from './fragments.js';

/** A link to a message that is not on the page opens the page around it. */
function lead() {
  const [, id] = location.hash.match(/^#message-(\d+)$/) ?? [];
  const opened = new URLSearchParams(location.search).get('message');
  if (id && !find(id) && id !== opened) location.replace(`${location.pathname}?message=${id}#message-${id}`);
}

lead();
addEventListener('hashchange', () => {
  for (const message of document.querySelectorAll('.message.target')) message.classList.toggle('target', location.hash === `#${message.id}`);
  lead();
});

document.getElementById('jump-to-date')?.addEventListener('submit', ({ target }) => {
  const { date, offset } = target.elements;
  offset.value = -new Date(`${date.value}T00:00`).getTimezoneOffset();
  offset.disabled = false;
});

const menu = document.getElementById('star')?.closest('details');
menu?.addEventListener('toggle', () => eventually(() => import('./room-choices.js')).then(({ start }) => start(menu)), { once: true });
