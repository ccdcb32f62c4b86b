// The page of a pattern: the step sequencer over the loop that the server sent. Saving sends the loop back; the server decides.

import { api } from './api.js';
import { isPlaying, play, present, stop, update } from './loop-player.js';
import { NOTES, STEPS, USUAL_NOTES, VOICES } from './loop-sound.js';
import { make } from './markup.js';
import { watch } from './place.js';
import { StepGrid } from './step-grid.js';
import { reason, toast, wrong } from './toast.js';

const MOST_PAGES = 4;
const MOST_CHAIN = 16;
const root = document.getElementById('sequencer');
const form = document.getElementById('pattern-form');
const id = Number(root.dataset.pattern);
const isCalm = matchMedia('(prefers-reduced-motion: reduce)');
const silentPage = () => VOICES.map(() => Array(STEPS).fill(0));

let saved = root.dataset.saved;
let loop = read(root.dataset.loop) ?? JSON.parse(saved);
let open = 0;

/** The text of a refused form may be no loop at all. */
function read(text) {
  try {
    const found = JSON.parse(text);
    return [found.pages, found.chain, found.tracks].every(Array.isArray) && found.fx ? found : null;
  } catch {
    return null;
  }
}

// What it is made of.

const slider = (label, min, max, step, take) => {
  const input = make('input', { type: 'range', min, max, step, ariaLabel: label });
  input.addEventListener('input', () => {
    take(Number(input.value));
    changed();
  });
  return input;
};
const button = (text, onclick, className = 'button') => make('button', { type: 'button', className, textContent: text, onclick });
const labelled = (text, control) => make('label', { className: 'dial' }, make('span', {}, text), control);

const news = make('p', { className: 'unseen', role: 'status' });
const grid = new StepGrid((words) => {
  changed();
  news.textContent = words;
}, showNote);
const playing = button('Play', () => (isPlaying() ? stop() : start()), 'button primary');
const tempo = make('input', { className: 'input', type: 'number', min: 60, max: 200, step: 1, ariaLabel: 'Tempo' });
const swing = slider('Swing', 0, 0.6, 0.01, (value) => (loop.swing = value));
const pages = make('div', { className: 'actions', role: 'group', ariaLabel: 'Pages' });
const chain = make('input', { className: 'input', type: 'text', ariaLabel: 'Order of the pages', inputMode: 'numeric', autocomplete: 'off' });
const note = make('select', { className: 'input', ariaLabel: 'Note' }, ...NOTES.map((name) => make('option', { textContent: name })));
const mixer = VOICES.map((name, voice) => {
  const track = () => loop.tracks[voice];
  const flag = (word, text, key) => {
    const toggle = button(text, () => {
      track()[key] = !track()[key];
      changed();
      show();
    });
    toggle.ariaLabel = `${word} ${name}`;
    return toggle;
  };
  return {
    name,
    volume: slider(`Volume of ${name}`, -40, 6, 0.5, (value) => (track().volume = value)),
    pan: slider(`Pan of ${name}`, -1, 1, 0.05, (value) => (track().pan = value)),
    mute: flag('Mute', 'M', 'mute'),
    solo: flag('Solo', 'S', 'solo'),
  };
});
const effect = (label, group, name, min, max, step) => ({
  label,
  group,
  name,
  input: slider(label, min, max, step, (value) => (loop.fx[group][name] = value)),
});
const effects = [
  effect('Delay', 'delay', 'wet', 0, 1, 0.01),
  effect('Delay time', 'delay', 'time', 1, 8, 1),
  effect('Delay feedback', 'delay', 'feedback', 0, 0.9, 0.01),
  effect('Reverb', 'reverb', 'wet', 0, 1, 0.01),
  effect('Reverb decay', 'reverb', 'decay', 0.1, 6, 0.1),
];
const times = make('input', { className: 'input', type: 'number', min: 1, max: 8, step: 1, value: 1, ariaLabel: 'Loops in the WAV' });
const waving = button('Download WAV', download);

tempo.addEventListener('input', () => {
  if (!tempo.value || !tempo.checkValidity()) return;
  loop.bpm = Number(tempo.value);
  changed();
});
tempo.addEventListener('change', () => (tempo.value = loop.bpm));
chain.addEventListener('change', () => {
  const numbers = chain.value.trim().split(/[\s,]+/).map(Number);
  const isRight = numbers.length <= MOST_CHAIN && numbers.every((number) => Number.isInteger(number) && number >= 1 && number <= loop.pages.length);
  if (isRight) {
    loop.chain = numbers.map((number) => number - 1);
    changed();
  } else toast(`The order is 1 to ${MOST_CHAIN} numbers of pages, such as 1 1 2.`, 'wrong');
  show();
});
note.addEventListener('change', () => grid.tune(note.value));

root.append(
  make('div', { className: 'transport' }, playing, labelled('Tempo', tempo), labelled('Swing', swing), labelled('Note', note)),
  make('div', { className: 'transport' }, pages, labelled('Order of the pages', chain)),
  make('div', { className: 'step-frame card' }, grid.element),
  news,
  make(
    'div',
    { className: 'mixer card', role: 'group', ariaLabel: 'Mixer' },
    ...mixer.map(({ name, volume, pan, mute, solo }) =>
      make('div', { className: 'strip' }, make('span', { className: 'step-name' }, name), labelled('Volume', volume), labelled('Pan', pan), mute, solo),
    ),
  ),
  make('div', { className: 'transport card', role: 'group', ariaLabel: 'Effects' }, ...effects.map(({ label, input }) => labelled(label, input))),
);
document.getElementById('midi').before(labelled('Loops in the WAV', times), waving);
for (const table of document.querySelectorAll('.step-table')) table.hidden = true;
// What is wrong with the text is to be seen.
const text = document.querySelector('#loop-text .wrong') ? null : document.getElementById('loop-text');
if (text) text.hidden = true;
show();

