// The page of internals: what this page's connection is like, and whether its copies of rooms are what the server has.

import { on, request } from './connection.js';
import { compare } from './comparing.js';
import { copyOf } from './copies.js';
import { make } from './markup.js';
import { roundTrips, startPings } from './round-trips.js';

const ROOMS = 10;
const LOOK_MS = 5_000;
const fact = (name) => document.querySelector(`[data-fact="${name}"]`);
const figures = document.getElementById('diagnostics');
const status = document.getElementById('comparison');
const about = JSON.parse(figures.value);
const rows = [...document.querySelectorAll('tr[data-room]')].slice(0, ROOMS).map(follow);
let state = 'offline';
let reconnects = -1;
let connection = null;

startPings(paint);

on('up', () => {
  state = 'live';
  reconnects += 1;
  look();
});
on('down', () => {
  state = 'offline';
  paint();
});
setInterval(look, LOOK_MS);
document.addEventListener('visibilitychange', look);

const copying = document.getElementById('copy-diagnostics');
copying.hidden = false;
copying.addEventListener('click', async () => {
  try {
    await navigator.clipboard.writeText(figures.value);
    document.getElementById('copied').textContent = 'Copied';
  } catch {
    // Browsers lend the clipboard to https only.
    figures.select();
    document.getElementById('copied').textContent = 'Marked. Copy it now';
  }
});

function follow(row) {
  const { room } = row.dataset;
  const copy = copyOf(room, paint);
  const button = (name, take) =>
    make('button', { className: 'button', type: 'button', onclick: take }, name, make('span', { className: 'unseen' }, ` #${room}`));
  const again = async () => {
    say(`Fetching #${room} again…`);
    try {
      await copy.fetchAgain();
      say(`#${room}: fetched again, ${copy.held.size === 1 ? '1 message' : `${copy.held.size} messages`}`);
    } catch (error) {
      say(`#${room} was not fetched again: ${error.message}`);
    }
  };
  const buttons = make('div', {}, button('Compare', async () => say(await compare(copy, say))), button('Fetch again', again));
  row.querySelector('[data-cell="do"]').append(buttons);
  return { row, copy };
}

function say(words) {
  status.textContent = words;
}

/** Asks the server how this socket stands. */
async function look() {
  if (document.hidden) return;
  try {
    ({ connection } = await request('inspect', {}));
    for (const { room, server_seq } of connection.rooms) rows.find(({ copy }) => copy.room === room)?.copy.know(server_seq);
  } catch {
    // Without a connection the page shows what was so.
  }
  paint();
}

function paint() {
  fact('state').textContent = state === 'live' && rows.some(({ copy }) => copy.isBehind()) ? 'catching up' : state;
  fact('node').textContent = connection?.node ?? about.node.id;
  fact('received').textContent = connection?.received ?? 0;
  fact('sent').textContent = connection?.sent ?? 0;
  fact('trip').textContent = roundTrips.length > 0 ? `${roundTrips.at(-1)} ms` : 'not measured';
  for (const { row, copy } of rows) {
    const cell = (name) => row.querySelector(`[data-cell="${name}"]`);
    cell('server').textContent = copy.server();
    cell('here').textContent = copy.here();
    cell('state').textContent = copy.words();
  }
  // What somebody is marking stays.
  if (document.activeElement !== figures) figures.value = diagnostics();
}

function diagnostics() {
  const { node, mode, server_time } = about;
  const page = { state, reconnects: Math.max(0, reconnects), round_trips_ms: roundTrips, browser: navigator.userAgent };
  return JSON.stringify({ node, mode, server_time, page, connection, rooms: rows.map(({ copy }) => copy.facts()) }, null, 2);
}
