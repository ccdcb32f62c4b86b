// The fold of a room, for its page: it keeps the objects near the screen as elements.

import { localise, separateDay } from './clock.js';
import { eventually } from './connection.js';
import { supersedes } from './follow.js';
import { firstOf } from './graphemes.js';
import { group, markLate } from './groups.js';
import { isHidden } from './hidden.js';
import { make, parse } from './markup.js';
import { replace } from './replacing.js';

const list = document.getElementById('messages');
const scroller = document.getElementById('history');
const NEAR_PX = 60;
const MOST = 400;
const KEPT = 300;
const CONTROLS = 'a:not(.face), button, input, pre, table';
/** The member's own messages as they were typed, by id; only of those that came over the socket. */
const ownTexts = new Map();
/** Ids after the last one on the page. */
export let later = [];
/** Whether others follow whose ids are not known: a page opened at an older message. */
export let isCut = Boolean(document.getElementById('newer'));

const idOf = (message) => Number(message?.dataset.id ?? 0);
export const messages = () => [...list.querySelectorAll(':scope > .message')];
export const oldestID = () => idOf(list.querySelector(':scope > .message'));
export const newestID = () => later.at(-1) ?? idOf(messages().at(-1));
export const ownText = (id) => ownTexts.get(id);
export const find = (id) => document.getElementById(`message-${id}`);
export const isAtEnd = () => !isCut && later.length === 0 && scroller.scrollTop > -NEAR_PX;

/** The last message whose end is on the screen. */
export function lastSeen() {
  const { top, bottom } = scroller.getBoundingClientRect();
  const end = Math.min(bottom, innerHeight) + 1;
  return messages().findLast((message) => {
    const at = message.getBoundingClientRect().bottom;
    return at > Math.max(top, 0) && at <= end;
  });
}

/** Takes changes in. Returns the elements that show them. */
export function fold(changes) {
  // Scrolling loads the others in their present state.
  const end = isCut ? idOf(messages().at(-1)) + 1 : (later[0] ?? Infinity);
  return foldBetween(document.getElementById('older') ? oldestID() : 0, end, changes);
}

/** `hasNewer`: whether others follow it whose ids are not known. */
export function foldPage(page, hasNewer = isCut) {
  const last = page.at(-1)?.id ?? 0;
  isCut = hasNewer;
  later = later.filter((id) => id > last);
  foldBetween(0, Infinity, page);
}

export function clear() {
  for (const message of messages()) drop(message);
  showOlder();
}

function foldBetween(floor, ceiling, changes) {
  const shown = new Set();
  keepingPlace(() => {
    for (const message of changes) {
      const element = take(message, floor, ceiling);
      if (element) shown.add(element);
    }
    tidy(shown);
  });
  if (shown.size > 0) letGo();
  return [...shown];
}

/** Adds days, local times and quotes. */
export function tidy(changed = new Set(messages())) {
  for (const element of changed) {
    localise(element);
    if (element.querySelector('audio')) eventually(() => import('./player.js'));
    for (const code of element.querySelectorAll('pre')) eventually(() => import('./code.js')).then(({ dress }) => dress(code));
    separateDay(element);
    group(element);
    let next = element.nextElementSibling;
    while (next && !next.matches('.message')) next = next.nextElementSibling;
    if (next && !changed.has(next)) {
      separateDay(next);
      group(next);
    }
    element.tabIndex = -1;
    setTabs(element, false);
  }
  const all = messages();
  all.at(-1)?.classList.remove('leading');
  markLate(all);
  quote(changed);
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
  if (wasAtEnd) scroller.scrollTop = 0;
  else if (after !== undefined) scroller.scrollTop += after - before;
}

function take(message, floor, ceiling) {
  const { id, html, author, content, deleted } = message;
  if (id < floor || id >= ceiling) {
    if (id >= ceiling && !later.includes(id)) later = [...later, id].sort((one, other) => one - other);
    return null;
  }
  const old = find(id);
  if (!supersedes(message, old?.dataset.seq)) return null;
  if (deleted) ownTexts.delete(id);
  else if (String(author.id) === document.body.dataset.user) ownTexts.set(id, content);
  const element = message.element ?? parse(html);
  element.tabIndex = -1;
  element.classList.toggle('shown', old?.classList.contains('shown') ?? false);
  // `:target` holds for the element that was there when the page was opened.
  element.classList.toggle('target', location.hash === `#${element.id}`);
  const tools = !deleted && old?.querySelector('.tools');
  const wrapped = [...(old?.querySelectorAll('pre') ?? [])].map((code) => code.classList.contains('wraps'));
  [...element.querySelectorAll('pre')].forEach((code, index) => code.classList.toggle('wraps', wrapped[index] ?? false));
  element.classList.toggle('chosen', Boolean(tools));
  element.classList.toggle('leading', old?.classList.contains('leading') ?? false);
  if (old) replace(old, element, () => tools && element.querySelector('.sheet').append(tools));
  else place(element, id);
  return element;
}

function place(element, id) {
  const before = messages().findLast((other) => idOf(other) < id);
  if (before) return before.after(element);
  list.insertBefore(element, list.querySelector(':scope > :is(.day, .message, .pending)'));
}

/** Lets go what is far from the screen; scrolling there loads it again. */
function letGo() {
  const all = messages();
  if (all.length <= MOST) return;
  const isNearEnd = -scroller.scrollTop * 2 < scroller.scrollHeight;
  const far = isNearEnd ? all.slice(0, -KEPT) : all.slice(KEPT);
  keepingPlace(() => {
    for (const message of far) drop(message);
    if (isNearEnd) showOlder();
    else if (!isCut) later = [...far.map(idOf), ...later];
    separateDay(messages()[0]);
    group(messages()[0]);
    quote(new Set());
  });
}

function drop(message) {
  while (message.previousElementSibling?.matches('.day, .new-line')) message.previousElementSibling.remove();
  ownTexts.delete(idOf(message));
  if (message.contains(document.activeElement)) scroller.focus();
  message.remove();
}

function showOlder() {
  if (document.getElementById('older')) return;
  list.querySelector(':scope > .beginning')?.remove();
  list.prepend(make('p', { className: 'older', id: 'older' }, make('a', { className: 'button', href: '', tabIndex: -1 }, 'Older messages')));
}

/** The Tab key reaches only what is in the message that has the focus. */
export function setTabs(message, isOpen) {
  for (const control of message?.querySelectorAll(CONTROLS) ?? []) {
    // Boxes that scroll sideways are stops in any case.
    const isStop = control.matches('pre, table') ? control.scrollWidth > control.clientWidth : isOpen;
    control.tabIndex = isStop ? 0 : -1;
  }
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

/** A reply quotes the message it answers only while that one is on the page and not deleted. */
function quote(changed) {
  for (const link of list.querySelectorAll('.in-reply a')) {
    const answered = find(link.dataset.reply);
    if (answered && !changed.has(answered) && !changed.has(link.closest('.message'))) continue;
    link.parentElement.querySelector('q')?.remove();
    const words = answered && !isHidden(answered) && gist(answered);
    if (!words) continue;
    const { short, isCut } = firstOf(words, 79);
    link.after(' ', make('q', { dir: 'auto' }, isCut ? `${short}…` : short));
  }
}
