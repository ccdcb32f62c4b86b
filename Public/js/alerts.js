// Notifications of the browser and a sound, for what calls the member: mentions, replies, conversations, and rooms of which they want to hear
// everything. Loaded where the member asked for them. Of all open tabs one tells, and nothing is told that a tab with the focus shows.

import { api } from './api.js';
import { firstUp, on, request } from './connection.js';
import { kept } from './kept.js';
import { hides } from './hidden.js';
import { parse } from './markup.js';
import { firstOf } from './graphemes.js';

/** Several messages in one moment are one call. */
const WAIT_MS = 500;
const LONGEST = 140;
const CALLING = ['mention', 'reply'];
const me = document.body.dataset.user;
const here = document.getElementById('history')?.dataset.room;
const jump = document.getElementById('jump');
const nameOfScreen = (room) => `on-screen:${me}:${room}`;
/** By room: the newest message that was told, the notification that stands, and who waits. */
const told = new Map();
const standing = new Map();
const waiting = new Set();
let counts = new Map();
let isTeller = false;
/** Ends the lock of what is on the screen. */
let leave = null;

navigator.locks?.request(`alerts:${me}`, () => {
  isTeller = true;
  return new Promise(() => {});
});

if (here) {
  for (const sign of ['focus', 'blur']) addEventListener(sign, showWhatIsSeen);
  document.addEventListener('visibilitychange', showWhatIsSeen);
  new MutationObserver(showWhatIsSeen).observe(jump, { attributeFilter: ['hidden'] });
  showWhatIsSeen();
}

/** The tab that tells sees by this lock that the member is looking at the end of the room. */
function showWhatIsSeen() {
  const isSeen = document.hasFocus() && !document.hidden && jump.hidden;
  if (isSeen === Boolean(leave)) return;
  leave?.();
  leave = null;
  if (!isSeen) return;
  const gone = new Promise((resolve) => (leave = resolve));
  navigator.locks?.request(nameOfScreen(here), { mode: 'shared' }, () => gone);
}

async function isOnScreen(room) {
  const { held } = await navigator.locks.query();
  return held.some(({ name }) => name === nameOfScreen(room));
}

on('down', () => (counts = new Map()));
on('unread', ({ room, count }) => {
  const before = counts.get(room) ?? 0;
  counts.set(room, count);
  if (count === 0) standing.get(room)?.close();
  else if (count > before || count > 99) consider(room);
});
on('new_message', ({ room, author }) => {
  if (String(author.id) !== me) consider(room);
});
on('changed', ({ object }) => hear(object));
on('changes', ({ objects }) => {
  for (const object of objects ?? []) if (object.created_at > firstUp) hear(object);
});

/** A notification of the member's own place. */
async function hear({ type, kind, read, title, link }) {
  if (type !== 'notification' || read || !CALLING.includes(kind) || !isTeller) return;
  const [, room, id] = link.match(/^\/rooms\/([^/?#]+).*#message-(\d+)$/) ?? [];
  if (!room || Number(id) <= (told.get(room) ?? 0)) return;
  told.set(room, Number(id));
  if (await isOnScreen(room)) return;
  const page = await request('backfill', { room, before_id: Number(id) + 1, limit: 1 }).catch(() => null);
  const message = page?.messages.find((one) => one.id === Number(id));
  if (message && !message.deleted && !hides(message.author.id)) tell(room, title, message, link);
}

/** Something has come in a conversation or room. */
async function consider(room) {
  if (!isTeller || waiting.has(room) || !(room.startsWith('dm:') || kept('loud-rooms', []).includes(room))) return;
  waiting.add(room);
  await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  waiting.delete(room);
  if (await isOnScreen(room)) return;
  const asked = [api('GET', '/api/preferences'), request('backfill', { room, before_id: Number.MAX_SAFE_INTEGER, limit: 10 })];
  const [{ preferences }, { messages }] = await Promise.all(asked).catch(() => [{}, {}]);
  if (!preferences || preferences.muted_rooms.includes(room)) return;
  const isNews = ({ id, author, deleted, created_at: at }) =>
    id > (told.get(room) ?? 0) && at > firstUp && String(author.id) !== me && !deleted && !hides(author.id);
  const message = messages.findLast(isNews);
  if (!message) return;
  told.set(room, message.id);
  const { display_name: name } = message.author;
  const path = room.startsWith('dm:') ? `/messages/${room.slice(3)}` : `/rooms/${room}`;
  tell(room, room.startsWith('dm:') ? name : `${name} in #${room}`, message, `${path}#message-${message.id}`);
}

/** Says what a message says, as the page shows it. */
function tell(room, title, { html }, link) {
  const { shows, sounds } = kept('alerts', {});
  if (sounds) chime();
  if (!shows || Notification.permission !== 'granted') return;
  const words = parse(html).querySelector('.prose')?.textContent.trim().replace(/\s+/g, ' ') || 'Sent a picture or a sound';
  const { short, isCut } = firstOf(words, LONGEST);
  try {
    const shown = new Notification(title, { body: isCut ? `${short}…` : short, tag: `${me}:${room}`, icon: '/favicon.svg', renotify: true, silent: true });
    shown.onclick = () => {
      focus();
      location.assign(link);
      shown.close();
    };
    standing.set(room, shown);
  } catch {
    // Some telephones let only service workers show notifications. The settings say so.
  }
}

let audio = null;

/** Two short tones. Browsers keep a page silent until somebody has used it. */
export function chime() {
  if (!navigator.userActivation?.hasBeenActive) return;
  audio ??= new AudioContext();
  [587.33, 880].forEach((pitch, index) => {
    const [tone, volume, start] = [audio.createOscillator(), audio.createGain(), audio.currentTime + index * 0.12];
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, start);
    volume.gain.exponentialRampToValueAtTime(0.15, start + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.3);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + 0.3);
  });
}
