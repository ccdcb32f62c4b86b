// The sticker board of a wall, for members: placing stickers, choosing one, changing it by keys and buttons, removing it.

import { api } from './api.js';
import { newRequestID } from './connection.js';
import { open } from './dialogs.js';
import { foldIn, watch } from './place.js';
import { accept, change, elementOf, forget, restack } from './sticker-edits.js';
import { hide, outline } from './sticker-frame.js';
import { startGestures } from './sticker-gestures.js';
import { allowed, poseOf, words } from './sticker-pose.js';
import { reason, toast } from './toast.js';

const SAY_AFTER_MS = 300;

const me = document.body.dataset.user;
const wall = document.getElementById('wall');
const may = (right) => wall.dataset.can.split(' ').includes(right);
const board = document.querySelector('[data-objects="sticker"]');
const tools = document.getElementById('sticker-tools');
const stickers = () => [...board.querySelectorAll(':scope > .sticker')];
const place = document.getElementById('place-sticker');

/** The sticker whose frame and buttons are shown, by its id: its element may be replaced. */
let chosen = null;
/** The sticker that gets the focus when it arrives. */
let awaited = null;

function start() {
  watch(wall.dataset.place, { type: 'sticker', ready: dress, done });
  stickers().forEach(dress);
  wall.addEventListener('rights', follow);

  board.addEventListener('focusin', ({ target }) => choose(target.closest('.sticker')));
  for (const part of [board, tools]) part.addEventListener('focusout', ({ relatedTarget }) => leave(relatedTarget));
  board.addEventListener('keydown', press);
  // The focus stays on the sticker.
  tools.addEventListener('mousedown', (event) => event.preventDefault());
  tools.addEventListener('click', ({ target }) => act(elementOf(chosen), target.closest('[data-action]')?.dataset.action));
  startGestures(board, { mayChange, finish, nudge });
  new ResizeObserver(() => choose(elementOf(chosen))).observe(board);

  const dialog = document.getElementById('stickers');
  dialog.addEventListener('submit', take);
  place.addEventListener('click', () => takePictures(dialog), { once: true });
  document.querySelector('#remove-sticker form').addEventListener('submit', () => remove(elementOf(chosen)));
}

const mayChange = (element) => may('edit') || element.dataset.author === me;

/** Who may change or remove a sticker meets it as a button. */
function dress(element) {
  accept(element);
  const isButton = mayChange(element) || may('moderate');
  element.setAttribute('role', isButton ? 'button' : 'img');
  for (const [name, value] of [['aria-describedby', 'sticker-keys'], ['tabindex', '0']]) {
    if (isButton) element.setAttribute(name, value);
    else element.removeAttribute(name);
  }
}

/** The viewer may do more or less than before. */
function follow() {
  stickers().forEach(dress);
  board.dataset.heir = may('place') ? place.id : 'main';
  document.querySelector('.board-tools').hidden = !may('place') && !stickers().some((one) => one.getAttribute('role') === 'button');
  if (chosen && elementOf(chosen)?.getAttribute('role') !== 'button') document.activeElement.blur();
}

function done(object, element) {
  const id = String(object.id);
  if (!element) {
    forget(id);
    if (chosen !== id) return;
    // The sticker itself left its focus to a neighbour; a button of the tools that go with it did not.
    if (tools.contains(document.activeElement)) (stickers().find(({ tabIndex }) => tabIndex === 0) ?? place)?.focus({ preventScroll: true });
    leave(null);
  } else if (awaited === id) {
    awaited = null;
    element.focus({ preventScroll: true });
  } else if (chosen === id) {
    choose(element);
  }
}

// MARK: The chosen sticker

function choose(element) {
  if (!element) return;
  chosen = element.dataset.sticker;
  outline(board, element, mayChange(element));
  for (const { dataset, classList } of tools.children) classList.toggle('unfit', dataset.action !== 'remove' && !mayChange(element));
  tools.hidden = false;
}

/** When the focus goes elsewhere. It is nowhere for a moment while an element is replaced. */
function leave(to) {
  if (to && (board.contains(to) || tools.contains(to) || to.closest('dialog'))) return;
  queueMicrotask(() => {
    const now = document.activeElement;
    if (board.contains(now) || tools.contains(now) || now.closest('dialog')) return;
    chosen = null;
    tools.hidden = true;
    hide();
  });
}

