// How far an import is, looked up as long as it runs.

import { parsePage } from './markup.js';

const pause = 1500;

async function look() {
  const shown = document.getElementById('import');
  if (!shown?.dataset.link) return;
  try {
    const answer = await fetch(shown.dataset.link, { headers: { Accept: 'text/html' } });
    const found = answer.ok && parsePage(await answer.text()).getElementById('import');
    if (found) shown.replaceWith(document.importNode(found, true));
  } catch {
    // Without a connection it is looked up later.
  }
  setTimeout(look, pause);
}

setTimeout(look, pause);
