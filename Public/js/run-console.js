// What a run says: at most 100 lines in a second, each cut, and the newest 500. All of it is shown as text.

import { make } from './markup.js';

const MOST_A_SECOND = 100;
const MOST_LENGTH = 2_048;
const KEPT = 500;
const SECOND_MS = 1_000;

export class Console {
  #list = make('ol');
  #log = make('div', { className: 'log', tabIndex: 0 }, this.#list);
  #show = make('select', { className: 'input', ariaLabel: 'Show' });
  #count = 0;
  #more = 0;
  #window = 0;
  #goTo;

  /** `goTo(line)` puts the caret there. A quiet Console appears with its first line. */
  constructor({ goTo, isQuiet = false }) {
    this.#goTo = goTo;
    this.#log.setAttribute('role', 'log');
    this.#log.setAttribute('aria-label', 'Console');
    for (const [value, name] of [['all', 'Everything'], ['warn', 'Warnings and errors'], ['error', 'Errors']]) this.#show.append(new Option(name, value));
    const clear = make('button', { className: 'button small', type: 'button', textContent: 'Clear', onclick: () => this.clear() });
    this.#show.onchange = () => (this.#log.dataset.show = this.#show.value);
    this.#log.dataset.show = 'all';
    const bar = make('div', { className: 'bar' }, make('strong', { ariaHidden: 'true', textContent: 'Console' }), this.#show, clear);
    this.element = make('div', { className: 'run-console', hidden: isQuiet }, bar, this.#log);
  }

  clear() {
    this.#list.replaceChildren();
  }

  /** Takes lines in; `more` others were left out on their way. */
  take(lines, more) {
    if (!this.#window) {
      this.#count = 0;
      this.#window = setTimeout(() => this.#close(), SECOND_MS);
    }
    const fresh = lines.slice(0, Math.max(0, MOST_A_SECOND - this.#count));
    this.#count += fresh.length;
    this.#more += more + lines.length - fresh.length;
    this.#add(fresh);
  }

  #close() {
    this.#window = 0;
    if (this.#more) this.#add([{ kind: 'more', text: `… ${this.#more} more` }]);
    this.#more = 0;
  }

  #add(lines) {
    if (!lines.length) return;
    this.element.hidden = false;
    const isAtEnd = this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight < 40;
    this.#list.append(...lines.slice(-KEPT).map((line) => this.#draw(line)));
    while (this.#list.childElementCount > KEPT) this.#list.firstElementChild.remove();
    if (isAtEnd) this.#log.scrollTop = this.#log.scrollHeight;
  }

  #draw({ kind, text, line }) {
    const item = make('li', { className: kind, dir: 'auto' }, make('span', { textContent: text.slice(0, MOST_LENGTH) }));
    if (!line) return item;
    const name = `Line ${line}`;
    const place = this.#goTo ? make('button', { className: 'button small', type: 'button', textContent: name, onclick: () => this.#goTo(line) }) : name;
    item.append(' ', place);
    return item;
  }
}
