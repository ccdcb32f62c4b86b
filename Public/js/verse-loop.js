// The loop of a verse: a button beside its name. Once somebody has pressed it, the loops of the next verses play too, until it is stopped.

import { make } from './markup.js';

let player = null;
/** What plays, as `<pattern>@<revision>`. */
let pin = null;
let isWanted = false;

const buttonOf = (group) => group.querySelector('button');

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

function start(group) {
  const wanted = group.dataset.pin;
  player.play(JSON.parse(group.dataset.loop), {
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
}

const groups = () => document.querySelectorAll('.verse-loop');

/** Another verse is shown: its loop goes on, or follows, or it is silent. */
function follow() {
  const [group] = groups();
  if (group) dress(group);
  if (!player || !isWanted || (group?.dataset.pin ?? null) === pin) return;
  if (group) return start(group);
  player.stop();
  isWanted = true;
}

follow();
const reading = document.getElementById('main');
new MutationObserver(follow).observe(reading, { childList: true, subtree: true });
