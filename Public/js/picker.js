// The emoji picker: a dialog with all emoji, for reactions and for the composer.

import { open } from './dialogs.js';
import { lastUsed, load, matching, use } from './emoji.js';
import { make } from './markup.js';

const dialog = document.getElementById('emoji');
const field = dialog.querySelector('[name="find"]');
const list = dialog.querySelector('.all-emoji');
const common = dialog.querySelector('.emoji-picker');
const FOUND = 120;
let choose = null;
let isStarted = false;

/** Opens the picker. `taken` gets the emoji that is chosen. */
export function pick(taken) {
  choose = taken;
  // Not when it closes: that is told a moment later, when it may be open again and have letters in it.
  if (!dialog.open) field.value = '';
  open('emoji');
  if (matchMedia('(hover: hover)').matches) field.focus();
  start();
}

/** A press on any of its buttons, and the emoji typed into its field. */
for (const form of dialog.querySelectorAll('form')) {
  form.addEventListener('submit', (event) => {
    const choice = form.elements.other?.value.trim() ?? event.submitter?.value;
    form.reset();
    if (!choice) return;
    use(choice);
    // Until the dialog is closed, nothing else takes the focus.
    dialog.close();
    choose?.(choice);
  });
}

async function start() {
  show('');
  if (isStarted) return;
  isStarted = true;
  field.addEventListener('input', () => show(field.value));
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') list.querySelector('button')?.click();
    else if (event.key === 'ArrowDown') list.querySelector('button')?.focus();
    else return;
    event.preventDefault();
  });
  list.addEventListener('keydown', step);
}

/** The arrow keys go from one to the next, row by row. */
function step(event) {
  const all = [...list.querySelectorAll('button')];
  const here = all.indexOf(document.activeElement);
  const { offsetTop } = all[here] ?? {};
  const width = all.filter((one) => one.offsetTop === offsetTop).length;
  const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: width, ArrowUp: -width }[event.key];
  if (here < 0 || !by) return;
  event.preventDefault();
  (all[here + by] ?? (by < 0 ? field : all.at(-1))).focus();
}

async function show(text) {
  // What is found takes their place, so that it is in sight in a low window.
  common.hidden = text.trim() !== '';
  try {
    const groups = text.trim() ? [{ name: '', emoji: await matching(text, FOUND) }] : await everything();
    if (text !== field.value) return;
    list.replaceChildren(...groups.flatMap(drawn));
    if (!list.querySelector('button')) list.append(make('p', { className: 'soft' }, 'No emoji of that name.'));
  } catch {
    list.replaceChildren(make('p', { className: 'soft' }, 'You are offline. The other emoji cannot be loaded.'));
  }
}

async function everything() {
  const groups = await load();
  const byEmoji = new Map(groups.flatMap(({ emoji }) => emoji).map((one) => [one.emoji, one]));
  const used = lastUsed().map((emoji) => byEmoji.get(emoji)).filter(Boolean);
  return used.length > 0 ? [{ name: 'Used last', emoji: used }, ...groups] : groups;
}

function drawn({ name, emoji }) {
  const buttons = emoji.map((one) => make('button', { type: 'submit', value: one.emoji, ariaLabel: one.name, title: one.name }, one.emoji));
  const grid = make('div', { className: 'emoji-picker' }, ...buttons);
  return name ? [make('h3', {}, name), grid] : [grid];
}