// Showing.

function show() {
  open = Math.min(open, loop.pages.length - 1);
  tempo.value = loop.bpm;
  swing.value = loop.swing;
  swing.ariaValueText = `${Math.round(loop.swing * 100)} %`;
  chain.value = loop.chain.map((index) => index + 1).join(' ');
  const choices = loop.pages.map((_, index) => {
    const choice = button(`Page ${index + 1}`, () => turn(index));
    choice.ariaPressed = index === open;
    return choice;
  });
  const focused = [...pages.children].indexOf(document.activeElement);
  const add = loop.pages.length < MOST_PAGES ? [button('Add a page', addPage, 'button quiet')] : [];
  const remove = loop.pages.length > 1 ? [button('Remove this page', removePage, 'button quiet')] : [];
  pages.replaceChildren(...choices, ...add, ...remove);
  if (focused >= 0) pages.children[Math.min(focused, pages.children.length - 1)].focus();
  mixer.forEach(({ volume, pan, mute, solo }, voice) => {
    const track = loop.tracks[voice];
    volume.value = track.volume;
    volume.ariaValueText = `${track.volume} dB`;
    pan.value = track.pan;
    mute.ariaPressed = track.mute;
    solo.ariaPressed = track.solo;
  });
  for (const { group, name, input } of effects) input.value = loop.fx[group][name];
  grid.show(loop.pages[open]);
  showNote();
}

function showNote() {
  const usual = USUAL_NOTES[grid.voice];
  note.disabled = !usual;
  if (usual) note.value = grid.value?.note ?? grid.notes[grid.voice];
}

function turn(index) {
  open = index;
  show();
}

function addPage() {
  loop.pages.push(silentPage());
  if (loop.chain.length < MOST_CHAIN) loop.chain.push(loop.pages.length - 1);
  open = loop.pages.length - 1;
  changed();
  show();
}

function removePage() {
  loop.pages.splice(open, 1);
  const rest = loop.chain.filter((index) => index !== open).map((index) => (index > open ? index - 1 : index));
  loop.chain = rest.length ? rest : [0];
  changed();
  show();
}

// Hearing.

async function start() {
  playing.textContent = 'Stop';
  await play(loop, { ended: () => (playing.textContent = 'Play') });
  if (!isCalm.matches) requestAnimationFrame(follow);
}

/** Marks the step that is heard, as long as its page is shown. */
function follow() {
  const number = isPlaying() ? present() : null;
  const isShown = number !== null && loop.chain[Math.floor(number / STEPS)] === open;
  grid.mark(isShown ? number % STEPS : null);
  if (isPlaying()) requestAnimationFrame(follow);
}

// Changing and saving.

function changed() {
  if (form) form.elements.loop.value = JSON.stringify(loop);
  update(loop);
}

const isUnsaved = () => form && JSON.stringify(loop) !== JSON.stringify(JSON.parse(saved));
addEventListener('beforeunload', (event) => {
  if (isUnsaved()) event.preventDefault();
});

form?.addEventListener('submit', async (event) => {
  event.preventDefault();
  const { base_version: base, title, visibility, loop: field } = form.elements;
  if (!text) loop = read(field.value) ?? loop;
  try {
    const change = { base_version: Number(base.value), title: title.value, visibility: visibility.value, loop };
    const sent = JSON.stringify(loop);
    const { pattern } = await api('PATCH', `/api/song/patterns/${id}`, change);
    take(pattern, JSON.stringify(loop) === sent);
    toast(`Saved, revision ${pattern.revision}`);
  } catch (error) {
    if (error.status !== 409 || !error.details?.version) return wrong(error);
    // What others saved stays in its revision, and saving once more is meant.
    base.value = error.details.version;
    toast(`${reason({ message: error.message })}. Save again to put yours in its place.`, 'wrong');
  }
});

/** Takes over what is saved now; the loop too, unless it has been changed here since. */
function take(pattern, isWhole) {
  saved = JSON.stringify(pattern.loop);
  if (form) form.elements.base_version.value = pattern.version;
  document.querySelector('h1').textContent = pattern.title;
  root.dataset.title = pattern.title;
  const midi = document.getElementById('midi');
  midi.href = midi.href.replace(/\/r\/\d+\//, `/r/${pattern.revision}/`);
  if (!isWhole) return;
  loop = pattern.loop;
  changed();
  show();
}

if (document.body.dataset.user) {
  watch(`pattern:${id}`, {
    type: 'pattern',
    done(object) {
      if (object.deleted || isUnsaved()) return;
      if (form && Number(form.elements.base_version.value) < object.version) {
        form.elements.title.value = object.title;
        form.elements.visibility.value = object.visibility;
      }
      take(object, true);
    },
  });
}

// Taking it away.

async function download() {
  waving.disabled = true;
  try {
    const { mostLoops, wave } = await import('./loop-wave.js');
    const count = Math.max(1, Math.min(mostLoops(loop), Math.round(Number(times.value)) || 1));
    times.value = count;
    const address = URL.createObjectURL(new Blob([await wave(loop, count)], { type: 'audio/wav' }));
    make('a', { href: address, download: `${root.dataset.title}.wav` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  } catch {
    toast('The WAV file could not be made.', 'wrong');
  }
  waving.disabled = false;
}
