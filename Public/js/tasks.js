// The task page: dialogs, ticks, undo. The server decides; what it decided comes over the socket and is shown by task-list.js.

import { api } from './api.js';
import { newRequestID } from './connection.js';
import { open } from './dialogs.js';
import { find, refresh, startList, visit } from './task-list.js';
import { reason, toast } from './toast.js';

const main = document.getElementById('main');
const dialog = document.getElementById('task-dialog');
const form = document.getElementById('task-form');
const asking = document.getElementById('delete-task');
const names = { title: 'Title', description: 'Description' };
/** The task in the dialog: null for a new one. */
let editing = null;
let version = '';
let key = newRequestID();
let doomed = null;
/** What was deleted here, the last one last: its id, and whether the server agreed. The row may go before that is known. */
const gone = [];

startList();

/** Does something to one task, and resolves with whether it was done; refused, it can be tried again by choice. */
async function change(id, method, path, body, done) {
  const row = find(id);
  row?.setAttribute('aria-busy', 'true');
  try {
    await api(method, `/api/tasks/${id}${path}`, body);
    done?.();
    return true;
  } catch (error) {
    if (error.status === 404) refresh();
    toast(reason(error), 'wrong', { name: 'Try again', take: () => change(id, method, path, body, done) });
    return false;
  } finally {
    row?.removeAttribute('aria-busy');
  }
}

const restore = (id) => change(id, 'POST', '/restore', undefined, () => toast('Task is back'));

main.addEventListener('click', (event) => {
  const link = event.target.closest('a, [data-action]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button > 0) return;
  const { action } = link.dataset;
  const row = link.closest('.task');
  if (action === 'create') write(null);
  else if (action === 'edit') write(row);
  else if (action === 'delete') ask(row);
  else if (action === 'retry') visit(location.pathname + location.search);
  else if (link.closest('.tabs, .pager, .empty')) visit(link.getAttribute('href'));
  else return;
  event.preventDefault();
});

main.addEventListener('submit', (event) => {
  const row = event.target.closest('.task');
  if (!row) return;
  event.preventDefault();
  if (row.classList.contains('deleted')) return restore(Number(row.dataset.id));
  // Says what it shall become, so that a second try is no second toggle.
  const completed = !row.classList.contains('done');
  if (!row.ariaBusy || row.ariaBusy === 'false') change(Number(row.dataset.id), 'PATCH', '', { completed });
});

function write(row) {
  const id = row && Number(row.dataset.id);
  if (row || editing) form.reset();
  editing = id;
  if (row) {
    version = row.dataset.version;
    form.elements.title.value = row.querySelector('.title').textContent;
    form.elements.description.value = row.querySelector('.description')?.textContent ?? '';
  }
  dialog.querySelector('h2').textContent = row ? 'Edit task' : 'New task';
  form.querySelector('.primary').textContent = row ? 'Save' : 'Create';
  explain({});
  open(dialog.id);
}

/** Puts what is wrong beside its field, the rest above the form. */
function explain({ message, details = {} }) {
  form.parentElement.querySelector('.errors')?.remove();
  for (const name of Object.keys(names)) {
    const input = form.elements[name];
    const field = input.closest('.field');
    field.querySelector('.error')?.remove();
    field.classList.toggle('wrong', name in details);
    input.ariaInvalid = name in details ? 'true' : null;
    input.removeAttribute('aria-describedby');
    if (!(name in details)) continue;
    const words = document.createElement('p');
    words.className = 'error';
    words.id = `error-${name}`;
    words.textContent = `${names[name]} ${details[name]}`;
    words.role = 'alert';
    field.append(words);
    input.setAttribute('aria-describedby', words.id);
  }
  const wrong = Object.keys(names).find((name) => name in details);
  if (wrong) return form.elements[wrong].focus();
  if (!message) return;
  const box = document.createElement('div');
  box.className = 'errors';
  box.role = 'alert';
  box.textContent = message;
  form.before(box);
}

form.noValidate = true;
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const button = form.querySelector('.primary');
  if (button.disabled) return;
  button.disabled = true;
  const [id, body] = [editing, { title: form.elements.title.value, description: form.elements.description.value || null }];
  try {
    if (id) await api('PATCH', `/api/tasks/${id}`, body, version && { 'If-Match': `"${version}"` });
    else await api('POST', '/api/tasks', body, { 'Idempotency-Key': key });
    key = newRequestID();
    form.reset();
    dialog.close();
    toast(id ? 'Task updated' : 'Task created');
    if (!id && !location.search.match(/^$|^\?status=pending$/)) visit(location.pathname);
  } catch (error) {
    // Whoever saves once more has been told, and means it. What was refused is another request when it is put right.
    if (error.status === 412) version = '';
    if (error.status) key = newRequestID();
    explain(error);
  } finally {
    button.disabled = false;
  }
});

function ask(row) {
  doomed = Number(row.dataset.id);
  asking.querySelector('.title').textContent = row.querySelector('.title').textContent;
  open(asking.id);
}

asking.querySelector('form').addEventListener('submit', () => {
  const id = doomed;
  const isDone = change(id, 'DELETE', '', undefined, () => toast('Task deleted', 'news', { name: 'Undo', take: () => restore(id) }));
  gone.push({ id, isDone });
});

// A toast is soon gone, and far from the keys.
addEventListener('keydown', async (event) => {
  if (event.key !== 'z' || !(event.ctrlKey || event.metaKey) || gone.length === 0 || event.target.closest?.('input, textarea, dialog')) return;
  event.preventDefault();
  const { id, isDone } = gone.pop();
  if (await isDone) restore(id);
});
