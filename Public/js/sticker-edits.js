// What this page changed on stickers and the server does not know yet. It is shown at once, sent together, and taken back if refused.
// The server's own state is on the element when it arrives; changes that are still to be confirmed are laid over it.

import { api } from './api.js';
import { foldIn, put } from './place.js';
import { difference, poseOf, show } from './sticker-pose.js';
import { reason, toast } from './toast.js';

/** Quick presses of keys become one request. */
const TOGETHER_MS = 300;
/** The server accepts 60 changes a minute. */
const BETWEEN_MS = 1_000;
const LEAVING_MS = 500;

/** The pose that the server gave to an element. */
const given = new WeakMap();
/** By id: `sent` with `stack` and `next` are fields of requests, `held` is the pose of a gesture that is not over. */
const edits = new Map();
let lastSent = -BETWEEN_MS;

const idOf = (element) => element.dataset.sticker;
export const elementOf = (id) => document.getElementById(`sticker-${id}`);

/** Takes in an element as the server made it, before it is shown. */
export function accept(element) {
  given.set(element, poseOf(element));
  lay(element);
}

export function forget(id) {
  clearTimeout(edits.get(id)?.timer);
  edits.delete(id);
}

/** Shows a gesture while it is made; null ends it without effect. */
export function hold(element, pose) {
  const id = idOf(element);
  if (pose) edit(id).held = pose;
  else if (edits.has(id)) edits.get(id).held = null;
  lay(element);
}

/** Changes fields of a sticker and sends them soon. Returns what differs now, or null. */
export function change(element, pose, wait) {
  const id = idOf(element);
  hold(element, null);
  const changed = difference(poseOf(element), pose);
  if (!changed) return null;
  Object.assign(edit(id).next, changed);
  lay(element);
  sendSoon(id, wait);
  return changed;
}

/** `where` is front or back. */
export function restack(element, where) {
  const id = idOf(element);
  const others = [...element.parentElement.children].filter((other) => other !== element && 'order' in other.dataset);
  const hadFocus = document.activeElement === element;
  if (where === 'front') others.at(-1)?.after(element);
  else others[0]?.before(element);
  if (hadFocus) element.focus({ preventScroll: true });
  edit(id).next.stack = where;
  sendSoon(id);
}

function edit(id) {
  if (!edits.has(id)) edits.set(id, { sent: null, stack: null, next: {}, held: null, timer: 0 });
  return edits.get(id);
}

function lay(element) {
  const { sent, next, held } = edits.get(idOf(element)) ?? {};
  show(element, { ...given.get(element), ...sent, ...next, ...held });
}

function sendSoon(id, wait = TOGETHER_MS) {
  const changed = edit(id);
  clearTimeout(changed.timer);
  changed.timer = setTimeout(() => send(id), Math.max(wait, lastSent + BETWEEN_MS - performance.now()));
}

async function send(id, isLast = false) {
  const changed = edits.get(id);
  if (!changed || changed.sent || Object.keys(changed.next).length === 0) return;
  const { stack, ...pose } = changed.next;
  Object.assign(changed, { sent: pose, stack, next: {} });
  lastSent = performance.now();
  try {
    const { sticker } = await api('PATCH', `/api/stickers/${id}`, { ...pose, ...(stack && { stack }) }, {}, isLast);
    Object.assign(changed, { sent: null, stack: null });
    foldIn(document.getElementById('wall').dataset.place, sticker);
    settle(id);
  } catch (error) {
    // Without a whole answer the page may be about to be left, which ends requests shortly before `pagehide`. That sends it again.
    if (!error.status) await new Promise((later) => setTimeout(later, LEAVING_MS));
    if (changed.sent !== pose) return;
    Object.assign(changed, { sent: null, stack: null, next: {} });
    const element = elementOf(id);
    if (!element) return;
    lay(element);
    if (stack) put(element.parentElement, element);
    toast(reason(error), 'wrong');
  }
}

/** After an answer: what was changed meanwhile is sent too. */
function settle(id) {
  const changed = edits.get(id);
  const element = elementOf(id);
  if (!changed || !element) return edits.delete(id);
  if (Object.keys(changed.next).length > 0) sendSoon(id);
  else if (!changed.held) {
    edits.delete(id);
    // What somebody else did meanwhile is the server's last word.
    lay(element);
    const { previousElementSibling: below, nextElementSibling: above, dataset } = element;
    if (!(below?.dataset.order > dataset.order || above?.dataset.order < dataset.order)) return;
    const hadFocus = document.activeElement === element;
    put(element.parentElement, element);
    if (hadFocus) element.focus({ preventScroll: true });
  }
}

// Nothing is lost when the page is left. A request that has not been answered ends with the page, so it is sent again with what followed it.
addEventListener('pagehide', () => {
  for (const [id, changed] of edits) {
    const { sent, stack, next } = changed;
    clearTimeout(changed.timer);
    Object.assign(changed, { sent: null, next: { ...sent, ...(stack && { stack }), ...next } });
    send(id, true);
  }
});
