// The modules of a wall: moved by buttons or by their handle, removed and brought back, and loaded as one scrolls to them.

import { api } from './api.js';
import { localiseMoments } from './clock.js';
import { parsePage } from './markup.js';
import { foldIn, isOutdated, watch } from './place.js';
import { reason, toast } from './toast.js';
import { startDragging } from './dragging.js';

const AHEAD = '600px';

const wall = document.getElementById('wall');
const list = document.getElementById('modules');
const modules = () => [...list.querySelectorAll(':scope > .module')];
const find = (id) => document.getElementById(`module-${id}`);
const idOf = (module) => Number(module.dataset.module);
const more = () => document.getElementById('more-modules');

export function startModules() {
  watch(wall.dataset.place, { type: 'module', admits, done });
  list.addEventListener('submit', (event) => {
    const action = event.submitter?.dataset.action;
    const module = event.target.closest('.module');
    if (!['up', 'down', 'remove'].includes(action)) return;
    event.preventDefault();
    if (action === 'remove') remove(module);
    else step(module, action === 'up' ? -1 : 1);
  });
  startDragging(list, (module, after) => move(module, after));
  if (more()) loadOnScroll();
}

/** A module that stands after those which are loaded comes with them. */
function admits({ order }, element) {
  return element !== null || !more() || order < (modules().at(-1)?.dataset.order ?? '');
}

const done = (object, element) => element && localiseMoments(element);

function step(module, by) {
  const all = modules();
  const index = all.indexOf(module);
  const target = index + by;
  if (target < 0 || (target >= all.length && !more())) return toast(by < 0 ? 'This is the first module' : 'This is the last module');
  if (target >= all.length) {
    const id = idOf(module);
    return load().then(() => (modules().length > all.length ? step(find(id), by) : toast('More modules could not be loaded', 'wrong')));
  }
  // Up: after the one before the previous. Down: after the next.
  return move(module, by < 0 ? (all[target - 1] ?? null) : all[target]);
}

async function move(module, after) {
  const id = idOf(module);
  try {
    const { module: moved } = await api('POST', `/api/modules/${id}/move`, { after: after && idOf(after) });
    foldIn(wall.dataset.place, moved);
    const place = modules().filter((other) => idOf(other) !== id && other.dataset.order < moved.order).length + 1;
    toast(more() ? `Moved to place ${place}` : `Moved to place ${place} of ${modules().length}`);
  } catch (error) {
    toast(reason(error), 'wrong', { name: 'Try again', take: () => move(find(id), after) });
  }
}

async function remove(module) {
  const id = idOf(module);
  try {
    const { restorable_until: until } = await api('DELETE', `/api/modules/${id}`);
    toast('Removed', 'news', until && { name: 'Undo', take: () => restore(id) });
  } catch (error) {
    toast(reason(error), 'wrong');
  }
}

async function restore(id) {
  try {
    const { module } = await api('POST', `/api/modules/${id}/restore`);
    foldIn(wall.dataset.place, module);
    toast('The module is back');
  } catch (error) {
    toast(reason(error), 'wrong', { name: 'Try again', take: () => restore(id) });
  }
}

function loadOnScroll() {
  const link = more();
  link.addEventListener('click', (event) => {
    event.preventDefault();
    load();
  });
  new IntersectionObserver((seen) => seen.some(({ isIntersecting }) => isIntersecting) && load(), { rootMargin: AHEAD }).observe(link);
}

let loading = null;

function load() {
  loading ??= loadNext().finally(() => (loading = null));
  return loading;
}

async function loadNext() {
  const link = more();
  if (!link) return;
  const answer = await fetch(link.href, { headers: { Accept: 'text/html' } }).catch(() => null);
  if (!answer?.ok) return;
  const text = await answer.text().catch(() => null);
  if (text === null) return;
  const page = parsePage(text);
  // The columns end here and begin again, so that what somebody reads does not move.
  const end = document.createElement('div');
  end.className = 'loaded';
  end.role = 'none';
  list.append(end);
  for (const module of page.querySelectorAll('#modules > .module')) {
    const fresh = document.importNode(module, true);
    localiseMoments(fresh);
    // What changed while the page was on its way is newer than the page.
    if (!find(idOf(fresh)) && !isOutdated(wall.dataset.place, fresh)) list.append(fresh);
  }
  const next = page.getElementById('more-modules');
  if (next) link.href = next.href;
  else link.parentElement.remove();
}
