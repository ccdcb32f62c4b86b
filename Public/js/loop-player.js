// Plays a loop. A timer looks a little ahead and hands each step to the audio clock, which is exact whatever the page is busy with.

import { Band, lateness, STEPS, stepSeconds } from './loop-sound.js';

const TICK_MS = 25;
const AHEAD_S = 0.1;
/** Browsers let timers of hidden pages run once a second. */
const AHEAD_HIDDEN_S = 1.5;
/** The limiter needs a moment before it is true. */
const START_S = 0.15;
const REST_MS = 400;

let context = null;
let playing = null;

/** Plays a loop until `stop`; call it in answer to a click. What played before ends, also other sounds of the page but for `over`. */
export async function play(loop, { over = null, ended = () => {} } = {}) {
  stop();
  for (const audio of document.querySelectorAll('audio')) if (audio !== over) audio.pause();
  context ??= new AudioContext({ latencyHint: 'interactive' });
  const mine = { loop, over, ended, number: 0, told: [], timer: 0 };
  playing = mine;
  await context.resume();
  if (playing !== mine) return;
  mine.band = new Band(context, loop);
  mine.at = context.currentTime + START_S;
  schedule();
  mine.timer = setInterval(schedule, TICK_MS);
}

export const isPlaying = () => playing !== null;

/** What is changed is heard with the next step. */
export function update(loop) {
  if (!playing) return;
  playing.loop = loop;
  playing.band?.update(loop);
  playing.number %= loop.chain.length * STEPS;
}

export function stop() {
  if (!playing) return;
  const { band, timer, ended } = playing;
  playing = null;
  clearInterval(timer);
  band?.stop();
  setTimeout(() => playing ?? context.suspend(), REST_MS);
  ended();
}

/** The sound that may play while the loop does, from now on. */
export function under(sound) {
  if (playing) playing.over = sound;
}

/** Sets the loop's level in decibels: lower while a voice speaks, 0 when it has ended. */
export function duck(decibels) {
  playing?.band?.duck(decibels);
}

/** The step of the chain that is heard now; null before the first one. */
export function present() {
  if (!playing?.band) return null;
  const heard = context.currentTime - (context.outputLatency || context.baseLatency || 0);
  while (playing.told.length > 1 && playing.told[1].time <= heard) playing.told.shift();
  return playing.told[0]?.time <= heard ? playing.told[0].number : null;
}

function schedule() {
  const { band, loop, told } = playing;
  const until = context.currentTime + (document.hidden ? AHEAD_HIDDEN_S : AHEAD_S);
  while (playing.at < until) {
    const time = playing.at + lateness(loop, playing.number);
    // A page that was stopped goes on in time; what it missed stays silent.
    if (time >= context.currentTime) {
      band.play(playing.number, time);
      told.push({ number: playing.number, time });
      if (told.length > 64) told.shift();
    }
    playing.at += stepSeconds(loop);
    playing.number = (playing.number + 1) % (loop.chain.length * STEPS);
  }
}

// One thing at a time.
document.addEventListener('play', ({ target }) => target !== playing?.over && stop(), true);
document.addEventListener('visibilitychange', () => playing?.band && schedule());
