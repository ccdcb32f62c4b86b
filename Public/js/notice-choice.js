// What the member wants to be told of a room. "Nothing" is kept by the server, and "All" in this browser. Loaded when the room's menu opens.

import { api } from './api.js';
import { keep, kept } from './kept.js';
import { wrong } from './toast.js';

const { room } = document.getElementById('history').dataset;
/** Rooms of which this browser tells everything. */
const LOUD = 'loud-rooms';
const MOST_LOUD = 200;

export function start(form) {
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
