// How files come to the message that is being written: chosen, pasted, dropped or recorded. What becomes of them is loaded with the first.

const status = document.getElementById('attach-status');
const [attach, recording, picker] = ['attach', 'record', 'attach-files'].map((id) => document.getElementById(id));
// Without HTTPS there is no microphone.
const canRecord = navigator.mediaDevices && globalThis.MediaRecorder;
let begin = null;
let loading = null;
/** The module attachments.js, once something was attached. */
export let files = null;

const keyOf = (room) => `attached:${document.body.dataset.user}:${room}`;
export const say = (text) => status && (status.textContent = text);

export function startAttaching(room, form) {
  if (!attach) return;
  begin = (module) => module.start(keyOf(room));
  recording.disabled = !canRecord;
  attach.onclick = () => picker.click();
  recording.onclick = () => load((module) => module.record());
  picker.onchange = () => {
    add(picker.files);
    picker.value = '';
  };
  form.addEventListener('paste', (event) => {
    if (event.clipboardData.files.length === 0 || attach.disabled) return;
    event.preventDefault();
    add(event.clipboardData.files);
  });
  const target = form.closest('.room');
  const drag = (event, isOver) => {
    if (!event.dataTransfer.types.includes('Files') || attach.disabled) return false;
    event.preventDefault();
    form.classList.toggle('dropping', isOver);
    return true;
  };
  target.addEventListener('dragover', (event) => drag(event, true));
  target.addEventListener('dragleave', (event) => target.contains(event.relatedTarget) || drag(event, false));
  target.addEventListener('drop', (event) => drag(event, false) && add(event.dataTransfer.files));
  if (sessionStorage.getItem(keyOf(room)) > '[]') load(() => {});
}

export const isAllowed = () => !attach.disabled;

/** An edited message keeps what it shows, so nothing can be attached meanwhile. */
export function allow(isAllowed) {
  if (!attach) return;
  attach.disabled = !isAllowed;
  recording.disabled = !isAllowed || !canRecord;
  document.getElementById('attachments').hidden = !isAllowed || !files?.count();
}

function add(chosen) {
  const all = [...chosen];
  load((module) => module.add(all));
}

async function load(then) {
  loading ??= import('./attachments.js');
  try {
    const module = await loading;
    if (!files) begin(module);
    files = module;
    then(module);
  } catch {
    loading = null;
    say('You are offline. Nothing is attached. Try again.');
  }
}
