// One run of a script: the frame, what it may tell this page, and the buttons around it. Everything from the frame is text of a stranger.

import { make } from './markup.js';

const MOST_MESSAGES = 60;
const FLOOD = 600;
const SECOND_MS = 1_000;
const LOOK_MS = 400;
const MOST_SIDE = 2_048;
const AT_ONCE = 2;
const REASONS = new Set(['no answer for 2 s', 'an error', 'too many messages']);

/** Runs that are not stopped, the oldest first. */
const open = [];

const isCount = (value, most = Number.MAX_SAFE_INTEGER) => Number.isInteger(value) && value >= 0 && value <= most;
const isSize = ({ width, height }) => isCount(width, MOST_SIDE) && isCount(height, MOST_SIDE);
const isLine = (line) =>
  typeof line === 'object' && line !== null && ['log', 'warn', 'error'].includes(line.kind) && typeof line.text === 'string' && (line.line === null || isCount(line.line));
/** The messages that are heard, and what each must look like. */
const shapes = {
  hello: ({ policy }) => typeof policy === 'string' && policy.length < 4_000,
  state: ({ state }) => ['running', 'paused', 'stopped'].includes(state),
  size: isSize,
  rate: ({ frames }) => isCount(frames, 1_000),
  console: ({ lines, more }) => Array.isArray(lines) && lines.length <= 100 && lines.every(isLine) && isCount(more),
};

export class Run {
  #frame = null;
  #looking = 0;
  #loads = 0;
  #saidHello = false;
  #messages = 0;
  #since = 0;
  /** Why it is paused: by hand, off screen, in a hidden tab, or because newer ones run. */
  #pauses = new Set();
  #size = null;
  #stage = make('div', { className: 'frame' });
  #status = make('p', { textContent: 'Ready' });
  #rate = make('p', { className: 'rate' });
  #policy = make('code', { textContent: 'Nothing runs yet.' });

