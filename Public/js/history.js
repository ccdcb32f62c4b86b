// Scrolling loads older messages, and newer ones that were let go. What was on the screen counts as read.

import { request } from './connection.js';
import { clear, foldPage, isAtEnd, isCut, keepingPlace, lastSeen, later, messages, newestID, oldestID } from './fragments.js';
import { wrong } from './toast.js';

const PAGE = 50;
const AHEAD_PX = 600;
const SETTLE_MS = 800;
const scroller = document.getElementById('history');
const { room } = scroller.dataset;
const read = Number(scroller.dataset.read ?? 0);
const jump = document.getElementById('jump');
const beginning = document.getElementById('beginning-template');
let asking = null;
/** Messages that came since the member left the end. */
let count = 0;
let told = 0;
let settling = 0;

/** Resolves with whether a page has come. */
function ask(before_id, limit, clear) {
  asking ??= request('backfill', { room, before_id, limit })
    .then(({ messages, has_older }) => {
      clear?.();
      foldPage(messages, clear ? false : isCut);
      if (!has_older) keepingPlace(() => document.getElementById('older')?.replaceWith(beginning.content.cloneNode(true)));
      return true;
    })
    .catch((error) => {
      if (error.code !== 'OFFLINE') wrong(error);
    })
    .finally(() => (asking = null));
  return asking;
}

export const older = (limit = PAGE) => ask(oldestID(), limit);

/** What follows a page that was opened at an older message. */
function following() {
  asking ??= import('./following.js')
    .then(({ readAfter }) => readAfter(messages().at(-1).dataset.id))
    .then(({ objects, hasNewer }) => {
      foldPage(objects, hasNewer);
      return true;
    })
    // Scrolling on asks again.
    .catch(() => false)
    .finally(() => (asking = null));
  return asking;
}

function newer() {
  if (isCut) return following();
  const ids = later.slice(0, PAGE);
  return ask(ids.at(-1) + 1, ids.length);
}

/** Shows the end of the room. */
export async function toLatest() {
  if (isCut || later[0]) {
    await asking;
    await ask(isCut ? Number.MAX_SAFE_INTEGER : newestID() + 1, PAGE, clear);
  }
  scroller.scrollTop = 0;
}

/** A message has come. */
export function countIn() {
  count += 1;
  showJump();
}

function showJump() {
  const isHidden = isAtEnd();
  if (isHidden) count = 0;
  jump.lastChild.data = count ? `Jump to latest · ${count} new` : 'Jump to latest';
  if (jump.hidden !== isHidden) keepingPlace(() => (jump.hidden = isHidden));
}

async function look() {
  showJump();
  const { scrollTop, scrollHeight, clientHeight } = scroller;
  const isNearTop = document.getElementById('older') && scrollHeight - clientHeight + scrollTop < AHEAD_PX;
  const more = (isCut || later[0]) && scrollTop > -AHEAD_PX ? newer : isNearTop && older;
  // A quick hand scrolls on meanwhile.
  if (more && !asking && (await more())) look();
}

export function considerReading() {
  clearTimeout(settling);
  settling = setTimeout(() => {
    const id = Number(lastSeen()?.dataset.id ?? 0);
    // Opened at an older message, the page shows nothing of what is unread before it.
    const isApart = isCut && oldestID() > Math.max(read, told) + 1;
    if (id <= told || isApart || document.hidden) return;
    request('mark_read', { room, id }).then(
      () => (told = id),
      () => {},
    );
  }, SETTLE_MS);
}

export function startHistory() {
  keepingPlace(() => document.getElementById('newer')?.remove());
  // Scrolling there loads them: the history is one stop of the Tab key.
  document.querySelector('#older a')?.setAttribute('tabindex', '-1');
  scroller.addEventListener('scroll', look, { passive: true });
  // In very low windows, the page scrolls.
  document.addEventListener('scroll', considerReading, { passive: true, capture: true });
  document.addEventListener('visibilitychange', considerReading);
  document.getElementById('messages').addEventListener('click', (event) => {
    if (!event.target.closest('#older')) return;
    event.preventDefault();
    older();
  });
  jump.addEventListener('click', toLatest);
}