let saying = 0;

/** For those who listen, once a burst of keys is over. */
function say(text) {
  clearTimeout(saying);
  saying = setTimeout(() => (document.getElementById('sticker-said').textContent = text), SAY_AFTER_MS);
}

// MARK: Changing

const steps = { ArrowLeft: ['x', -1], ArrowRight: ['x', 1], ArrowUp: ['y', -1], ArrowDown: ['y', 1] };
const acts = { ']': 'front', '[': 'back', Delete: 'remove', Backspace: 'remove' };

function press(event) {
  const element = event.target.closest('.sticker');
  if (!element || event.ctrlKey || event.metaKey || event.altKey) return;
  const [axis, step] = steps[event.key] ?? [];
  if (axis) nudge(element, { [axis]: step * (event.shiftKey ? 5 : 1) });
  else if (event.key === 'r' || event.key === 'R') nudge(element, { rotation: event.shiftKey ? -15 : 15 });
  else if (event.key === '+' || event.key === '=') nudge(element, { scale: 0.1 });
  else if (event.key === '-' || event.key === '−') nudge(element, { scale: -0.1 });
  else if (acts[event.key]) act(element, acts[event.key]);
  else return;
  event.preventDefault();
}

/** Adds to fields of a pose. */
function nudge(element, by) {
  if (!mayChange(element)) return;
  const pose = poseOf(element);
  for (const [name, amount] of Object.entries(by)) pose[name] += amount;
  finish(element, allowed(pose));
}

function finish(element, pose, wait) {
  const changed = change(element, pose, wait);
  say(changed ? words(changed, poseOf(element)) : 'It goes no further');
  choose(element);
}

function act(element, action) {
  if (!element || !action) return;
  if (action === 'remove') {
    chosen = element.dataset.sticker;
    open('remove-sticker').querySelector('.title').textContent = element.getAttribute('aria-label');
  } else if (mayChange(element)) {
    restack(element, action);
    say(action === 'front' ? 'In front' : 'At the back');
  }
}

async function remove(element) {
  if (!element) return;
  try {
    await api('DELETE', `/api/stickers/${element.dataset.sticker}`);
    toast('Removed');
  } catch (error) {
    toast(reason(error), 'wrong');
  }
}

// MARK: Placing

async function takePictures(dialog) {
  const picture = dialog.querySelector('.own-picture');
  if (!picture) return;
  const { startPictures } = await import('./sticker-picture.js');
  startPictures(picture, (id) => {
    dialog.close();
    add({ kind: 'image', media_id: id });
  });
}

function take(event) {
  const { target: form, submitter } = event;
  const text = form.elements.words?.value.trim() ?? submitter.value;
  if (submitter.name === 'art') add({ kind: 'art', art: text });
  else if (text) add({ kind: 'text', text }, form);
  else if (form.elements.words) event.preventDefault();
}

async function add(content, form) {
  try {
    const path = `/api/walls/${encodeURIComponent(wall.dataset.owner)}/stickers`;
    const { sticker } = await api('POST', path, { ...content, ...spot() }, { 'Idempotency-Key': newRequestID() });
    form?.reset();
    const element = elementOf(sticker.id);
    if (element) return element.focus({ preventScroll: true });
    awaited = String(sticker.id);
    foldIn(wall.dataset.place, sticker);
    say(`Placed at ${Math.round(sticker.x)}, ${Math.round(sticker.y)}`);
  } catch (error) {
    toast(reason(error), 'wrong');
  }
}

/** The middle of what is seen of the board; beside it while another sticker lies exactly there. */
function spot() {
  const { top, bottom, height } = board.getBoundingClientRect();
  const bar = document.querySelector('.topbar')?.getBoundingClientRect().bottom ?? 0;
  const [from, to] = [Math.max(top, bar), Math.min(bottom, innerHeight)];
  const pose = { x: 50, y: from < to ? ((from + to) / 2 - top) / height * 100 : 50, rotation: 0, scale: 1 };
  const isTaken = ({ x, y }) => stickers().map(poseOf).some((other) => Math.hypot(other.x - x, other.y - y) < 1);
  while (isTaken(pose) && pose.x < 90 && pose.y < 90) {
    pose.x += 3;
    pose.y += 3;
  }
  const { x, y } = allowed(pose);
  return { x, y };
}

start();
