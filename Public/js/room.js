// The room page: joins from the cursor the page was rendered at, folds what comes, keeps the cursor.

import { show } from './badge.js';
import { startComposer } from './composer.js';
import { eventually, on } from './connection.js';
import { follow } from './follow.js';
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

const place = follow(room, { epoch: page.epoch, seq: Number(page.seq) }, {
  joining: () => show('catching-up'),
  page(messages, { complete }) {
    fold(messages);
    for (const message of messages) settle(message);
    if (complete) considerReading();
  },
  change(message, meta, type) {
    // On a page opened at an older message, changes of what it does not show come too.
    const isNew = message.id > newestID() && (!isCut || type === 'new_message');
    const [element] = fold([message]);
    settle(message, meta.request_id);
    if (isNew) arrived(message, element);
    else if (announcer.dataset.id === String(message.id)) announce('');
  },
  moved: () => show('live', place.seq),
  // Another history: the server's page joins it afresh. Drafts and unsent words outlive that.
  reset: () => location.replace(location.pathname),
  failed: wrong,
});

on('unread', ({ room: where, count }) => {
  if (where === room && count > 0) eventually(() => import('./news.js')).then(({ showNews }) => showNews(count));
});

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
