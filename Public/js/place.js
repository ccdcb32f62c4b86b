// Places: the page is a fold of objects by type and id, keeping the highest seq. This is that fold for every kind of place. An object's
// element has the id `<type>-<id>`, `data-seq` and `data-order`; its container has `data-objects="<type>"`.

import { on, request } from './connection.js';
import { parse } from './markup.js';
import { remove, replace } from './replacing.js';

/** By name. `cursor` is null until the first complete page; `seen` has the highest seq of each object, shown or not. */
const places = new Map();
const AGAIN_MS = 5_000;

/**
 * Follows a place, from the cursor that the page carries on an element with `data-place`, if it has one.
 *
 * `type` names the objects that the listener hears of; without it, it hears signals and resets alone. All of these are optional:
 * - `admits(object, element)`: whether this page shows the object; by default yes.
 * - `ready(element)`: changes a fresh element before it is shown.
 * - `done(object, element, what)`: it was `added`, `replaced`, `removed`, or `ignored`.
 * - `signal(data)`: something that is not kept.
 * - `reset()`: a fresh look at the place follows; by default the page is loaded again.
 */
export function watch(name, listener = {}) {
  let place = places.get(name);
  if (!place) {
    const page = document.querySelector(`[data-place="${CSS.escape(name)}"]`)?.dataset;
    place = { name, listeners: [], seen: new Map(), cursor: page ? { epoch: page.epoch, after_seq: Number(page.seq) } : null };
    places.set(name, place);
  }
  place.listeners.push(listener);
}

on('up', () => {
  for (const place of places.values()) join(place);
});

async function join(place) {
  place.isCaughtUp = false;
  try {
    place.spelled = (await request('watch', { place: place.name, ...place.cursor })).place;
  } catch (error) {
    // Without a connection it is asked when that is back; what does not exist is not asked for again.
    if (error.code !== 'OFFLINE' && error.code !== 'NOT_FOUND') setTimeout(() => join(place), error.retry_after_ms ?? AGAIN_MS);
  }
}

const find = (name) => [...places.values()].find((place) => name === (place.spelled ?? place.name) || name === place.name);

on('changes', (data) => {
  const place = find(data.place);
  if (!place) return;
  if (data.reset) {
    place.cursor = null;
    place.seen.clear();
    for (const { type, reset } of place.listeners) {
      if (reset) reset();
      else if (type) return location.reload();
    }
    join(place);
    return;
  }
  for (const object of data.objects) fold(place, object);
  // A page of several without a cursor is none either.
  if (data.complete || place.cursor) place.cursor = { epoch: data.epoch, after_seq: data.seq };
  place.isCaughtUp = data.complete;
});

on('changed', (data) => {
  const place = find(data.place);
  if (!place) return;
  fold(place, data.object);
  if (place.isCaughtUp) place.cursor = { ...place.cursor, after_seq: data.object.seq };
});

on('signal', (data) => {
  for (const { signal } of find(data.place)?.listeners ?? []) signal?.(data);
});

// The server says what there is to see now.
on('place_closed', (data) => {
  if (find(data.place)) location.reload();
});

/** Takes in an object that another answer brought, as if it had come over the socket. */
export function foldIn(name, object) {
  fold(find(name), object);
}

/** Whether a newer state of an element's object has been told, or that it is gone. */
export function isOutdated(name, element) {
  return (find(name)?.seen.get(element.id) ?? -1) > Number(element.dataset.seq);
}

function fold(place, object) {
  const name = `${object.type}-${object.id}`;
  const old = document.getElementById(name);
  if (object.seq <= Math.max(place.seen.get(name) ?? -1, Number(old?.dataset.seq ?? -1))) return;
  place.seen.set(name, object.seq);
  const listeners = place.listeners.filter((listener) => listener.type === object.type);
  const container = document.querySelector(`[data-objects="${CSS.escape(object.type)}"]`);
  const isShown = object.html !== null && container && listeners.every(({ admits }) => admits?.(object, old) ?? true);
  const element = isShown ? parse(object.html) : null;
  if (element) for (const { ready } of listeners) ready?.(element);
  const what = show(container, old, element);
  for (const { done } of listeners) done?.(object, element, what);
}

function show(container, old, element) {
  if (!element) {
    if (!old) return 'ignored';
    remove(old);
    return 'removed';
  }
  if (!old) {
    put(container, element);
    return 'added';
  }
  const hasMoved = old.dataset.order !== element.dataset.order;
  replace(old, element, hasMoved ? () => put(container, element) : undefined);
  return 'replaced';
}

/** Where its order says, among those that have one. */
export function put(container, element) {
  const next = [...container.children].find((other) => other !== element && other.dataset.order > element.dataset.order);
  if (next) return next.before(element);
  const last = [...container.children].findLast((other) => other !== element && 'order' in other.dataset);
  if (last) last.after(element);
  else container.append(element);
}
