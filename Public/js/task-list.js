// The list on the page: the fold of a member's tasks, as far as a page of a list can know. The rest is asked of the server.

import { localiseMoments } from './clock.js';
import { parsePage } from './markup.js';
import { watch } from './place.js';

const WAITING_MS = 200;
const failure = document.getElementById('tasks-failed');
let loads = 0;
let asksAgain = false;

const region = () => document.getElementById('tasks');
const rows = () => [...region().querySelectorAll('#task-list > .task')];
export const find = (id) => document.getElementById(`task-${id}`);

/** Shows the list at an address of ours. */
export function visit(address) {
  if (address !== location.pathname + location.search) history.pushState(null, '', address);
  return show();
}

async function show() {
  await load(true);
  // What was told while the page was on its way may be newer than the page.
  if (asksAgain) refresh();
}

/** Asks for the list as it is now; asked while it is on its way, it asks once more. */
export async function refresh() {
  asksAgain = true;
  if (loads > 0) return;
  while (asksAgain) {
    asksAgain = false;
    await load(false);
  }
}

export function startList() {
  localiseMoments(region());
  showTab();
  watch('me', { type: 'task', admits, done, reset: refresh });
  addEventListener('popstate', show);
}

async function load(isVisit) {
  const address = location.pathname + location.search;
  loads += 1;
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
    loads -= 1;
    clearTimeout(timer);
  }
}

function wait(address) {
  if (address !== location.pathname + location.search) return;
  for (const part of region().querySelectorAll(':scope > :not(.tabs)')) part.remove();
  region().append(document.getElementById('tasks-waiting').content.cloneNode(true));
}

function take(fresh) {
  localiseMoments(fresh);
  if (!fresh.isEqualNode(region())) keepingFocus(() => region().replaceWith(fresh));
  showTab();
}

/** On a phone the tabs scroll sideways. */
function showTab() {
  region().querySelector('.tabs [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

/** Whether the task belongs on this page of this list. */
function admits(task, row) {
  if (loads > 0) asksAgain = true;
  const { status, limit, pages } = region().dataset;
  if (status !== 'all' && task.completed !== (status === 'completed')) return false;
  // A page that is the whole list knows where a task belongs.
  return row !== null || (document.getElementById('task-list') !== null && Number(pages) === 1 && rows().length < Number(limit));
}

function done(task, row, what) {
  const { status, pages } = region().dataset;
  if (loads > 0) asksAgain = true;
  if (row) localiseMoments(row);
  // A page of several, an empty list and the deleted ones are the server's to say.
  const isElsewhere = what === 'ignored' && (task.deleted ? Number(pages) > 1 : status === 'all' || task.completed === (status === 'completed'));
  if (status === 'deleted' || isElsewhere || (what === 'removed' && (rows().length === 0 || Number(pages) > 1))) refresh();
}

/** Puts the focus where it was, or on the button for a new task. */
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
