// Files of the message that is being written, uploaded at once and sent with the words. Loaded with the first one (attach.js).

import { isAllowed, say } from './attach.js';
import { newRequestID, offline, on } from './connection.js';
import { make } from './markup.js';
import { record as startRecorder } from './recorder.js';
import { reason } from './toast.js';
import { discard, upload } from './uploads.js';

const MOST = 4;
const FULL = `A message shows at most ${MOST} files`;
const list = document.getElementById('attachments');
const recordButton = document.getElementById('record');
const content = document.getElementById('content');
const template = document.getElementById('attachment-template');
/** In the order in which they are shown. Each has the file or the media that became of it. */
const items = [];
let key = '';
let numbers = 0;
/** The form that is sent when the uploads are done. */
let held = null;
/** A voice note has its place from the beginning. */
let isRecording = false;

export const count = () => items.length;

/** What `post_message` and the row of an unsent message need. From now on the message has them. */
export function take() {
  const taken = items.map(({ media, isNew, field }) => ({ id: media.id, kind: media.kind, alt: field.value.trim() || undefined, isNew }));
  for (const item of items.splice(0)) clear(item);
  keep();
  say('');
  return taken;
}

/** Whether the form cannot be sent yet. It is sent after uploads that run. */
export function isHeld(form) {
  const failed = items.find((item) => item.state === 'failed');
  const isUploading = items.some((item) => item.state === 'uploading');
  held = isUploading && !failed ? form : null;
  form.classList.toggle('waiting', held !== null);
  if (failed) say(`${failed.name} is not uploaded. Try again, or remove it.`);
  else if (held) say('Your message is sent when its files are uploaded');
  return isUploading || failed !== undefined;
}

/** Sends what was held, unless the member edits a message. */
function settled() {
  const form = held;
  if (!form || isHeld(form)) return;
  form.classList.remove('waiting');
  if (isAllowed()) form.requestSubmit();
}

/** Shows what a reload of this tab left under the key. */
export function start(keptUnder) {
  key = keptUnder;
  for (const kept of JSON.parse(sessionStorage.getItem(key) ?? '[]')) uploaded(show(kept.name), kept);
  on('up', () => items.filter((item) => item.isCut).forEach(begin));
}

/** Hides the files while a message is edited, and keeps a recording from being started twice. */
export function refresh() {
  list.hidden = !isAllowed() || count() === 0;
  recordButton.disabled ||= isRecording;
}

export async function record() {
  if (isRecording || !isAllowed()) return;
  if (count() === MOST) return say(`${FULL}. Remove one to record a voice note.`);
  const bar = document.getElementById('recording');
  isRecording = true;
  refresh();
  say('');
  let file = null;
  try {
    file = await startRecorder(bar);
  } catch (error) {
    say(error.message);
  }
  isRecording = false;
  recordButton.disabled = !isAllowed();
  // The focus was in the bar, or the member writes meanwhile.
  if (bar.contains(document.activeElement) || document.activeElement === document.body) (isAllowed() ? recordButton : content).focus();
  if (file) add([file]);
}

export function add(files) {
  const room = MOST - count() - (isRecording ? 1 : 0);
  for (const file of files.slice(0, room)) {
    const item = show(file.name);
    Object.assign(item, { file, key: newRequestID() });
    if (file.type.startsWith('image/')) picture(item, (item.address = URL.createObjectURL(file)));
    begin(item);
  }
  if (files.length > room) say(isRecording ? `${FULL}. One place is for the voice note.` : FULL);
}

function show(name) {
  const element = template.content.firstElementChild.cloneNode(true);
  const field = element.querySelector('input');
  const [retry, remove] = element.querySelectorAll('button');
  const item = { element, field, retry, name, bar: element.querySelector('progress'), words: element.querySelector('[role="status"]') };
  numbers += 1;
  field.id = `alt-text-${numbers}`;
  element.querySelector('label').htmlFor = field.id;
  element.querySelector('.file-name').textContent = name;
  remove.setAttribute('aria-description', name);
  retry.addEventListener('click', () => begin(item));
  remove.addEventListener('click', () => drop(item));
  field.addEventListener('input', keep);
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    content.focus();
  });
  items.push(item);
  list.append(element);
  refresh();
  return item;
}

function picture({ element }, address) {
  const image = make('img', { alt: '', src: address });
  // Not every browser shows every picture that the server takes.
  image.onerror = () => image.remove();
  element.querySelector('.preview').replaceChildren(image);
}

async function begin(item) {
  mark(item, 'uploading', 'Uploading');
  const told = (part) => {
    item.bar.value = part;
    // The server works on it.
    if (part === 1) item.bar.removeAttribute('value');
  };
  const running = upload(item.file, told, item.key);
  item.cancel = running.cancel;
  try {
    const { media, isNew } = await running.done;
    if (items.some((other) => other !== item && other.media?.id === media.id)) {
      drop(item);
      return say(`${item.name} is attached already`);
    }
    uploaded(item, { media, isNew });
  } catch (error) {
    // It was removed.
    if (error.name === 'AbortError') return;
    const isCut = error === offline;
    mark(item, 'failed', isCut ? 'Offline. Not uploaded' : `Not uploaded: ${reason(error)}`);
    item.isCut = isCut;
  }
  settled();
}

function uploaded(item, { media, isNew, alt }) {
  Object.assign(item, { media, isNew });
  if (alt) item.field.value = alt;
  if (media.kind === 'image') {
    picture(item, media.sizes[320]);
  } else {
    const audio = make('audio', { controls: true, preload: 'none', src: media.sizes.audio, ariaLabel: item.name });
    audio.dataset.duration = media.duration;
    audio.dataset.waveform = media.waveform.map((number) => Math.round(number * 1_000)).join(' ');
    item.element.querySelector('.preview').replaceChildren(audio);
  }
  mark(item, 'ready', 'Uploaded');
  keep();
}

function mark(item, state, text) {
  item.state = state;
  item.isCut = false;
  item.element.className = `attachment ${state}`;
  item.words.textContent = text;
  item.retry.hidden = state !== 'failed';
  item.bar.hidden = state !== 'uploading';
  if (state === 'uploading') item.bar.value = 0;
}

/** Removes a file: an upload that runs is cancelled, one that is done is deleted. */
function drop(item) {
  const index = items.indexOf(item);
  if (index < 0) return;
  item.cancel?.();
  if (item.isNew) discard(item.media.id);
  items.splice(index, 1);
  clear(item);
  keep();
  say(`${item.name} is removed`);
  (items[Math.min(index, items.length - 1)]?.field ?? content).focus();
  settled();
}

function clear(item) {
  if (item.address) URL.revokeObjectURL(item.address);
  item.element.remove();
  refresh();
}

/** Uploaded files outlive a reload of this tab, as the words do. */
function keep() {
  const ready = items.filter((item) => item.state === 'ready');
  sessionStorage.setItem(key, JSON.stringify(ready.map(({ media, isNew, name, field }) => ({ media, isNew, name, alt: field.value }))));
}
