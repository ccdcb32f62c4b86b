// `/` or Ctrl+K opens the palette, `?` shows the list; Alt+↑ and Alt+↓ walk the rooms, with Shift those with something unread.

import { eventually } from './connection.js';
import { open } from './dialogs.js';

const palette = document.getElementById('palette');
let isPaletteReady = false;
const loadPalette = () => eventually(() => import('./palette.js')).then(() => (isPaletteReady = true));

if (palette) {
  addEventListener('load', loadPalette);
  // It is typed into before its script has come. Enter waits for what that finds.
  palette.addEventListener('keydown', async (event) => {
    if (isPaletteReady || event.key !== 'Enter') return;
    event.preventDefault();
    await loadPalette();
    palette.querySelector('[aria-selected="true"]')?.click();
  });
  addEventListener('keydown', (event) => {
    const isWriting = event.target.closest?.('input, textarea, select, dialog');
    const asks = (event.key === '/' && !isWriting) || (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey));
    if (!asks || event.altKey) return;
    event.preventDefault();
    const input = palette.querySelector('input');
    if (!palette.open) input.value = '';
    input.dispatchEvent(new Event('input'));
    open('palette');
  });
}

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
