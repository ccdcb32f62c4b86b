// The room page: joins from the cursor the page was rendered at, folds what comes, keeps the cursor.

import { show } from './badge.js';
import { startComposer } from './composer.js';
import { eventually, on, request } from './connection.js';
import { fold, gist, isCut, newestID, tidy } from './fragments.js';
import { isHidden, mark } from './hidden.js';
import { considerReading, countIn, startHistory } from './history.js';
import { settle, startPending } from './pending.js';
import { startPresence } from './presence.js';
import { wrong } from './toast.js';
import { forget, startTyping } from './typing.js';

const page = document.getElementById('history').dataset;
const room = page.room;
const announcer = document.getElementById('announcer');
const SPOKEN_MS = 1_000;
let epoch = page.epoch;
let seq = Number(page.seq);
let isCaughtUp = false;
let spoken = 0;

tidy();
addEventListener('load', () => {
  eventually(() => import('./tools.js')).then(({ startTools }) => startTools(room));
  eventually(() => import('./room-keys.js'));
  eventually(() => import('./room-menu.js'));
});
startPending(room);
startComposer(room);
startHistory();
startPresence(room);
startTyping(room);
markHidden();

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

on('unread', ({ room: where, count }) => {
  if (where === room && count > 0) eventually(() => import('./news.js')).then(({ showNews }) => showNews(count));
});

on('backfill', (data) => {
  if (data.room !== room) return;
  // Another history: the server's page joins it afresh. Drafts and unsent words outlive that.
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
    // On a page opened at an older message, changes of what it does not show come too.
    const isNew = message.id > newestID() && (!isCut || type === 'new_message');
    const [element] = fold([message]);
    settle(message, meta.request_id);
    seq = Math.max(seq, message.seq);
    if (isCaughtUp) show('live', seq);
    if (isNew) arrived(message, element);
    else if (announcer.dataset.id === String(message.id)) announce('');
  });
}

function arrived(message, element) {
  forget(message.author.username);
  if (String(message.author.id) !== document.body.dataset.user && !(element && isHidden(element))) {
    countIn();
    if (element) announce(`${message.author.display_name}: ${gist(element)}`, message.id);
  }
  element?.classList.add('fresh');
  considerReading();
}

function markHidden() {
  const list = document.getElementById('messages');
  mark(list);
  new MutationObserver(() => mark(list)).observe(list, { childList: true });
}

/** The words go once they are said: they may be deleted later. */
function announce(words, id = '') {
  announcer.textContent = words;
  announcer.dataset.id = id;
  clearTimeout(spoken);
  if (words) spoken = setTimeout(announce, SPOKEN_MS, '');
}
