// Writing: the field grows, Enter sends, ↑ takes up one's last message, drafts stay in this tab.

import { offline, request } from './connection.js';
import { find, messages } from './fragments.js';
import { judge } from './limits.js';
import { post } from './pending.js';
import { stoppedTyping, typed } from './typing.js';
import { wrong } from './toast.js';

const form = document.getElementById('composer');
const field = form?.elements.content;
const replyTo = form?.elements.reply_to;
const context = document.getElementById('context');
const me = document.body.dataset.user;
let draft = '';
/** The message that is being edited; the draft waits in the tab meanwhile. */
let editing = null;
/** The message the draft answers, and what says so. */
let answered = null;

export function startComposer(room) {
  if (!form) return;
  draft = `draft:${me}:${room}`;
  field.value ||= sessionStorage.getItem(draft) ?? '';
  if (!replyTo.disabled) answered = { id: replyTo.value, name: context.querySelector('bdi').textContent };
  judge(field);
  grow();

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const content = field.value.trim();
    if (!content) return;
    if (editing) return saveEdit(content);
    post(room, content, replyTo.disabled ? undefined : Number(replyTo.value));
    stoppedTyping(room);
    answered = null;
    show('');
  });
  field.addEventListener('input', () => {
    grow();
    if (editing) return;
    keep();
    typed(room);
  });
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey) form.requestSubmit();
    else if (event.key === 'ArrowUp' && field.value === '') editLast();
    else if (event.key === 'Escape' && !context.hidden) back();
    else return;
    event.preventDefault();
  });
  context.querySelector('a').addEventListener('click', (event) => {
    event.preventDefault();
    back();
  });

  /** One step back: from an edit to the draft, from an answer to a message that answers nothing. */
  function back() {
    if (editing) return leaveEdit();
    answered = null;
    show(field.value);
  }

  async function saveEdit(content) {
    const id = editing;
    try {
      await request('edit_message', { id, content });
      if (editing === id) leaveEdit();
    } catch (error) {
      wrong(error === offline ? { message: 'You are offline. Your change is still in the field.' } : error);
    }
  }

  function editLast() {
    const last = messages().findLast((message) => message.dataset.author === me && !message.classList.contains('deleted'));
    if (last) edit(room, Number(last.dataset.id));
  }
}

export function reply(id) {
  if (!form) return;
  answered = { id, name: find(id).querySelector('.author').textContent };
  if (editing) leaveEdit();
  else show(field.value);
}

const keep = () => sessionStorage.setItem(draft, field.value);

function leaveEdit() {
  editing = null;
  show(sessionStorage.getItem(draft) ?? '');
}

/** Shows a draft, and what it answers. */
function show(text) {
  // Unchanged, it keeps its caret.
  if (field.value !== text) field.value = text;
  keep();
  replyTo.disabled = !answered;
  replyTo.value = answered?.id ?? '';
  context.hidden = !answered;
  if (answered) showContext('Reply to ', answered.name);
  judge(field);
  grow();
  field.focus();
}

/** Asks for the message as it was typed: the page holds only what was made of it. */
export async function edit(room, id) {
  if (!form) return;
  try {
    const page = await request('backfill', { room, before_id: id + 1, limit: 1 });
    const message = page.messages.find((one) => one.id === id);
    if (!message || message.deleted) return;
    if (!editing) keep();
    editing = id;
    replyTo.disabled = true;
    field.value = message.content;
    showContext('Editing your message. Esc leaves it as it was');
    judge(field);
    grow();
  } catch (error) {
    wrong(error);
  }
}

function showContext(text, name = '') {
  context.hidden = false;
  const person = document.createElement('bdi');
  person.textContent = name;
  context.querySelector('span').replaceChildren(text, person);
  field.focus();
}

function grow() {
  field.rows = 1;
  while (field.scrollHeight > field.clientHeight && field.rows < 12) field.rows += 1;
}
