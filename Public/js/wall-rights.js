// The theme of an open wall, and what its viewer may do on it. When they may have changed, the server is asked for the page again.

import { on } from './connection.js';
import { parsePage } from './markup.js';
import { watch } from './place.js';

/** Viewers of one wall do not all ask at the same moment. */
const SPREAD_MS = 2_000;

export function startRights(wall) {
  const hasGuestbook = () => wall.querySelector('.entries') !== null;
  let [had, wasUp, timer] = [hasGuestbook(), false, 0];

  const soon = (wait = Math.random() * SPREAD_MS) => {
    clearTimeout(timer);
    timer = setTimeout(look, wait);
  };

  watch(wall.dataset.place, { type: 'profile', done: ({ theme }) => soon(theme === wall.dataset.theme ? undefined : 0) });
  watch(wall.dataset.place, {
    type: 'module',
    done: () => {
      if (hasGuestbook() === had) return;
      had = !had;
      soon();
    },
  });
  // What the viewer may do everywhere can change without a change of the wall.
  on('up', () => {
    if (wasUp) soon();
    wasUp = true;
  });

  async function look() {
    const path = `/@${encodeURIComponent(wall.dataset.owner)}`;
    const answer = await fetch(path, { headers: { Accept: 'text/html' } }).catch(() => null);
    const text = answer?.ok && (await answer.text().catch(() => null));
    const page = text ? parsePage(text) : null;
    const fresh = page?.getElementById('wall');
    if (!fresh) return;
    await load(page);
    wall.dataset.theme = fresh.dataset.theme;
    if (fresh.dataset.can === wall.dataset.can) return;
    wall.dataset.can = fresh.dataset.can;
    wall.dispatchEvent(new Event('rights'));
  }
}

/** Adds the stylesheets that this page does not have. Resolves when they have been loaded: the theme is put on as a whole. */
function load(page) {
  const sheets = (root) => [...root.querySelectorAll('link[rel="stylesheet"]')];
  const known = new Set(sheets(document).map(({ href }) => href));
  const missing = sheets(page).map((sheet) => document.importNode(sheet)).filter(({ href }) => !known.has(href));
  return Promise.all(
    missing.map(
      (sheet) =>
        new Promise((done) => {
          sheet.onload = done;
          sheet.onerror = done;
          document.head.append(sheet);
        }),
    ),
  );
}
