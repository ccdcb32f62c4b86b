// What the member chooses in a room's menu: its star, and what they are told of it. "Nothing" is kept by the server, and "All" in this browser.
// Loaded when the menu opens.

import { api } from './api.js';
import { offline } from './connection.js';
import { keep, kept } from './kept.js';
import { wrong } from './toast.js';

const { room } = document.getElementById('history').dataset;
/** Rooms of which this browser tells everything. */
const LOUD = 'loud-rooms';
const MOST_LOUD = 200;

export function start(menu) {
  const star = menu.querySelector('#star');
  star.addEventListener('submit', (event) => {
    event.preventDefault();
    turn(star);
  });
  startTelling(menu.querySelector('#notice-choice'));
}

/** The lists of rooms follow by themselves. */
async function turn(star) {
  const path = star.getAttribute('action');
  const answer = await fetch(path, { method: 'POST', redirect: 'manual' }).catch(() => null);
  if (answer?.type !== 'opaqueredirect') return wrong(answer ? { message: 'The star was not changed.' } : offline);
  star.action = path.endsWith('/unstar') ? path.replace(/unstar$/, 'star') : path.replace(/star$/, 'unstar');
  const [button, words] = [star.querySelector('button'), star.querySelector('span')];
  [words.textContent, button.dataset.other] = [button.dataset.other, words.textContent];
}

function startTelling(form) {
  const [all, mentions, nothing] = form.querySelectorAll('button');
  const press = (button) => {
    for (const one of [all, mentions, nothing]) one.ariaPressed = String(one === button);
  };
  all.hidden = false;
  if (nothing.ariaPressed !== 'true' && kept(LOUD, []).includes(room)) press(all);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const pressed = event.submitter;
    try {
      await api(pressed === nothing ? 'PUT' : 'DELETE', `/api/preferences/muted_rooms/${room}`);
    } catch (error) {
      return wrong(error);
    }
    const others = kept(LOUD, []).filter((one) => one !== room);
    keep(LOUD, pressed === all ? [room, ...others].slice(0, MOST_LOUD) : others);
    press(pressed);
  });
}
