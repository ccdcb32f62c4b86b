// What a cat says in the corner: the server sends it whole. It stays for a while, never takes the focus, and can be muted with one press.

import { eventually } from './connection.js';
import { parse } from './markup.js';
import { passing, wrong } from './toast.js';

const SHEET = '/cats/muted.css';
const STAYS_MS = 8_000;
const region = document.querySelector('#toasts > [data-kind="news"]');

export function say({ html, voice }) {
  const row = parse(html);
  if (!row) return;
  region.append(row);
  while (region.children.length > 3) region.firstChild.remove();
  row.querySelector('[data-dismiss]').addEventListener('click', () => row.remove());
  row.querySelector('form').addEventListener('submit', (event) => {
    event.preventDefault();
    row.remove();
    mute(event.target);
  });
  passing(row, STAYS_MS);
  const { pleasure, sounds } = row.dataset;
  if (sounds === 'on' && navigator.userActivation?.hasBeenActive) sound({ ...voice, pleasure });
}

async function sound(voice) {
  const { play } = await eventually(() => import('./cat-voice.js'));
  play(voice);
}

/** What the cat wrote in rooms goes out of sight on this page too. */
async function mute(form) {
  const body = new URLSearchParams(new FormData(form));
  const answer = await fetch(form.action, { method: 'POST', body, redirect: 'manual' }).catch(() => null);
  if (answer?.type !== 'opaqueredirect') return wrong({ message: 'The cat could not be muted. Try again.' });
  renewMuted();
}

/** Applies what the member mutes now. */
export function renewMuted() {
  const sheet = document.createElement('link');
  Object.assign(sheet, { rel: 'stylesheet', href: SHEET });
  document.querySelector(`link[href^="${SHEET}"]`)?.remove();
  document.head.append(sheet);
}
