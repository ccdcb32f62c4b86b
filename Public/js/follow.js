// Follows a room, which is a fold of message objects by id, keeping the highest seq.

import { on, request } from './connection.js';

/** The rule of that fold: whether a message takes the place of what is held. `seq` is that of what is held, if anything is. */
export const supersedes = (message, seq = -1) => message.seq > seq;

/**
 * Joins from the cursor `{ epoch, seq }` (afresh without one), and keeps it. `tell` has
 * `joining()`; `page(messages, data)` of what was missed; `change(message, meta, type)`; `moved()` when the cursor has;
 * `reset()` for another history; `failed(error)` if the room cannot be joined.
 */
export function follow(room, cursor, tell) {
  const place = { seq: 0, ...cursor, isCaughtUp: false, again };

  async function join() {
    place.isCaughtUp = false;
    tell.joining();
    try {
      await request('join_room', { room, ...(place.epoch && { epoch: place.epoch, after_seq: place.seq }) });
    } catch (error) {
      if (error.code !== 'OFFLINE') tell.failed(error);
    }
  }

  /** Joins afresh. What belongs to the old view is not taken any more. */
  function again() {
    Object.assign(place, { epoch: undefined, seq: 0 });
    return join();
  }

  on('up', join);
  on('backfill', (data) => {
    if (data.room !== room) return;
    if (data.reset) return tell.reset();
    tell.page(data.messages, data);
    Object.assign(place, { epoch: data.epoch, seq: data.seq, isCaughtUp: data.complete });
    if (data.complete) tell.moved();
  });
  for (const type of ['new_message', 'message_edited', 'message_deleted', 'message_reacted']) {
    on(type, (message, meta) => {
      if (message.room !== room || !place.epoch) return;
      tell.change(message, meta, type);
      place.seq = Math.max(place.seq, message.seq);
      if (place.isCaughtUp) tell.moved();
    });
  }
  return place;
}
