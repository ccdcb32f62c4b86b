// A copy of a room without a screen: the fold of its messages from the oldest one of the first page on.

import { on } from './connection.js';
import { follow, supersedes } from './follow.js';

/** `changed` is called when there is something new to show. */
export function copyOf(room, changed) {
  /** By id: `{ seq, html }`. */
  const held = new Map();
  let floor = 0;
  let server = 0;
  let isLost = false;
  let waiting = [];

  const take = ({ id, seq, html }) => {
    if (id >= floor && supersedes({ seq }, held.get(id)?.seq)) held.set(id, { seq, html });
  };

  const place = follow(room, null, {
    joining() {
      isLost = false;
      changed();
    },
    page(messages, { has_older }) {
      // The first page says what the copy holds; older messages are not fetched.
      if (!place.epoch) {
        held.clear();
        floor = has_older ? messages[0].id : 0;
      }
      messages.forEach(take);
    },
    change: take,
    moved() {
      server = Math.max(server, place.seq);
      const arrived = waiting.filter(({ seq }) => place.seq >= seq);
      waiting = waiting.filter((wait) => !arrived.includes(wait));
      for (const { done } of arrived) done();
      changed();
    },
    reset: () => place.again(),
    failed: lose,
  });
  on('room_removed', (gone) => gone.room === room && lose());
  on('rooms', ({ rooms }) => rooms.some((one) => one.member && one.name === room) || lose());

  function lose(error = { message: 'You are not in the room' }) {
    isLost = true;
    place.isCaughtUp = false;
    for (const { fail } of waiting.splice(0)) fail(error);
    changed();
  }

  /** Resolves when the copy has come as far as `seq`. Rejects when the room is lost. */
  const reached = (seq) =>
    place.isCaughtUp && place.seq >= seq ? Promise.resolve() : new Promise((done, fail) => waiting.push({ seq, done, fail }));

  return {
    room,
    held,
    reached,
    /** The server has said how far the room is. */
    know: (seq) => (server = Math.max(server, seq)),
    here: () => place.seq,
    server: () => Math.max(server, place.seq),
    isBehind: () => !isLost && !place.isCaughtUp,
    words() {
      if (isLost) return 'not joined';
      const behind = Math.max(0, server - place.seq);
      return behind > 0 ? `${behind.toLocaleString('en')} behind` : place.isCaughtUp ? 'caught up' : 'catching up';
    },
    /** Drops the fold and joins afresh. */
    fetchAgain() {
      held.clear();
      place.again();
      return reached(0);
    },
    facts() {
      const { epoch = null, seq } = place;
      return { room, epoch, server_seq: Math.max(server, seq), here_seq: seq, held: held.size, state: this.words() };
    },
  };
}
