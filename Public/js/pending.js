// What was sent and is not yet there. A row becomes real when the server's message with its request_id arrives; until then it
// is sent again, in order, when the connection is back: the same id has one effect. Rows outlive a reload of this tab.

import { eventually, newRequestID, offline, on, request } from './connection.js';
import { counted, find, keepingPlace } from './fragments.js';
import { toLatest } from './history.js';
import { reason } from './toast.js';

const list = document.getElementById('messages');
const template = document.getElementById('pending-template');
const rows = new Map();
let key = '';
let sending = Promise.resolve();

export function startPending(room) {
  key = `unsent:${document.body.dataset.user}:${room}`;
  for (const message of JSON.parse(sessionStorage.getItem(key) ?? '[]')) show(message, 'Not confirmed yet');
  on('up', () => {
    for (const { element, message } of rows.values()) if (element.matches('.offline')) deliver(message);
  });
}

/** `media` are `{id, kind, alt, isNew}`. */
export function post(room, content, replyTo, media = []) {
  const message = { id: newRequestID(), room, content, replyTo, media };
  show(message);
  toLatest();
  deliver(message);
}

/** The server's message for a row: by the request that made it, or by the id its ack named. */
export function settle({ id }, requestID) {
  for (const [request, row] of rows) {
    if (request === requestID || row.messageID === id) remove(request);
  }
}

/** One after the other. */
const deliver = (message) => (sending = sending.then(() => tell(message)));

async function tell(message) {
  const row = rows.get(message.id);
  if (!row) return;
  mark(row, 'Sending');
  try {
    const { room, content, replyTo, media } = message;
    const { id } = await request('post_message', { room, content, reply_to: replyTo, media: media[0] && media.map(({ id, alt }) => ({ id, alt })) }, message.id);
    row.messageID = id;
    if (find(id)) remove(message.id);
    lookForAbsent(room, id, content);
  } catch (error) {
    mark(row, error === offline ? 'Offline. Sent when the connection is back' : `Refused: ${reason(error)}`, error === offline ? 'offline' : 'refused');
  }
}

/** Somebody named may not be in the room. */
export function lookForAbsent(room, id, content) {
  if (/@\w/.test(content) && !room.startsWith('dm:')) eventually(() => import('./absent.js')).then(({ tellAbsent }) => tellAbsent(room, id));
}

function show(message, waitingText) {
  const media = (message.media ??= []);
  const element = template.content.firstElementChild.cloneNode(true);
  element.querySelector('.words').textContent = message.content;
  element.querySelector('[data-action="retry"]').onclick = () => deliver(message);
  element.querySelector('[data-action="discard"]').onclick = () => {
    remove(message.id);
    for (const { id, isNew } of media) if (isNew) eventually(() => import('./uploads.js')).then(({ discard }) => discard(id));
  };
  const pictures = media.filter(({ kind }) => kind === 'image').length;
  element.querySelector('.files').textContent = counted(pictures, media.length - pictures).join(' · ');
  rows.set(message.id, { element, message });
  keepingPlace(() => list.append(element));
  if (waitingText) mark(rows.get(message.id), waitingText, 'offline');
  save();
}

function mark({ element }, text, trouble = '') {
  element.className = `pending ${trouble}`;
  element.querySelector('[role="status"]').textContent = text;
  for (const button of element.querySelectorAll('button')) button.hidden = !trouble;
}

function remove(id) {
  rows.get(id)?.element.remove();
  rows.delete(id);
  save();
}

function save() {
  sessionStorage.setItem(key, JSON.stringify([...rows.values()].map(({ message }) => message)));
}
