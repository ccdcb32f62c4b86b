// Voice notes: what the microphone hears becomes a file like any other.

const MOST_S = 300;
const TYPES = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus'];

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;

/** Records until "Stop" or "Cancel" in `bar` is pressed, or time is up. `finished` gets the file, `failed` what went wrong. */
export async function record(button, bar, finished, failed) {
  const type = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
  if (!type) return failed('This browser records no sound that can be sent.');
  button.disabled = true;
  let stream = null;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch {
    button.disabled = false;
    return failed('The microphone cannot be used. Allow it in the browser, then try again.');
  }
  const recorder = new MediaRecorder(stream, { mimeType: type });
  const time = bar.querySelector('[data-time]');
  const [stop, cancel] = bar.querySelectorAll('button');
  const pieces = [];
  const begun = performance.now();
  const tick = () => {
    const seconds = Math.min((performance.now() - begun) / 1_000, MOST_S);
    time.textContent = `${clock(seconds)} of ${clock(MOST_S)}`;
    if (seconds === MOST_S) end(true);
  };
  const timer = setInterval(tick, 250);
  let isKept = true;
  const end = (keeps) => {
    isKept = keeps;
    recorder.stop();
  };
  // Also when the microphone is taken away: what was heard so far is kept.
  recorder.onstop = () => {
    clearInterval(timer);
    for (const track of stream.getTracks()) track.stop();
    bar.hidden = true;
    button.disabled = false;
    button.focus();
    if (isKept) finished(new File(pieces, 'Voice note', { type: type.split(';')[0] }));
  };
  recorder.ondataavailable = ({ data }) => pieces.push(data);
  stop.onclick = () => end(true);
  cancel.onclick = () => end(false);
  recorder.start(1_000);
  tick();
  bar.hidden = false;
  stop.focus();
}
