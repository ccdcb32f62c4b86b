// Writing: the field grows, Enter sends, ↑ takes up one's last message, drafts stay in this tab.

import { offline, request } from './connection.js';
import { find, messages } from './fragments.js';
import { post } from './pending.js';
import { stoppedTyping, typed } from './typing.js';
import { wrong } from './toast.js';

const form = document.getElementById('composer');
const field = form?.elements.content;
const replyTo = form?.elements.reply_to;
const context = document.getElementById('context');
const me = document.body.dataset.user;
let editing = null;

export function startComposer(room) {
  if (!form) return;
  const draft = `draft:${me}:${room}`;
  field.value ||= sessionStorage.getItem(draft) ?? '';
  grow();

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const content = field.value.trim();
    if (!content) return;
    if (editing) return saveEdit(content);
    post(room, content, replyTo.disabled ? undefined : Number(replyTo.value));
    stoppedTyping(room);
    reset();
  });
  field.addEventListener('input', () => {
    grow();
    if (editing) return;
    sessionStorage.setItem(draft, field.value);
    typed(room);
  });
  field.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) form.requestSubmit();
    else if (event.key === 'ArrowUp' && field.value === '') editLast();
    else if (event.key === 'Escape' && !context.hidden) reset();
    else return;
    event.preventDefault();
  });
  context.querySelector('a').addEventListener('click', (event) => {
    event.preventDefault();
    reset();
  });

  function reset() {
    editing = null;
    replyTo.disabled = true;
    context.hidden = true;
    field.value = '';
    sessionStorage.removeItem(draft);
    grow();
    field.focus();
  }

  async function saveEdit(content) {
    const id = editing;
    try {
      await request('edit_message', { id, content });
      if (editing === id) reset();
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
  editing = null;
  replyTo.value = id;
  replyTo.disabled = false;
  showContext(`Reply to ${find(id).querySelector('.author').textContent}`);
}

/** Asks for the message as it was typed: the page holds only what was made of it. */
export async function edit(room, id) {
  if (!form) return;
  try {
    const page = await request('backfill', { room, before_id: id + 1, limit: 1 });
    const message = page.messages.find((one) => one.id === id);
    if (!message || message.deleted) return;
    editing = id;
    replyTo.disabled = true;
    field.value = message.content;
    showContext('Editing your message. Esc leaves it as it was');
    grow();
  } catch (error) {
    wrong(error);
  }
}

function showContext(text) {
  context.hidden = false;
  context.querySelector('span').textContent = text;
  field.focus();
}

function grow() {
  field.rows = 1;
  while (field.scrollHeight > field.clientHeight && field.rows < 12) field.rows += 1;
}
