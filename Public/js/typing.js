// Who is writing: told at most every 2.5 s, shown until 3 s after the last word of it.

import { on, send } from './connection.js';

const TELL_EVERY_MS = 2_500;
const SHOW_MS = 3_000;
const line = document.getElementById('typing');
const writers = new Map();
let told = 0;

export function typed(room) {
  if (Date.now() - told < TELL_EVERY_MS) return;
  told = Date.now();
  send('typing', { room, on: true });
}

export function stoppedTyping(room) {
  if (told) send('typing', { room, on: false });
  told = 0;
}

export function startTyping(room) {
  on('typing', ({ room: where, user, on: isTyping }) => {
    if (where !== room) return;
    clearTimeout(writers.get(user.username));
    if (isTyping) writers.set(user.username, setTimeout(() => forget(user.username), SHOW_MS));
    else writers.delete(user.username);
    show();
  });
}

export function forget(username) {
  clearTimeout(writers.get(username));
  if (writers.delete(username)) show();
}

function show() {
  const names = [...writers.keys()];
  if (names.length === 0) line.textContent = '';
  else if (names.length > 3) line.textContent = 'Several people are writing…';
  else line.textContent = `${new Intl.ListFormat('en').format(names)} ${names.length === 1 ? 'is' : 'are'} writing…`;
}
