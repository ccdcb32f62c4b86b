// The one socket of the page: envelopes out, replies matched to requests, everything else told to listeners.
// It comes back by itself; what to catch up on is the listeners' business, each with its own cursor.

const PROTOCOL = 1;
const RETRY_FIRST_MS = 500;
const RETRY_MOST_MS = 15_000;
const HURRY_MS = 500;
const STEADY_AFTER_MS = 5_000;
const REPLY_WITHIN_MS = 15_000;

const listeners = new Map();
const waiting = new Map();
let socket = null;
let heartbeat = 0;
let steady = 0;
let retry = 0;
let attempt = 0;
let notBefore = Infinity;
let isUp = false;
let isOver = false;
/** The server's time when this page's connection came up for the first time. */
export let firstUp = null;

export const offline = { code: 'OFFLINE', message: 'You are offline. Nothing was sent.' };

export function on(type, listener) {
  listeners.set(type, [...(listeners.get(type) ?? []), listener]);
}

export function newRequestID() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Sends without expecting an answer; lost when there is no connection. */
export function send(type, data, meta) {
  if (isUp) socket.send(JSON.stringify({ v: PROTOCOL, type, data, meta }));
}

/** Resolves with the answer's data, rejects with the error the server named, or `offline` when nobody can know. */
export function request(type, data, requestID = newRequestID()) {
  if (!isUp) return Promise.reject(offline);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => socket?.close(4000, 'no answer'), REPLY_WITHIN_MS);
    waiting.set(requestID, { resolve, reject, timer });
    send(type, data, { request_id: requestID });
  });
}

export function connect() {
  clearTimeout(retry);
  if (socket || isOver) return;
  const opening = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`, 'neospace.v1');
  socket = opening;
  opening.onmessage = (frame) => receive(JSON.parse(frame.data));
  opening.onclose = (event) => {
    if (socket === opening) lose(event.code);
  };
}

/** Loads a module; without a connection, once that is back. */
export async function eventually(load) {
  for (;;) {
    try {
      return await load();
    } catch {
      await new Promise((isBack) => on('up', isBack));
    }
  }
}

function tell(type, ...facts) {
  for (const listener of listeners.get(type) ?? []) listener(...facts);
}

function receive({ type, data, meta }) {
  const asked = waiting.get(meta?.request_id);
  if (asked) {
    waiting.delete(meta.request_id);
    clearTimeout(asked.timer);
    if (type === 'error') asked.reject(data);
    else asked.resolve(data);
    return;
  }
  if (type === 'connected') {
    isUp = true;
    firstUp ??= data.server_time;
    steady = setTimeout(() => (attempt = 0), STEADY_AFTER_MS);
    heartbeat = setInterval(() => request('ping', { ts: Date.now() }).catch(() => {}), data.heartbeat_seconds * 1000);
    tell('up', data);
    return;
  }
  tell(type, data, meta ?? {});
}

function lose(code) {
  const wasUp = isUp;
  socket = null;
  isUp = false;
  clearInterval(heartbeat);
  clearTimeout(steady);
  for (const { reject, timer } of waiting.values()) {
    clearTimeout(timer);
    reject(offline);
  }
  waiting.clear();
  if (code === 4401 || code === 4403) return end();
  tell('down', { isOver });
  const most = code === 4429 ? RETRY_MOST_MS : Math.min(RETRY_MOST_MS, RETRY_FIRST_MS * 2 ** attempt);
  // Each key press tries again. Somebody who types during an outage must not use up the handshakes that the server admits in a minute.
  notBefore = Date.now() + (code === 4429 ? most : HURRY_MS * 2 ** Math.min(attempt, 3));
  attempt += 1;
  retry = setTimeout(connect, Math.random() * most);
  if (!wasUp) askWhy();
}

/** What stays in the tab when a session ends: the code that an editor could not save, which its member gets back. Its keys begin with this. */
export const KEPT_CODE = 'code of ';

/** The next person at this browser must not find unsent messages of this member, or what they used last. */
function end() {
  isOver = true;
  clearTimeout(retry);
  for (const key of Object.keys(sessionStorage)) if (!key.startsWith(KEPT_CODE)) sessionStorage.removeItem(key);
  import('./kept.js').then(({ forgetAll }) => forgetAll());
  tell('down', { isOver });
}

/** A refused handshake does not say why: ask for a page, which does. */
async function askWhy() {
  const { type, status } = await fetch('/settings', { method: 'HEAD', headers: { Accept: 'text/html' }, redirect: 'manual' }).catch(() => ({}));
  if (type === 'opaqueredirect' || status === 401 || status === 403) end();
}

/** Somebody is there, or the network is back: try now. */
function hurry() {
  if (!socket && Date.now() >= notBefore) connect();
}

for (const sign of ['focus', 'keydown', 'visibilitychange']) addEventListener(sign, hurry);
addEventListener('online', () => {
  attempt = 0;
  // A page that never had a connection, as a guest's, gets none now.
  if (!socket && notBefore < Infinity) connect();
});
addEventListener('offline', () => {
  // A dead network does not answer a close: do not wait for it.
  const dead = socket;
  if (!dead) return;
  dead.onclose = null;
  dead.close();
  lose(1006);
});
addEventListener('pagehide', () => socket?.close(1000));
addEventListener('pageshow', (event) => {
  if (event.persisted) connect();
});
