// Sounds: a button, and a slider over the waveform, in place of the browser's own controls. One plays at a time, and none by itself.

import { make } from './markup.js';

const SVG = 'http://www.w3.org/2000/svg';
const LOUDEST = 1_000;
/** From this length on, the arrow keys move by whole seconds. */
const LONG_S = 20;
/** What was drawn for a sound. */
const players = new WeakMap();
let playing = null;
let focused = null;

/** 61 seconds are 1:01. */
export const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;
const isSound = (node) => node.matches?.('audio[data-waveform]');
const sounds = (nodes) => [...nodes].flatMap((node) => (isSound(node) ? node : [...(node.querySelectorAll?.('audio[data-waveform]') ?? [])]));

function wave(numbers) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${numbers.length * 4} 100`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(
    ...numbers.map((number, index) => {
      const bar = document.createElementNS(SVG, 'path');
      const height = Math.max(4, (number / LOUDEST) * 100);
      bar.setAttribute('d', `M${index * 4} ${50 - height / 2}h3v${height}h-3z`);
      return bar;
    }),
  );
  return svg;
}

function draw(audio) {
  const player = make('div', { className: 'player', role: 'group', ariaLabel: audio.ariaLabel ?? 'Sound' });
  const button = make('button', { className: 'button', type: 'button', textContent: 'Play' });
  const slider = make('input', { type: 'range', min: 0, value: 0, ariaLabel: 'Position' });
  const time = make('span', { className: 'time' });
  const picture = wave(audio.dataset.waveform.split(' ').map(Number));
  player.append(button, make('div', { className: 'track' }, picture, slider), time);
  audio.controls = false;
  audio.after(player);
  players.set(audio, player);

  const show = () => {
    const whole = Number.isFinite(audio.duration) ? audio.duration : Number(audio.dataset.duration ?? 0);
    const now = Math.min(audio.currentTime, whole);
    slider.max = whole;
    slider.step = whole < LONG_S ? 0.1 : 1;
    slider.value = now;
    slider.ariaValueText = `${clock(now)} of ${clock(whole)}`;
    time.textContent = `${clock(now)} / ${clock(whole)}`;
    const played = whole ? Math.round((now / whole) * picture.children.length) : 0;
    [...picture.children].forEach((bar, index) => bar.classList.toggle('played', index < played));
    button.textContent = audio.paused ? 'Play' : 'Pause';
  };
  for (const type of ['timeupdate', 'pause', 'ended', 'durationchange', 'seeked']) audio.addEventListener(type, show);
  audio.addEventListener('play', () => {
    if (playing !== audio) playing?.pause();
    playing = audio;
    show();
  });
  audio.addEventListener('error', () => {
    button.textContent = 'Play';
    time.role = 'status';
    time.textContent = 'Cannot be played';
  });
  button.addEventListener('click', () => {
    // A sound that cannot be played says so with `error`; one that is paused before it begins needs no word.
    if (audio.paused) audio.play().catch(() => {});
    else audio.pause();
  });
  slider.addEventListener('input', () => {
    audio.currentTime = Number(slider.value);
    show();
  });
  show();
}

/** A message that changes is put into the page afresh. A sound in it plays on: the old one takes the new one's place. */
function follow(records) {
  const gone = records.flatMap(({ removedNodes }) => sounds(removedNodes)).filter((audio) => !audio.isConnected);
  for (const audio of records.flatMap(({ addedNodes }) => sounds(addedNodes))) {
    if (!audio.isConnected || players.has(audio)) continue;
    const old = gone.findIndex((other) => players.has(other) && other.getAttribute('src') === audio.getAttribute('src'));
    if (old < 0) {
      draw(audio);
      continue;
    }
    const [kept] = gone.splice(old, 1);
    const player = players.get(kept);
    audio.replaceWith(kept, player);
    if (player.contains(focused) && document.activeElement === document.body) focused.focus({ preventScroll: true });
  }
  for (const audio of gone) audio.pause();
}

document.addEventListener('focusin', ({ target }) => (focused = target.closest?.('.player') ? target : null));
for (const audio of sounds([document.body])) draw(audio);
new MutationObserver(follow).observe(document.body, { childList: true, subtree: true });
