// The site's mode and its switches, when they change while the page is open.

const words = { normal: '', read_only: 'Read-only', maintenance: 'Maintenance' };

export function show({ name, mode, message, off }) {
  const banner = document.getElementById('mode-banner');
  banner.dataset.mode = mode;
  banner.hidden = mode === 'normal';
  banner.firstElementChild.textContent = words[mode];
  banner.lastElementChild.textContent = message;
  for (const place of document.querySelectorAll('.closable')) place.disabled = mode === 'read_only';
  for (const brand of document.querySelectorAll('.brand > span')) brand.textContent = name;
  for (const link of document.querySelectorAll('[data-feature]')) link.hidden = off.includes(link.dataset.feature);
  // The page of a room that is switched off says so.
  const room = document.querySelector('.main.room [data-room]')?.dataset.room;
  if (room && off.includes(room.startsWith('dm:') ? 'messages' : 'rooms')) location.reload();
}