  /** `log` is its Console; `restart()` takes the place of a plain new start. */
  constructor({ src, title, runtime, log, restart = () => this.start() }) {
    Object.assign(this, { src, title, runtime, log });
    this.#status.setAttribute('role', 'status');
    this.#status.setAttribute('aria-label', 'Runner');
    const button = (name, take) => make('button', { className: 'button small', type: 'button', textContent: name, onclick: take, disabled: true });
    this.stopButton = button('Stop', () => this.stop());
    this.pauseButton = button('Pause', () => (this.#pauses.size ? this.resume() : this.pause('hand')));
    this.restartButton = button('Restart', restart);
    const badge = make('details', { className: 'safe' }, make('summary', { textContent: 'Safe mode: no network, cookies, storage' }), this.#policy);
    const bar = make('div', { className: 'bar' }, this.#status, this.stopButton, this.pauseButton, this.restartButton, this.#rate);
    this.group = make('div', { className: 'runner' }, badge, this.#stage, bar);
    this.group.setAttribute('role', 'group');
    this.group.setAttribute('aria-label', title);
    new IntersectionObserver(([entry]) => (entry.isIntersecting ? this.#unpause('screen') : this.pause('screen'))).observe(this.#stage);
    new ResizeObserver(() => this.#fit()).observe(this.group);
    document.addEventListener('visibilitychange', () => this.#followTab());
  }

  get isOpen() {
    return this.#frame !== null;
  }

  start() {
    this.stop();
    const frame = make('iframe', { title: `Running: ${this.title}`, referrerPolicy: 'no-referrer' });
    frame.setAttribute('sandbox', 'allow-scripts');
    frame.setAttribute('allow', '');
    frame.addEventListener('load', () => this.#loaded(frame));
    this.#frame = frame;
    this.#loads = 0;
    this.#saidHello = false;
    this.#pauses.delete('hand');
    this.#pauses.delete('crowd');
    frame.className = this.runtime;
    // A frame that is put in without a source would load an empty document first.
    frame.src = this.src;
    this.#stage.replaceChildren(frame);
    this.#fit();
    open.push(this);
    while (open.filter((run) => !run.#pauses.has('crowd')).length > AT_ONCE) open.find((run) => !run.#pauses.has('crowd')).pause('crowd');
    this.#looking = setInterval(() => this.#look(), LOOK_MS);
    this.#followTab();
    this.#show();
    // What is out of sight is paused, and somebody wants to see this one.
    this.group.scrollIntoView({ block: 'nearest' });
  }

  /** Ends the run and says why, if there is more to say than that. */
  stop(reason) {
    if (!this.#frame) return;
    clearInterval(this.#looking);
    this.#frame.remove();
    this.#frame = null;
    open.splice(open.indexOf(this), 1);
    this.#show(reason ? `Stopped: ${reason}` : 'Stopped');
  }

  /** For good: it cannot be started again. */
  end(reason) {
    this.stop(reason);
    this.restartButton.disabled = true;
    this.start = () => {};
  }

  pause(why) {
    this.#pauses.add(why);
    this.#tell('pause');
    this.#show();
  }

  resume() {
    const others = open.filter((run) => run !== this && !run.#pauses.has('crowd'));
    if (this.#pauses.has('crowd') && others.length >= AT_ONCE) others[0].pause('crowd');
    this.#pauses.delete('hand');
    this.#unpause('crowd');
  }

  #unpause(why) {
    this.#pauses.delete(why);
    if (!this.#pauses.size) this.#tell('resume');
    this.#show();
  }

  #followTab() {
    if (document.hidden) this.pause('hidden');
    else this.#unpause('hidden');
  }

  #tell(type) {
    if (this.#saidHello) this.#frame?.contentWindow?.postMessage({ type }, '*');
  }

  #show(text) {
    this.stopButton.disabled = this.pauseButton.disabled = !this.isOpen;
    this.restartButton.disabled = false;
    this.pauseButton.textContent = this.isOpen && this.#pauses.size ? 'Resume' : 'Pause';
    if (!this.isOpen || this.#pauses.size) this.#rate.textContent = '';
    if (this.isOpen) text = this.#pauses.size ? 'Paused' : this.#saidHello ? 'Running' : 'Ready';
    if (text && this.#status.textContent !== text) this.#status.textContent = text;
  }

  /** A frame has one document for all of its life. */
  #loaded(frame) {
    if (frame !== this.#frame) return;
    this.#loads += 1;
    if (this.#loads > 1) return this.stop('It left its place');
    setTimeout(() => {
      if (frame === this.#frame && !this.#saidHello) this.stop('it could not be loaded');
    }, SECOND_MS);
  }

  /** A page of its own keeps an empty frame inside while it is there. Its number can be read even when the page is busy or gone. */
  #look() {
    if (!this.group.isConnected) return this.stop();
    if (this.#saidHello && this.runtime === 'html' && this.#frame.contentWindow?.length === 0) this.stop('It left its place');
  }

  hears(source) {
    return this.#frame !== null && source === this.#frame.contentWindow;
  }

  hear(message) {
    const now = performance.now();
    if (now - this.#since > SECOND_MS) {
      this.#since = now;
      this.#messages = 0;
    }
    this.#messages += 1;
    if (this.#messages > FLOOD) return this.stop('too many messages');
    if (this.#messages > MOST_MESSAGES || typeof message !== 'object' || message === null) return;
    if (!Object.hasOwn(shapes, message.type) || !shapes[message.type](message)) return;
    if (message.type !== 'hello' && !this.#saidHello) return;
    this.#take(message);
  }

  #take({ type, policy, state, reason, frames, lines, more, width, height }) {
    if (type === 'console') this.log.take(lines, more);
    else if (type === 'rate') this.#rate.textContent = this.#pauses.size ? '' : `${frames} frames/s`;
    else if (type === 'size') this.#fit({ width, height });
    else if (type === 'state') {
      if (state === 'stopped') this.stop(REASONS.has(reason) ? reason : undefined);
    } else if (this.#saidHello) this.stop('It left its place');
    else {
      this.#saidHello = true;
      this.#policy.textContent = policy;
      this.#tell(this.#pauses.size ? 'pause' : 'resume');
      if (isSize({ width, height })) this.#fit({ width, height });
      this.#show();
    }
  }

  /** As large as the canvas, and never wider than there is room. */
  #fit(size = this.#size) {
    this.#size = size;
    if (!size || !this.#frame || this.runtime === 'html') return;
    const room = this.#stage.clientWidth || size.width;
    const scale = Math.min(1, room / Math.max(1, size.width));
    this.#frame.width = Math.max(1, Math.round(size.width * scale));
    this.#frame.height = Math.max(1, Math.round(size.height * scale));
  }
}

addEventListener('message', ({ source, origin, data }) => {
  if (origin !== 'null') return;
  open.find((run) => run.hears(source))?.hear(data);
});
