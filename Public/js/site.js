// The site's mode and its switches, when they change while the page is open.

import { on } from './connection.js';

const banner = document.getElementById('mode-banner');
const words = { normal: '', read_only: 'Read-only', maintenance: 'Maintenance' };
const SAID_WITHIN_MS = 3_000;
let isTrue = false;

close(banner.dataset.mode);
check();
on('down', () => (isTrue = false));
on('up', check);

/** A site in its normal mode says nothing at the start: then what this page shows is over. */
function check() {
  const isLive = () => document.getElementById('connection')?.dataset.connection === 'live';
  setTimeout(() => isTrue || banner.hidden || !isLive() || location.reload(), SAID_WITHIN_MS);
}

function close(mode) {
  for (const place of document.querySelectorAll('.closable')) place.disabled = mode === 'read_only';
}

export function show({ name, mode, message, off }) {
  isTrue = true;
  banner.hidden = mode === 'normal';
  banner.firstElementChild.textContent = words[mode];
  banner.lastElementChild.textContent = message;
  close(mode);
  for (const brand of document.querySelectorAll('.brand > span')) brand.textContent = name;
  for (const link of document.querySelectorAll('[data-feature]')) link.hidden = off.includes(link.dataset.feature);
  // The page of a room that is switched off says so.
  const room = document.querySelector('#composer')?.dataset.room;
  if (room && off.includes(room.startsWith('dm:') ? 'messages' : 'rooms')) location.reload();
}
