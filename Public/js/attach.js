// Files for the message that is being written are chosen, pasted, dropped or recorded. The rest is loaded with the first.

const [attach, record, picker, status] = ['attach', 'record', 'attach-files', 'attach-status'].map((id) => document.getElementById(id));
let key = '';
/** The module attachments.js, once it is loaded. */
export let files = null;
const steps = [];

export const say = (text) => (status.textContent = text);
export const isAllowed = () => !attach.disabled;

export function startAttaching(room, form) {
  if (!attach) return;
  key = `attached:${document.body.dataset.user}:${room}`;
  allow(true);
  attach.onclick = () => picker.click();
  record.onclick = () => load(() => files.record());
  picker.onchange = () => {
    add(picker.files);
    picker.value = '';
  };
  form.onpaste = (event) => {
    const { files } = event.clipboardData;
    const [text, html] = ['plain', 'html'].map((kind) => event.clipboardData.getData(`text/${kind}`));
    const rows = text.replace(/\r?\n$/, '').split(/\r?\n/);
    const width = rows[0].split('\t').length;
    // Cells of a spreadsheet become a table.
    if (html.includes('<table') && width > 1 && rows.every((row) => row.split('\t').length === width)) {
      event.preventDefault();
      const lines = rows.map((row) => `|${row.replaceAll('|', '\\|').replaceAll('\t', '|')}|`);
      lines.splice(1, 0, `${'|-'.repeat(width)}|`);
      return document.execCommand('insertText', false, lines.join('\n'));
    }
    // Office programs add a picture to a copied text. File managers add its name to a copied file.
    if (!files[0] || (text && text !== files[0].name)) return;
    event.preventDefault();
    add(files);
  };
  const target = form.closest('.room');
  target.ondragover = target.ondragleave = target.ondrop = (event) => {
    const { files, types } = event.dataTransfer;
    if (!types.includes('Files')) return;
    // Else the browser leaves the page to show the file.
    event.preventDefault();
    form.classList.toggle('dropping', isAllowed() && (event.type === 'dragover' || target.contains(event.relatedTarget)));
    if (event.type === 'drop') add(files);
  };
  restore();
}

/** Shows the files that a reload of this tab left. */
const restore = () => sessionStorage.getItem(key) > '[]' && load(() => {});

/** An edited message keeps what it shows, so nothing can be attached meanwhile. */
export function allow(isAllowed) {
  if (!attach) return;
  attach.disabled = !isAllowed;
  // Browsers offer a microphone on HTTPS pages only.
  record.disabled = !isAllowed || !navigator.mediaDevices;
  say('');
  files?.refresh();
}

/** Whether the form cannot be sent yet. It is sent when its files are uploaded. */
export function isHeld(form) {
  if (files) return files.isHeld(form);
  restore();
  if (!steps[0]) return false;
  steps.push(() => isAllowed() && form.requestSubmit());
  say('Your message is sent when its files are uploaded');
  return true;
}

function add(chosen) {
  if (!isAllowed()) return say('You cannot attach files while you edit a message');
  const all = [...chosen];
  load(() => files.add(all));
}

async function load(step) {
  if (files) return step();
  if (steps.push(step) > 1) return;
  try {
    files = await import('./attachments.js');
  } catch {
    steps.length = 0;
    return say('You are offline. Nothing is attached. Try again.');
  }
  files.start(key);
  for (const step of steps.splice(0)) step();
}
