// The room page: joins from the cursor the page was rendered at, folds what comes, keeps the cursor.

import { show } from './badge.js';
import { startComposer } from './composer.js';
import { on, request } from './connection.js';
import { fold, gist, newestID, tidy } from './fragments.js';
import { startHistory } from './history.js';
import './player.js';
import { settle, startPending } from './pending.js';
import { startPresence } from './presence.js';
import { wrong } from './toast.js';
import { startTools } from './tools.js';
import { forget, startTyping } from './typing.js';
import { startReading } from './unread.js';

const page = document.getElementById('history').dataset;
const room = page.room;
const announcer = document.getElementById('announcer');
let epoch = page.epoch;
let seq = Number(page.seq);
let isCaughtUp = false;

tidy();
startPending(room);
startComposer(room);
startHistory(room);
startPresence(room);
startTools(room);
startTyping(room);
const considerReading = startReading(room);
import('./hidden.js').then(({ mark }) => {
  const list = document.getElementById('history');
  mark(list);
  new MutationObserver(() => mark(list)).observe(list, { childList: true, subtree: true });
});

async function join() {
  isCaughtUp = false;
  show('catching-up');
  try {
    await request('join_room', { room, epoch, after_seq: seq });
  } catch (error) {
    if (error.code !== 'OFFLINE') wrong(error);
  }
}

on('up', join);

on('backfill', (data) => {
  if (data.room !== room) return;
  // Another history than this copy's: the server's page is the way to join it afresh. Drafts and unsent words outlive that.
  if (data.reset) return location.replace(location.pathname);
  fold(data.messages);
  for (const message of data.messages) settle(message);
  epoch = data.epoch;
  seq = data.seq;
  if (!data.complete) return;
  isCaughtUp = true;
  show('live', seq);
  considerReading();
});

for (const type of ['new_message', 'message_edited', 'message_deleted', 'message_reacted']) {
  on(type, (message, meta) => {
    if (message.room !== room) return;
    const isNew = message.id > newestID();
    const [element] = fold([message]);
    settle(message, meta.request_id);
    seq = Math.max(seq, message.seq);
    if (isCaughtUp) show('live', seq);
    if (isNew && element) arrived(message, element);
  });
}

function arrived(message, element) {
  element.classList.add('fresh');
  forget(message.author.username);
  considerReading();
  if (String(message.author.id) !== document.body.dataset.user) {
    announcer.textContent = `${message.author.display_name}: ${gist(element)}`;
  }
}
