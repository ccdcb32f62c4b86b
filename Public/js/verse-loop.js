// The loop of a verse: a button beside its name. Once somebody has pressed it, the loops of the next verses play too, until it is stopped.
// Under a voice it goes on, quieter.

import { make } from './markup.js';

const DUCKED_DB = -12;

let player = null;
/** What plays, as `<pattern>@<revision>`. */
let pin = null;
let isWanted = false;

const buttonOf = (group) => group.querySelector('button');
const voice = () => document.querySelector('.verse-voice audio');

/** The voice of the verse that is shown. */
let speaker = voice();

function duck() {
  const isSpeaking = speaker && !speaker.paused && !speaker.ended && !speaker.error;
  player?.duck(isSpeaking ? DUCKED_DB : 0);
}

function dress(group) {
  if (buttonOf(group)) return;
  const button = make('button', { className: 'button', type: 'button' });
  button.addEventListener('click', async () => {
    isWanted = pin !== group.dataset.pin;
    // The player comes with the first press.
    player ??= await import('./loop-player.js');
    if (isWanted) start(group);
    else player.stop();
  });
  group.prepend(button);
  show(group);
}

function show(group) {
  const isOn = pin === group.dataset.pin;
  buttonOf(group).textContent = isOn ? 'Stop the loop' : 'Play the loop';
}

async function start(group) {
  const wanted = group.dataset.pin;
  const begun = player.play(JSON.parse(group.dataset.loop), {
    over: speaker,
    // Something else is played, or it is stopped: it does not begin again by itself.
    ended() {
      pin = null;
      isWanted = false;
      for (const other of groups()) show(other);
    },
  });
  isWanted = true;
  pin = wanted;
  show(group);
  await begun;
  duck();
}

const groups = () => document.querySelectorAll('.verse-loop');

/** Another verse is shown: its loop goes on, or follows, or it is silent. */
function follow() {
  const [group] = groups();
  if (group) dress(group);
  if (voice() !== speaker) {
    speaker = voice();
    player?.under(speaker);
    duck();
  }
  if (!player || !isWanted || (group?.dataset.pin ?? null) === pin) return;
  if (group) return start(group);
  player.stop();
  isWanted = true;
}

for (const type of ['play', 'pause', 'ended', 'error']) document.addEventListener(type, ({ target }) => target === speaker && duck(), true);
follow();
const reading = document.getElementById('main');
new MutationObserver(follow).observe(reading, { childList: true, subtree: true });
