// The frame of a run. It owns the clock: one tick at a time goes to the Worker with the member's code, and a Worker that does not answer is ended.
// It does not trust the Worker: what comes from there is checked, counted and passed on as plain text and numbers.

(() => {
  'use strict';

  const FIRST_ANSWER_MS = 10_000;
  const ANSWER_MS = 2_000;
  const PING_MS = 1_000;
  const MOST_SIDE = 2_048;
  const MOST_LINES = 100;
  const MOST_LENGTH = 2_048;
  const BATCH_MS = 100;
  /** More messages than this in a second come from a Worker that works against the frame. */
  const MOST_MESSAGES = 2_000;
  const NO_ANSWER = 'no answer for 2 s';
  /** Functions of a script that a runtime calls. */
  const HOOKS = [
    'preload', 'setup', 'draw', 'windowResized', 'mousePressed', 'mouseReleased', 'mouseClicked', 'mouseMoved', 'mouseDragged', 'mouseWheel', 'doubleClicked',
    'touchStarted', 'touchMoved', 'touchEnded', 'keyPressed', 'keyReleased', 'keyTyped',
  ];

  const { runtime, policy } = document.documentElement.dataset;
  const code = document.getElementById('code').content.textContent;
  // An exported script has its files inside (`<template data-file="worker.js">`) and runs without a server.
  const enclosed = new Map([...document.querySelectorAll('template[data-file]')].map((file) => [file.dataset.file, file.content.textContent]));
  const base = enclosed.size ? '' : new URL('.', document.currentScript.src).href;
  /** Where a Worker finds a file of ours: an address, or the text itself. */
  const file = (name) => (enclosed.has(name) ? { text: enclosed.get(name) } : { url: base + name });
  const SKETCH = ['kit', 'numbers', 'chance', 'vector', 'colour', 'surface', 'shapes', 'vertices', 'transforms', 'text', 'pixels', 'images', 'time', 'input', 'absent', 'sketch'];
  const libraries = {
    sketch: SKETCH.map((name) => file(`sketch/${name}.js`)),
    three: [file('vendor/three/three.min.js'), file('three.js')],
    audio: [file('audio.js')],
  }[runtime];
  /** Plays what the Worker of an audio script asks for. */
  const speaker = runtime === 'audio' ? [file('speaker.js')] : [];

  const blob = (text) => URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  const tell = (type, facts = {}) => parent.postMessage({ type, ...facts }, '*');
  const number = (value, most) => (Number.isFinite(value) ? Math.min(Math.max(value, 0), most) : 0);

  // From here on only these files and blobs of this frame are scripts: `import()` finds nothing, not even our other libraries.
  const narrower = document.createElement('meta');
  narrower.httpEquiv = 'Content-Security-Policy';
  narrower.content = `script-src blob: ${[file('worker.js'), ...libraries, ...speaker].map(({ url = '' }) => url).join(' ')}`;
  document.head.append(narrower);

  const canvas = document.createElement('canvas');
  canvas.width = runtime === 'sketch' ? 100 : 600;
  canvas.height = runtime === 'sketch' ? 100 : 400;
  canvas.tabIndex = 0;
  document.body.append(canvas);

  let size = { width: canvas.width, height: canvas.height };
  let state = 'running';
  let waiting = 0;
  let turn = 0;
  let input = [];
  let lines = [];
  let more = 0;
  let frames = 0;
  let received = 0;
  let sound = null;
  // Functions that the code keeps in variables (`const draw = …`) can only be seen by another script of the same Worker.
  const hooks = `takeHooks({${HOOKS.map((name) => `${name}: typeof ${name} === 'function' ? ${name} : undefined`).join(', ')}})`;
  const worker = new Worker(blob(enclosed.get('worker.js') ?? `importScripts(${JSON.stringify(`${base}worker.js`)})`));
  const { port1: port, port2 } = new MessageChannel();
  const offscreen = canvas.transferControlToOffscreen();

  function stop(reason) {
    if (state === 'stopped') return;
    flush();
    state = 'stopped';
    worker.terminate();
    port.close();
    clearTimeout(waiting);
    sound?.close();
    tell('state', { state, reason });
  }

  function flush() {
    if (lines.length || more) tell('console', { lines, more });
    // Without a host, the browser's own console shows what is said.
    if (parent === self) for (const { kind, text } of lines) console[kind](text);
    lines = [];
    more = 0;
  }

  function log({ kind, text, line }) {
    if (lines.length >= MOST_LINES) {
      more += 1;
      return;
    }
    const known = ['log', 'warn', 'error'].includes(kind) ? kind : 'log';
    lines.push({ kind: known, text: String(text).slice(0, MOST_LENGTH), line: Number.isInteger(line) && line > 0 ? line : null });
  }

  /** Each question has a number that cannot be guessed: code that runs without end cannot answer what it has not read. */
  function expectAnswer(deadline) {
    waiting = setTimeout(() => stop(NO_ANSWER), deadline);
    turn = Math.random();
    return turn;
  }

  const ask = (message) => port.postMessage({ ...message, turn: expectAnswer(ANSWER_MS) });

  function tick(now) {
    if (state === 'stopped') return;
    requestAnimationFrame(tick);
    if (state !== 'running' || waiting) return;
    const events = input;
    input = [];
    ask({ type: 'tick', now, events, level: sound?.level() ?? 0, sounding: sound?.seconds() ?? null });
  }

  const heard = {
    /** The answer to a tick, a ping or the start. */
    done({ turn: answered, drew, width, height }) {
      if (answered !== turn) return;
      clearTimeout(waiting);
      waiting = 0;
      if (drew) frames += 1;
      const next = { width: number(width, MOST_SIDE), height: number(height, MOST_SIDE) };
      if (next.width === size.width && next.height === size.height) return;
      size = next;
      tell('size', size);
    },
    log,
    more({ count }) {
      more += number(count, Number.MAX_SAFE_INTEGER);
    },
    describe({ text }) {
      canvas.setAttribute('role', 'img');
      canvas.setAttribute('aria-label', String(text).slice(0, MOST_LENGTH));
    },
    failed({ isSyntax }) {
      if (isSyntax) return findSyntaxError();
      stop('an error');
    },
    sound(message) {
      sound?.play(message);
    },
  };

  port.onmessage = ({ data }) => {
    received += 1;
    if (received > MOST_MESSAGES) return stop('too many messages');
    if (Object.hasOwn(heard, data?.type)) heard[data.type](data);
  };

  /** A Worker that parses the code once more and never runs it: only such an error has a line. */
  function findSyntaxError() {
    const strict = /^\s*(['"])use strict\1/.test(code) ? "'use strict';" : '';
    const parser = new Worker(blob(`${strict}throw 0;${code}`));
    const timer = setTimeout(() => finish({}), ANSWER_MS);
    const finish = ({ message = 'Uncaught SyntaxError: the code cannot be read', lineno }) => {
      clearTimeout(timer);
      parser.terminate();
      log({ kind: 'error', text: message.replace(/^Uncaught /, 'Error: '), line: lineno });
      stop('an error');
    };
    parser.onerror = (event) => {
      event.preventDefault();
      finish(event);
    };
  }

  worker.onerror = (event) => {
    event.preventDefault();
    log({ kind: 'error', text: `Error: ${event.message || 'the runtime could not be loaded'}` });
    stop('an error');
  };

  addEventListener('message', ({ source, data }) => {
    if (source !== parent || state === 'stopped') return;
    if (data?.type === 'pause' && state === 'running') {
      state = 'paused';
      port.postMessage({ type: 'pause' });
      sound?.pause();
      tell('state', { state });
    } else if (data?.type === 'resume' && state === 'paused') {
      state = 'running';
      port.postMessage({ type: 'resume' });
      sound?.resume();
      tell('state', { state });
    }
  });

  // Where things happen is said in pixels of the canvas.
  function at({ clientX, clientY }) {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return { x: ((clientX - left) * size.width) / (width || 1), y: ((clientY - top) * size.height) / (height || 1) };
  }

  function put(event) {
    const last = input.at(-1);
    if (event.kind === 'mousemove' && last?.kind === 'mousemove') input.pop();
    if (input.length < MOST_LINES) input.push(event);
  }

  for (const kind of ['mousedown', 'mouseup', 'mousemove', 'click', 'dblclick', 'wheel']) {
    addEventListener(kind, (event) => put({ kind, ...at(event), button: event.button, buttons: event.buttons, delta: event.deltaY ?? 0 }), { passive: true });
  }
  for (const kind of ['keydown', 'keyup']) {
    addEventListener(kind, (event) => {
      put({ kind, key: event.key, code: event.keyCode, repeat: event.repeat });
      // These would scroll; Tab leaves the frame as everywhere.
      if (['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', ' ', 'PageUp', 'PageDown'].includes(event.key) && event.target === canvas) event.preventDefault();
    });
  }
  for (const kind of ['touchstart', 'touchmove', 'touchend', 'touchcancel']) {
    const list = ({ touches }) => [...touches].map((touch) => ({ ...at(touch), id: touch.identifier }));
    addEventListener(kind, (event) => put({ kind: kind === 'touchcancel' ? 'touchend' : kind, touches: list(event) }), { passive: true });
  }
  addEventListener('blur', () => put({ kind: 'blur' }));
  addEventListener('resize', () => put({ kind: 'resize' }));
  addEventListener('contextmenu', (event) => event.preventDefault());
  addEventListener('mousedown', () => canvas.focus({ preventScroll: true }));

  setInterval(flush, BATCH_MS);
  setInterval(() => {
    received = 0;
    if (state === 'running') tell('rate', { frames });
    frames = 0;
    // Nothing runs while it is paused; this finds out when that is not so.
    if (state === 'paused' && !waiting) ask({ type: 'ping' });
  }, PING_MS);

  const start = () => {
    tell('hello', { policy, ...size });
    tell('state', { state });
    worker.postMessage({ port: port2, canvas: offscreen, code, hooks, libraries, turn: expectAnswer(FIRST_ANSWER_MS) }, [port2, offscreen]);
    requestAnimationFrame(tick);
  };
  if (runtime !== 'audio') return start();
  const script = document.createElement('script');
  script.src = speaker[0].url ?? blob(speaker[0].text);
  script.onload = () => {
    sound = self.openSpeaker(document.body);
    start();
  };
  document.head.append(script);
})();
