// The release page, one step at a time. The server decides every step. Without this script, the same forms work as plain pages.

import { localiseMoments } from './clock.js';
import { whileTyping } from './key-field.js';
import { parsePage } from './markup.js';
import { watch } from './place.js';
import { reason } from './toast.js';

const terms = document.getElementById('terms');
const panel = document.getElementById('release');
const form = document.getElementById('redeem-form');
const wrong = document.getElementById('release-wrong');
const parts = [...(panel?.querySelectorAll('[data-part]') ?? [])];
const part = (name) => parts.find((one) => one.dataset.part === name);
let link = '';
let end = 0;
let timer = 0;

localiseMoments(document.getElementById('main'));
if (terms) offer(terms);
watch('me', { type: 'release', done: changed });
if (form) start();

/** Without this script the terms are a part of the page. Here they are a dialog, which opens by itself if there is a release. */
function offer(dialog) {
  dialog.removeAttribute('open');
  if ('opensItself' in dialog.dataset) dialog.showModal();
}

function start() {
  form.noValidate = true;
  for (const element of panel.querySelectorAll('[data-only="script"]')) element.hidden = false;
  whileTyping(form.elements.key_value);
  panel.addEventListener('click', (event) => act(event.target.closest('[data-action]')?.dataset.action));
  panel.addEventListener('submit', (event) => {
    event.preventDefault();
    if (event.target === form) redeem();
    else renew();
  });
  // A form that was refused is shown as it is, with its errors.
  if (panel.querySelector('.errors:not([hidden])')) show('obligations', 'key');
  else show(part('waiting') ? 'waiting' : 'idle', part('waiting') && 'idle');
}

function show(...names) {
  for (const one of parts) one.hidden = !names.includes(one.dataset.part);
  form.hidden = !names.includes('obligations') && !names.includes('key');
  if (!names.includes('preparing')) clearInterval(timer);
}

function act(action) {
  if (action === 'begin') {
    say(null);
    show('obligations');
    form.querySelector('input').focus();
  } else if (action === 'promised') promised();
  else if (action === 'start') download();
  else if (action === 'renew') renew();
}

function promised() {
  const open = [...form.querySelectorAll('input[type="checkbox"]:not(:checked)')];
  for (const one of form.querySelectorAll('.promise input')) {
    one.closest('.promise').classList.toggle('wrong', !one.checked);
    one.ariaInvalid = one.checked ? null : 'true';
  }
  if (open.length > 0) {
    say({ message: open.length === 1 ? 'One promise is still open' : `${open.length} promises are still open` });
    return open[0].focus();
  }
  say(null);
  show('key');
  form.elements.key_value.focus();
}

async function redeem() {
  if (!part('obligations').hidden && part('key').hidden) return promised();
  const field = form.elements.key_value;
  if (field.value.trim() === '') return refuse({ message: 'Type or paste your key first' });
  const ticket = await ask('/redeem', { key_value: field.value }, refuse);
  if (!ticket) return;
  form.reset();
  prepare(ticket);
}

async function renew() {
  const ticket = await ask('/downloads/token', undefined, (error) => {
    const spent = 'This key’s download has begun: your browser can continue it for half an hour. Another download needs another key';
    say(error.status === 403 ? { message: spent } : error);
  });
  if (ticket) prepare(ticket);
}

/** Sends one request at a time. Returns the answer, or null after telling `refused` why not. */
async function ask(path, body, refused) {
  if (panel.ariaBusy === 'true') return null;
  panel.ariaBusy = 'true';
  say(null);
  try {
    const sent = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: body && JSON.stringify(body) };
    if (!body) delete sent.headers;
    const answer = await fetch(path, sent);
    const data = await answer.json();
    if (answer.status === 401) location.reload();
    if (answer.ok) return data;
    refused({ status: answer.status, ...data.error });
  } catch {
    refused({ message: 'Signal lost. Try again' });
  } finally {
    panel.ariaBusy = 'false';
  }
  return null;
}

function prepare({ download_token: token, expires_in: life }) {
  link = `/download?token=${token}`;
  end = performance.now() + life * 1_000;
  show('preparing');
  clearInterval(timer);
  timer = setInterval(tick, 250);
  tick();
  part('preparing').querySelector('h3').focus();
  download();
}

function tick() {
  const left = Math.max(0, Math.ceil((end - performance.now()) / 1_000));
  const clock = part('preparing').querySelector('.countdown');
  clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
  clock.classList.toggle('short', left <= 10);
  part('preparing').querySelector('[data-action="start"]').disabled = left === 0;
  if (left > 0) return;
  clearInterval(timer);
  tell('This link has expired. If your download has begun, it goes on. If not, get a new link.');
}

/** Asks with HEAD first, so that a file that cannot be reached does not use up the link. */
async function download() {
  tell('Looking for the file…');
  const answer = await fetch(link, { method: 'HEAD' }).catch(() => null);
  if (!answer?.ok) {
    return tell(answer?.status === 410 ? 'This link has been used. Get a new one.' : 'The file cannot be reached right now. Your key stays valid: start again in a moment.');
  }
  tell('Starting. If nothing happens, start it yourself.');
  const anchor = document.createElement('a');
  anchor.href = link;
  anchor.download = '';
  anchor.click();
}

/** Takes the member's new state. The badge has already been replaced. */
function changed(standing) {
  // The member has agreed to the terms in another tab.
  if (terms && standing.terms_agreed_at) return location.reload();
  if (!panel) return;
  if (standing.last_download_at && standing.last_download_at !== panel.dataset.downloaded) {
    panel.dataset.downloaded = standing.last_download_at;
    if (part('preparing')?.hidden === false) {
      show('done');
      part('done').querySelector('h3').focus();
    }
  }
  const section = document.getElementById('review');
  if (standing.has_downloaded && section.hidden) return showReview(section);
  if (!standing.review || section.hidden) return;
  section.querySelector('h2').textContent = 'Your review';
  section.querySelector('button').textContent = 'Save';
  for (const name of ['project_link', 'review_text']) {
    // A field that the member has changed keeps its text.
    const field = section.querySelector(`[name="${name}"]`);
    if (field.value === field.defaultValue) field.value = field.defaultValue = standing.review[name];
  }
}

/** The server renders the review form after the first download. Fetches it once. */
async function showReview(section) {
  const answer = await fetch('/dashboard', { headers: { Accept: 'text/html' } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const fresh = document.importNode(parsePage(await answer.text()).getElementById('review'), true);
  localiseMoments(fresh);
  if (section.isConnected) section.replaceWith(fresh);
}

const tell = (text) => (part('preparing').querySelector('.state').textContent = text);

function say(error) {
  wrong.hidden = !error;
  wrong.textContent = error ? `${reason(error)}.`.replace(/\.+$/, '.') : '';
  const field = form.elements.key_value.closest('.field');
  field.classList.remove('wrong');
  field.querySelector('.error')?.remove();
  form.elements.key_value.ariaInvalid = null;
  form.elements.key_value.setAttribute('aria-describedby', 'help-key_value');
}

/** Beside the key's field. */
function refuse(error) {
  say(null);
  if (part('key').hidden) return say(error);
  const input = form.elements.key_value;
  const words = document.createElement('p');
  words.className = 'error';
  words.id = 'error-key_value';
  words.role = 'alert';
  words.textContent = reason(error);
  input.closest('.field').classList.add('wrong');
  input.closest('.field').append(words);
  input.ariaInvalid = 'true';
  input.setAttribute('aria-describedby', 'help-key_value error-key_value');
  input.focus();
}
