// Opens what is marked data-opens, closes on its button, Esc or a click beside it.

import { offline } from './connection.js';
import { wrong } from './toast.js';

for (const opener of document.querySelectorAll('[data-opens]')) {
  const dialog = document.getElementById(opener.dataset.opens);
  if (!dialog) continue;
  opener.hidden = false;
  opener.addEventListener('click', (event) => {
    event.preventDefault();
    // From the palette to another dialog.
    opener.closest('dialog')?.close();
    open(dialog.id);
  });
}

export function open(id) {
  const dialog = document.getElementById(id);
  if (dialog && !dialog.open) dialog.showModal();
  return dialog;
}

for (const dialog of document.querySelectorAll('dialog')) {
  dialog.addEventListener('click', (event) => {
    const closer = event.target.closest('[data-action="close-dialog"]');
    if (event.target !== dialog && !closer) return;
    if (closer?.href) event.preventDefault();
    dialog.close();
  });
}

// A form that is refused stays in its dialog, with what is wrong beside the field.
document.addEventListener('submit', (event) => {
  if (!event.target.closest('dialog [data-in-place]')) return;
  event.preventDefault();
  import('./in-place.js').then(({ send }) => send(event.target), () => wrong(offline));
});

// Menus are <details>: a click elsewhere or Esc closes them.
document.addEventListener('click', (event) => {
  for (const menu of document.querySelectorAll('details.dropdown[open], details.more[open]')) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener('keydown', (event) => {
  const menu = event.key === 'Escape' && document.querySelector('details.dropdown[open], details.more[open]');
  if (!menu) return;
  menu.open = false;
  menu.querySelector('summary').focus();
});
