// The list of all rooms narrows while one types: the server's page for what is typed, without leaving this one.

import { localiseMoments } from './clock.js';
import { parsePage } from './markup.js';

const WAIT_MS = 120;
const form = document.querySelector('#directory form');
let waiting = 0;
let asked = null;

form.addEventListener('submit', (event) => {
  event.preventDefault();
  find();
});
form.addEventListener('input', () => {
  clearTimeout(waiting);
  waiting = setTimeout(find, WAIT_MS);
});

async function find() {
  clearTimeout(waiting);
  asked?.abort();
  const mine = (asked = new AbortController());
  const path = `${form.getAttribute('action')}?${new URLSearchParams(new FormData(form))}`;
  const answer = await fetch(path, { headers: { Accept: 'text/html' }, signal: mine.signal }).catch(() => null);
  if (!answer?.ok) return;
  const fresh = document.importNode(parsePage(await answer.text()).getElementById('found'), true);
  // Something else has been typed.
  if (mine !== asked) return;
  localiseMoments(fresh);
  document.getElementById('found').replaceChildren(...fresh.childNodes);
  history.replaceState(null, '', path);
}
