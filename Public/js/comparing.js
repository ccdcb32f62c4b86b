// Compares a copy of a room with what the server has, message by message.

import { request } from './connection.js';

const PATIENCE_MS = 2_000;
const later = (wait) => new Promise((done) => setTimeout(done, wait));

/** The outcome in words. `say` is told meanwhile. */
export async function compare(copy, say) {
  const name = `#${copy.room}`;
  if (!globalThis.crypto?.subtle) return `${name} cannot be compared: browsers make digests on pages with https only`;
  say(`Comparing ${name}…`);
  for (;;) {
    try {
      return `${name}: ${inWords(await differences(copy))}`;
    } catch (error) {
      if (error.code !== 'OFFLINE') return `${name} was not compared: ${error.message}`;
      say(`Comparing ${name} once the connection is back…`);
      await later(PATIENCE_MS);
    }
  }
}

async function differences(copy) {
  await copy.reached(0);
  const ids = [...copy.held.keys()];
  const first = ids.length > 0 ? Math.min(...ids) : 1;
  const state = await request('room_state', { room: copy.room, from_id: first });
  await arrive(copy, state.seq);
  const digests = new Map(await Promise.all([...copy.held].map(async ([id, { html }]) => [id, await digest(html)])));
  const found = [];
  const theirs = new Set();
  for (const [id, seq, want] of state.items) {
    theirs.add(id);
    const held = copy.held.get(id);
    if (!held) found.push([id, 'missing']);
    // It has changed since the server looked.
    else if (held.seq > state.seq) continue;
    else if (held.seq < seq) found.push([id, 'older']);
    else if (held.seq > seq || digests.get(id) !== want) found.push([id, 'different']);
  }
  const from = state.truncated ? state.items[0][0] : first;
  for (const [id, { seq }] of copy.held) if (id >= from && !theirs.has(id) && seq <= state.seq) found.push([id, 'extra']);
  return { count: new Set([...theirs, ...copy.held.keys()]).size, found: found.sort(([one], [other]) => one - other) };
}

/** What the server counted in may still be on its way here: on a slow line, until later messages have come. */
async function arrive(copy, seq) {
  const waited = later(PATIENCE_MS).then(() => request('ping', { ts: Date.now() }));
  // A copy that holds everything already need not wait for the ping.
  waited.catch(() => {});
  await Promise.race([copy.reached(seq), waited]);
}

async function digest(html) {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(html)));
  return Array.from(bytes.slice(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function inWords({ count, found }) {
  if (found.length === 0) return `${count === 1 ? '1 message' : `${count} messages`}, all equal`;
  return `${found.length} ${found.length === 1 ? 'differs' : 'differ'}: ${found.map(([id, how]) => `${id} (${how})`).join(', ')}`;
}
