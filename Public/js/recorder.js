// Voice notes: what the microphone hears becomes a file like any other.

import { clock } from './player.js';

const MOST_S = 300;
const TYPES = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus'];

/** Records until "Stop" or "Cancel" in `bar` is pressed, or time is up. Returns the file, or null after "Cancel". Rejects with the reason. */
export async function record(bar) {
  const type = TYPES.find((type) => globalThis.MediaRecorder?.isTypeSupported(type));
  if (!type) throw new Error('This browser records no sound that can be sent.');
  const stream = await openMicrophone();
  try {
    return await listen(stream, type, bar);
  } finally {
    for (const track of stream.getTracks()) track.stop();
    bar.hidden = true;
  }
}

async function openMicrophone() {
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch (cause) {
    throw new Error('The microphone cannot be used. Allow it in the browser, then try again.', { cause });
  }
}

async function listen(stream, type, bar) {
  const pieces = [];
  const { recorder, stopped } = start(stream, type, pieces);
  const [stop, cancel] = bar.querySelectorAll('button');
  let isKept = true;
  const end = (keeps) => {
    isKept = keeps;
    recorder.stop();
  };
  stop.onclick = () => end(true);
  cancel.onclick = () => end(false);
  const begun = performance.now();
  const tick = () => {
    const seconds = Math.min((performance.now() - begun) / 1_000, MOST_S);
    bar.querySelector('[data-time]').textContent = `${clock(seconds)} of ${clock(MOST_S)}`;
    if (seconds === MOST_S) end(true);
  };
  tick();
  const timer = setInterval(tick, 250);
  bar.hidden = false;
  stop.focus();
  await stopped;
  clearInterval(timer);
  return isKept ? new File(pieces, 'Voice note', { type: type.split(';')[0] }) : null;
}

/** `stopped` is also resolved when the microphone is taken away. */
function start(stream, type, pieces) {
  try {
    const recorder = new MediaRecorder(stream, { mimeType: type });
    const stopped = new Promise((resolve) => (recorder.onstop = resolve));
    recorder.ondataavailable = ({ data }) => pieces.push(data);
    recorder.start(1_000);
    return { recorder, stopped };
  } catch (cause) {
    throw new Error(`The recording cannot start: ${cause.message}`, { cause });
  }
}
