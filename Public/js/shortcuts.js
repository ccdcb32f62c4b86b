// `?` shows the list; Alt+↑ and Alt+↓ walk the rooms, with Shift those with something unread.

import { open } from './dialogs.js';

addEventListener('keydown', (event) => {
  if (event.key === '?' && !event.target.closest?.('input, textarea, select, dialog')) {
    event.preventDefault();
    open('shortcuts');
  }
  const step = event.altKey && !event.ctrlKey && { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!step) return;
  const all = [...document.querySelectorAll('#room-links a')];
  const rooms = event.shiftKey ? all.filter((room) => room.ariaCurrent === 'page' || room.matches('.has-unread')) : all;
  if (rooms.length === 0) return;
  event.preventDefault();
  const here = rooms.findIndex((room) => room.ariaCurrent === 'page');
  location.href = rooms.at((here === -1 && step < 0 ? 0 : here + step) % rooms.length).href;
});
