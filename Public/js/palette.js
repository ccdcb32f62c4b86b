// `/` or Ctrl+K: one list of everywhere and everything, narrowed while one types. The server wrote the list.

import { open } from './dialogs.js';

const palette = document.getElementById('palette');

if (palette) {
  const input = palette.querySelector('input');
  // Asked each time: the rooms among them change while the page is open.
  const entries = () => [...palette.querySelectorAll('[role="option"]')];
  let chosen = null;

  const shown = () => entries().filter((entry) => !entry.closest('li').hidden);

  const choose = (entry) => {
    chosen?.removeAttribute('aria-selected');
    chosen = entry;
    input.removeAttribute('aria-activedescendant');
    if (!entry) return;
    entry.setAttribute('aria-selected', 'true');
    input.setAttribute('aria-activedescendant', entry.id);
    entry.scrollIntoView({ block: 'nearest' });
  };

  const narrow = () => {
    const words = input.value.toLowerCase().replace('#', ' ').split(/\s+/).filter(Boolean);
    for (const entry of entries()) {
      const text = entry.textContent.toLowerCase();
      const item = entry.closest('li');
      const search = item.dataset.search;
      if (search) entry.href = search + encodeURIComponent(input.value.trim());
      item.hidden = search ? words.length === 0 : !words.every((word) => text.includes(word));
    }
    choose(shown()[0]);
    palette.querySelector('.nothing').hidden = chosen !== undefined;
  };

  input.addEventListener('input', narrow);
  input.addEventListener('keydown', (event) => {
    const list = shown();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) choose(list.at((list.indexOf(chosen) + step) % list.length));
    else if (event.key === 'Enter') chosen?.click();
    else return;
    event.preventDefault();
  });
  // As it opens, a quick hand has typed already.
  const reset = () => {
    input.value = '';
    narrow();
  };
  palette.addEventListener('close', reset);
  narrow();

  addEventListener('keydown', (event) => {
    const isWriting = event.target.closest?.('input, textarea, select, dialog');
    const asks = (event.key === '/' && !isWriting) || (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey));
    if (!asks || event.altKey) return;
    event.preventDefault();
    open('palette');
  });
}
