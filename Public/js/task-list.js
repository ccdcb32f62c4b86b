// The list on the page: a fold of tasks by id, keeping the latest state; what this page cannot know is asked of the server.

import { on } from './connection.js';
import { parse, parsePage } from './markup.js';

const WAITING_MS = 200;
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const failure = document.getElementById('tasks-failed');
/** The latest state of each task that was told of; of a deleted one, that there is none. */
const known = new Map();
let isAsking = false;
let asksAgain = false;

const region = () => document.getElementById('tasks');
const rows = () => [...region().querySelectorAll('#task-list > .task')];
export const find = (id) => document.getElementById(`task-${id}`);

/** Shows the list at an address of ours. */
export function visit(address) {
  if (address !== location.pathname + location.search) history.pushState(null, '', address);
  return load(true);
}

/** Asks for the list as it is now; asked while it is on its way, it asks once more. */
export async function refresh() {
  asksAgain = true;
  if (isAsking) return;
  isAsking = true;
  while (asksAgain) {
    asksAgain = false;
    await load(false);
  }
  isAsking = false;
}

export function startList() {
  localise(region());
  on('task_changed', changed);
  on('task_deleted', deleted);
  // What happened before the connection stood, or while it was gone.
  on('up', refresh);
  addEventListener('popstate', () => load(true));
}

async function load(isVisit) {
  const address = location.pathname + location.search;
  const timer = isVisit && setTimeout(() => wait(address), WAITING_MS);
  try {
    const answer = await fetch(address, { headers: { Accept: 'text/html' } });
    if (answer.redirected || answer.status === 401 || answer.status === 403) return location.reload();
    if (!answer.ok) throw new Error(answer.statusText);
    const page = parsePage(await answer.text());
    if (address !== location.pathname + location.search) return;
    failure.hidden = true;
    take(document.importNode(page.getElementById('tasks'), true));
  } catch {
    failure.hidden = false;
    if (isVisit) region().querySelector('.waiting')?.remove();
  } finally {
    clearTimeout(timer);
  }
}

function wait(address) {
  if (address !== location.pathname + location.search) return;
  for (const part of region().querySelectorAll(':scope > :not(.tabs)')) part.remove();
  region().append(document.getElementById('tasks-waiting').content.cloneNode(true));
}

function take(fresh) {
  localise(fresh);
  if (!fresh.isEqualNode(region())) keepingFocus(() => region().replaceWith(fresh));
}

function changed({ task, html }) {
  if (isAsking) asksAgain = true;
  const { status, limit, pages } = region().dataset;
  const old = find(task.id);
  const time = Date.parse(task.updated_at);
  // Brought back, or told late of before: the server knows.
  const last = old ? Number(old.dataset.updated) : known.get(task.id);
  // Brought back, or told late of before: the server knows.
  if (last === Infinity) return refresh();
  if (last >= time) return;
  known.set(task.id, time);
  const belongs = status === 'all' || task.completed === (status === 'completed');
  if (old && belongs) return keepingFocus(() => old.replaceWith(fresh(html)));
  if (old) return remove(old);
  if (!belongs) return;
  // A page that is the whole list knows where a task belongs.
  const list = document.getElementById('task-list');
  if (!list || Number(pages) !== 1 || rows().length >= Number(limit)) return refresh();
  const before = rows().findLast((row) => Number(row.dataset.id) > task.id);
  if (before) before.after(fresh(html));
  else list.prepend(fresh(html));
}

function deleted({ id }) {
  if (isAsking) asksAgain = true;
  known.set(id, Infinity);
  const old = find(id);
  if (old) remove(old);
  else if (Number(region().dataset.pages) > 1) refresh();
}

function remove(row) {
  keepingFocus(() => row.remove());
  if (rows().length === 0 || Number(region().dataset.pages) > 1) refresh();
}

function fresh(html) {
  const row = parse(html);
  localise(row);
  return row;
}

/** Puts the focus where it was, or on the next task when that one is gone. */
function keepingFocus(change) {
  const here = document.activeElement;
  const row = here?.closest('.task');
  const after = row && (row.nextElementSibling ?? row.previousElementSibling);
  change();
  if (!here || here.isConnected || here === document.body) return;
  const same = (place) => place?.querySelector(`[data-action="${here.dataset.action}"]`);
  const link = here.getAttribute('href');
  const heir = row ? (same(find(row.dataset.id)) ?? same(after && find(after.dataset.id))) : link && region().querySelector(`a[href="${link}"]`);
  (heir ?? document.getElementById('new-task')).focus();
}

function localise(root) {
  for (const time of root.querySelectorAll('time[datetime]')) time.textContent = moment.format(new Date(time.dateTime));
}
