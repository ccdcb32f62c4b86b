// The editor of a script: saves by itself, runs what is saved, and keeps in the tab what could not be sent.

import { Draft } from './draft.js';
import { followHands } from './hands.js';
import { Console } from './run-console.js';
import { Run } from './run.js';
import { toast } from './toast.js';

const MODES = { html: 'htmlmixed' };
const WIDE = '(min-width: 768px) and (pointer: fine)';
const YEAR_S = 31_536_000;

const form = document.getElementById('editor');
const { script, title, runtime } = form.dataset;
const textarea = form.elements.code;
const kind = form.querySelector('[data-action="editor-kind"]');

/** The plain editor, with the members that the rich one has. */
const plain = {
  get value() {
    return textarea.value;
  },
  set value(text) {
    const { selectionStart, scrollTop } = textarea;
    textarea.value = text;
    textarea.setSelectionRange(selectionStart, selectionStart);
    textarea.scrollTop = scrollTop;
  },
  goTo(line) {
    const lines = textarea.value.split('\n');
    const at = lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0);
    textarea.focus();
    textarea.setSelectionRange(at, at);
    textarea.scrollTop = Math.max(0, (textarea.scrollHeight / lines.length) * (line - 4));
  },
  focus: () => textarea.focus(),
  close() {},
};
let editor = plain;

const draft = new Draft(form, { read: () => editor.value, write: (text) => (editor.value = text) });
followHands(script);
const log = new Console({ goTo: (line) => editor.goTo(line) });
const run = new Run({ src: '', title, runtime, log, restart: () => runSaved() });
run.group.append(log.element);
document.getElementById('runner').append(run.group);

/** What was saved is what runs; so nothing runs that is not. */
async function runSaved() {
  const version = await draft.save();
  if (version === null) return toast('It runs what is saved, and this is not saved yet.', 'wrong');
  run.src = `/run/${script}/draft/${version}`;
  log.clear();
  return run.start();
}

const runButton = form.querySelector('[data-action="run"]');
runButton.hidden = false;
runButton.addEventListener('click', runSaved);
form.addEventListener('submit', (event) => {
  event.preventDefault();
  draft.save();
});
textarea.addEventListener('input', () => draft.changed());
document.addEventListener('keydown', (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  if (event.key === 's') draft.save();
  else if (event.key === 'Enter') runSaved();
  else return;
  event.preventDefault();
});
// Pages that this one links to show what is saved.
form.addEventListener('click', async (event) => {
  const link = event.target.closest('a[href]');
  if (!link || link === kind || event.ctrlKey || event.metaKey) return;
  if (draft.isSaved && link.dataset.action !== 'publish') return;
  event.preventDefault();
  if ((await draft.save()) !== null) follow(link);
});

/** The form that publishes opens here; without a connection its page says so. */
async function follow(link) {
  if (link.dataset.action !== 'publish') return location.assign(link.href);
  const { show } = await import('./publish.js').catch(() => ({ show: () => location.assign(link.href) }));
  return show(link.href);
}

async function openRich() {
  const { openRichEditor } = await import('./rich-editor.js');
  editor = await openRichEditor(textarea, { mode: MODES[runtime] ?? 'javascript', changed: () => draft.changed(), keys: {} });
  kind.textContent = 'Plain editor';
}

function openPlain() {
  const text = editor.value;
  editor.close();
  editor = plain;
  if (textarea.value !== text) textarea.value = text;
  kind.textContent = 'Rich editor';
}

kind.hidden = false;
kind.addEventListener('click', async (event) => {
  event.preventDefault();
  const wantsRich = editor === plain;
  document.cookie = `editor=${wantsRich ? 'rich' : 'plain'}; Path=/codeground; Max-Age=${YEAR_S}; SameSite=Lax${location.protocol === 'https:' ? '; Secure' : ''}`;
  await (wantsRich ? openRich() : openPlain());
  editor.focus();
});
const [, remembered] = document.cookie.match(/(?:^|; )editor=(rich|plain)/) ?? [];
const isOnce = new URLSearchParams(location.search).has('plain');
if (!isOnce && (remembered === 'rich' || (remembered !== 'plain' && matchMedia(WIDE).matches))) openRich().catch(openPlain);
else openPlain();
