// Writing: the field grows, Enter sends, ↑ edits the member's last message, drafts are kept in this tab.

import { allow, files, isHeld, startAttaching } from './attach.js';
import { offline, request } from './connection.js';
import { find, messages, ownText } from './fragments.js';
import { judge } from './limits.js';
import { make } from './markup.js';
import { lookForAbsent, post } from './pending.js';
import { stoppedTyping, typed } from './typing.js';
import { wrong } from './toast.js';

const form = document.getElementById('composer');
const field = form?.elements.content;
const replyTo = form?.elements.reply_to;
const context = document.getElementById('context');
const me = document.body.dataset.user;
const NAMED_EMOJI = /:[a-z0-9_-]+:/i;
let draft = '';
let isCompleting = false;
/** The text whose `:names:` have been looked up. */
let spelled = null;
/** The edit that is going on. */
let editing = null;
/** The message the draft answers, and what says so. */
let answered = null;

export function startComposer(room) {
  if (!form) return;
  draft = `draft:${me}:${room}`;
  fill(field.value || (sessionStorage.getItem(draft) ?? ''));
  if (!replyTo.disabled) answered = { id: replyTo.value, name: context.querySelector('bdi').textContent };

  form.onsubmit = (event) => {
    event.preventDefault();
    const content = field.value.trim();
    if (editing) return saveEdit(content);
    if (isHeld(form) || (!content && !files?.count())) return;
    if (NAMED_EMOJI.test(content) && spelled !== content) return spellOut(content);
    spelled = null;
    post(room, content, replyTo.disabled ? undefined : Number(replyTo.value), files?.take());
    stoppedTyping(room);
    answered = null;
    show('');
  };
  startAttaching(room, form);
  startEmoji();
  field.oninput = () => {
    grow();
    if (!isCompleting && /(^|[\s(])[@:]/.test(field.value)) complete();
    if (editing) return;
    keep();
    typed(room);
  };
  field.onkeydown = (event) => {
    if (event.key === 'Enter' && !event.shiftKey) form.requestSubmit();
    else if (event.key === 'ArrowUp' && field.value === '' && !field.readOnly) editLast();
    else if (event.key === 'Escape' && !context.hidden) back();
    else return;
    event.preventDefault();
  };
  context.querySelector('a').onclick = (event) => {
    event.preventDefault();
    back();
  };

  /** From an edit to the draft, from an answer to no answer. */
  function back() {
    if (editing) return leaveEdit();
    answered = null;
    show(field.value);
  }

  async function saveEdit(content) {
    // What a message shows is enough without words.
    if (!content && !find(editing.id)?.querySelector('.attached')) return;
    const edit = editing;
    try {
      await request('edit_message', { id: edit.id, content });
      lookForAbsent(room, edit.id, content);
      if (editing === edit) leaveEdit();
    } catch (error) {
      wrong(error === offline ? { message: 'You are offline. Your change is still in the field.' } : error);
    }
  }

  function editLast() {
    const last = messages().findLast((message) => message.dataset.author === me && !message.classList.contains('deleted'));
    if (last) edit(room, Number(last.dataset.id));
  }
}

/** The suggestions for @names and :emoji: are loaded with the first of these marks. */
function complete() {
  isCompleting = true;
  import('./completing.js').then(
    ({ look }) => look(),
    () => (isCompleting = false),
  );
}

/** Sends the text with its `:names:` as emoji; as it is, if those cannot be loaded. */
async function spellOut(content) {
  const { spelledOut } = await import('./emoji.js').catch(() => ({}));
  spelled = (await spelledOut?.(content).catch(() => null)) ?? content;
  // Somebody who writes on meanwhile sends again.
  if (field.value.trim() !== content) return;
  fill(spelled);
  form.requestSubmit();
}

function startEmoji() {
  const button = document.getElementById('pick-emoji');
  button.hidden = false;
  button.onclick = () =>
    import('./picker.js').then(
      ({ pick }) =>
        pick((emoji) => {
          field.focus();
          document.execCommand('insertText', false, emoji);
        }),
      () => wrong(offline),
    );
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
  allow(true);
  show(sessionStorage.getItem(draft) ?? '');
}

/** Shows a draft, and what it answers. */
function show(text) {
  wait(false);
  // Unchanged, it keeps its caret.
  if (field.value !== text) fill(text);
  keep();
  replyTo.disabled = !answered;
  replyTo.value = answered?.id ?? '';
  context.hidden = !answered;
  if (answered) showContext('Reply to ', answered.name);
  field.focus();
}

/** Begins to edit a message. Its text may have to be requested; the field is read-only until then. */
export async function edit(room, id) {
  if (!form) return;
  if (!editing) keep();
  const begun = { id };
  editing = begun;
  allow(false);
  replyTo.disabled = true;
  const known = ownText(id);
  wait(known === undefined);
  fill(known ?? '');
  showContext('Editing your message. Esc leaves it as it was');
  if (known !== undefined) return;
  try {
    const page = await request('backfill', { room, before_id: id + 1, limit: 1 });
    // Left again, or another message was chosen.
    if (editing !== begun) return;
    const text = page.messages.find((one) => one.id === id)?.content;
    // It was deleted.
    if (text == null) return leaveEdit();
    wait(false);
    fill(text);
    field.focus();
  } catch (error) {
    if (editing === begun) leaveEdit();
    wrong(error);
  }
}

function wait(isWaiting) {
  field.readOnly = isWaiting;
  field.ariaBusy = isWaiting;
}

function fill(text) {
  field.value = text;
  judge(field);
  grow();
}

function showContext(text, name = '') {
  context.hidden = false;
  context.querySelector('span').replaceChildren(text, make('bdi', {}, name));
  field.focus();
}

function grow() {
  field.rows = 1;
  while (field.scrollHeight > field.clientHeight && field.rows < 12) field.rows += 1;
}
