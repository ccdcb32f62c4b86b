// The steps of one page of a loop, as a grid for pointer and keyboard: arrows move, Space switches, + and − change the accent.

import { make } from './markup.js';
import { NOTES, STEPS, USUAL_NOTES, VOICES } from './loop-sound.js';

const USUAL_ACCENT = 2;
const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], Home: [0, -STEPS], End: [0, STEPS] };
const between = (value, least, most) => Math.max(least, Math.min(most, value));

/** `changed(words)` hears what a cell says after it was changed. */
export class StepGrid {
  constructor(changed, moved) {
    Object.assign(this, { changed, moved, page: null, voice: 0, step: 0, column: null });
    this.notes = [...USUAL_NOTES];
    this.cells = VOICES.map(() => []);
    this.element = make('div', { className: 'step-grid', role: 'grid', ariaLabel: 'Steps' });
    VOICES.forEach((name, voice) => {
      const row = make('div', { className: 'step-row', role: 'row' }, make('div', { className: 'step-name', role: 'rowheader', textContent: name }));
      for (let step = 0; step < STEPS; step += 1) {
        const cell = make('div', { className: 'step', role: 'gridcell', tabIndex: -1 });
        cell.addEventListener('click', () => {
          this.go(voice, step);
          this.toggle();
        });
        cell.addEventListener('focus', () => this.go(voice, step));
        this.cells[voice].push(cell);
        row.append(cell);
      }
      this.element.append(row);
    });
    this.element.addEventListener('keydown', (event) => this.press(event));
  }

  /** Shows a page. */
  show(page) {
    this.page = page;
    for (let voice = 0; voice < VOICES.length; voice += 1) for (let step = 0; step < STEPS; step += 1) this.draw(voice, step);
    this.go(this.voice, this.step, false);
  }

  draw(voice, step) {
    const cell = this.cells[voice][step];
    const value = this.page[voice][step];
    const words = value ? `on, accent ${value.v}${value.note ? `, ${value.note}` : ''}` : 'off';
    cell.ariaLabel = `${VOICES[voice]}, step ${step + 1}, ${words}`;
    cell.dataset.v = value ? value.v : 0;
    cell.textContent = value?.note ?? '';
  }

  get value() {
    return this.page[this.voice][this.step];
  }

  /** Makes a cell the one that Tab leads to. */
  go(voice, step, isTold = true) {
    this.cells[this.voice][this.step].tabIndex = -1;
    [this.voice, this.step] = [voice, step];
    this.cells[voice][step].tabIndex = 0;
    if (isTold) this.moved();
  }

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const move = MOVES[event.key];
    if (move) {
      this.cells[between(this.voice + move[0], 0, VOICES.length - 1)][between(this.step + move[1], 0, STEPS - 1)].focus();
    } else if (event.key === ' ' || event.key === 'Enter') this.toggle();
    else if (event.key === '+' || event.key === '=') this.accent(1);
    else if (event.key === '-' || event.key === '−') this.accent(-1);
    else if (event.key === 'PageUp') this.pitch(1);
    else if (event.key === 'PageDown') this.pitch(-1);
    else return;
    event.preventDefault();
  }

  toggle() {
    const note = this.notes[this.voice];
    this.set(this.value ? 0 : { v: USUAL_ACCENT, ...(note && { note }) });
  }

  accent(change) {
    if (this.value) this.set({ ...this.value, v: between(this.value.v + change, 1, 3) });
  }

  pitch(change) {
    if (this.value?.note) this.tune(NOTES[between(NOTES.indexOf(this.value.note) + change, 0, NOTES.length - 1)]);
  }

  /** Gives the present step a note, which the next new step of the voice has too. */
  tune(note) {
    this.notes[this.voice] = note;
    if (this.value) this.set({ ...this.value, note });
  }

  set(value) {
    this.page[this.voice][this.step] = value;
    this.draw(this.voice, this.step);
    this.changed(this.cells[this.voice][this.step].ariaLabel);
    this.moved();
  }

  /** Marks the column that is heard; null for none. */
  mark(column) {
    if (column === this.column) return;
    for (const row of this.cells) {
      row[this.column]?.classList.remove('now');
      row[column]?.classList.add('now');
    }
    this.column = column;
  }
}
