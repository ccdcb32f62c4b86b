// A room is a fold of message objects by id, keeping the highest seq. This is that fold; it keeps the objects as elements of the page.

import { localise, separateDays } from './clock.js';
import { firstOf } from './graphemes.js';
import { parse } from './markup.js';

const list = document.getElementById('messages');
const scroller = document.getElementById('history');
const NEAR_PX = 60;
/** The member's own messages as they were typed, by id; only of those that came over the socket. */
const ownTexts = new Map();

export const messages = () => [...list.querySelectorAll(':scope > .message')];
export const oldestID = () => Number(list.querySelector(':scope > .message')?.dataset.id ?? 0);
export const newestID = () => Number(messages().at(-1)?.dataset.id ?? 0);
export const ownText = (id) => ownTexts.get(id);
export const find = (id) => document.getElementById(`message-${id}`);
export const isAtEnd = () => scroller.scrollTop > -NEAR_PX;
export const toEnd = () => (scroller.scrollTop = 0);

/** Takes changes in. Returns the elements that show them. */
export function fold(changes) {
  // Messages that are older than the oldest one on the page are left out: scrolling there loads them in their present state.
  return foldFrom(document.getElementById('older') ? oldestID() : 0, changes);
}

/** Takes in a page of history. */
export function foldOlder(page) {
  return foldFrom(0, page);
}

function foldFrom(floor, changes) {
  const shown = [];
  keepingPlace(() => {
    for (const message of changes) {
      const element = take(message, floor);
      if (element) shown.push(element);
    }
    if (shown.length > 0) tidy();
  });
  return shown;
}

/** Adds days, local times and quotes, also to messages that the server rendered. */
export function tidy() {
  localise(list);
  separateDays(list);
  quote();
  reach();
}

/** Changes the page without moving what the member is reading. A member at the end stays at the end. */
export function keepingPlace(change) {
  const wasAtEnd = isAtEnd();
  const top = scroller.getBoundingClientRect().top;
  const anchor = wasAtEnd ? null : messages().find((element) => element.getBoundingClientRect().bottom > top);
  const before = anchor?.getBoundingClientRect().top;
  const id = anchor?.id;
  change();
  const after = id && document.getElementById(id)?.getBoundingClientRect().top;
  if (wasAtEnd) toEnd();
  else if (after !== undefined) scroller.scrollTop += after - before;
}

function take({ id, seq, html, author, content, deleted }, floor) {
  const old = find(id);
  if (id < floor || (old && Number(old.dataset.seq) >= seq)) return null;
  if (deleted) ownTexts.delete(id);
  else if (String(author.id) === document.body.dataset.user) ownTexts.set(id, content);
  const element = parse(html);
  if (old) old.replaceWith(element);
  else place(element, id);
  return element;
}

function place(element, id) {
  const before = messages().findLast((other) => Number(other.dataset.id) < id);
  if (before) return before.after(element);
  const first = list.querySelector(':scope > :is(.day, .message, .pending)');
  if (first) first.before(element);
  else list.append(element);
}

/** A message in one line: what it says, then what it shows. Empty for a deleted one. */
export function gist(message) {
  const words = message?.querySelector('.prose')?.textContent.trim();
  const [pictures, sounds] = ['img', 'audio'].map((tag) => message?.querySelectorAll(`.attached ${tag}`).length ?? 0);
  return [words, ...counted(pictures, sounds)].filter(Boolean).join(' · ');
}

/** Pictures and sounds in words: "Picture", "2 sounds". */
export function counted(pictures, sounds) {
  const inWords = (count, one, many) => (count > 1 ? `${count} ${many}` : count && one);
  return [inWords(pictures, 'Picture', 'pictures'), inWords(sounds, 'Sound', 'sounds')].filter(Boolean);
}

/** Boxes that scroll sideways must be reachable by keyboard. */
function reach() {
  for (const box of list.querySelectorAll('pre, table')) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  }
}

/** A reply quotes the message it answers only while that one is on the page and not deleted, so quotes are made again after every change. */
function quote() {
  for (const link of list.querySelectorAll('.in-reply a')) {
    link.parentElement.querySelector('q')?.remove();
    const words = gist(find(link.dataset.reply));
    if (!words) continue;
    const beside = document.createElement('q');
    const { short, isCut } = firstOf(words, 79);
    beside.dir = 'auto';
    beside.textContent = isCut ? `${short}…` : short;
    link.after(' ', beside);
  }
}
