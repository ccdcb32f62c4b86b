// Runs in the Worker before the member's code: takes away what could reach out or start more, brings in the runtime, and then loads the code.
// What it keeps for itself are the functions below, which the code cannot reach. The frame does not rely on any of it.

(() => {
  'use strict';

  const MOST_LINES = 100;
  const MOST_LENGTH = 2_048;
  const WINDOW_MS = 1_000;
  const MOST_SIDE = 2_048;
  const load = self.importScripts.bind(self);
  const clock = performance.now.bind(performance);
  const [later, repeatedly, never] = [self.setTimeout.bind(self), self.setInterval.bind(self), self.clearTimeout.bind(self)];

  self.onmessage = ({ data: { port, canvas, code, hooks, libraries, turn } }) => {
    self.onmessage = null;
    run(port, canvas, address({ text: code }), address({ text: hooks }), libraries.map(address), turn);
  };

  function address({ url, text }) {
    return url ?? URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  }

  /** Removes names from an object and all it inherits from. */
  function remove(object, ...names) {
    for (let owner = object; owner; owner = Object.getPrototypeOf(owner)) {
      if (owner === Object.prototype) return;
      for (const name of names) delete owner[name];
    }
  }

  function shutOff() {
    remove(
      self, 'Worker', 'SharedWorker', 'BroadcastChannel', 'MessageChannel', 'importScripts', 'fetch', 'fetchLater', 'XMLHttpRequest', 'XMLHttpRequestUpload',
      'XMLHttpRequestEventTarget', 'WebSocket', 'WebSocketStream', 'WebSocketError', 'EventSource', 'WebTransport', 'RTCDataChannel', 'RTCPeerConnection', 'Request',
      'Response', 'FontFace', 'fonts', 'indexedDB', 'IDBFactory', 'caches', 'Cache', 'CacheStorage', 'cookieStore', 'webkitRequestFileSystem',
      'webkitRequestFileSystemSync', 'webkitResolveLocalFileSystemURL', 'webkitResolveLocalFileSystemSyncURL', 'ServiceWorkerRegistration', 'Notification',
      'WebAssembly', 'postMessage', 'close', 'scheduler', 'TaskController', 'crossOriginIsolated', 'trustedTypes', 'Atomics', 'SharedArrayBuffer',
    );
    remove(
      self.navigator, 'storage', 'storageBuckets', 'locks', 'serviceWorker', 'usb', 'hid', 'serial', 'permissions', 'connection', 'mediaCapabilities', 'gpu', 'ml',
      'sendBeacon', 'setAppBadge', 'clearAppBadge',
    );
    remove(URL, 'createObjectURL', 'revokeObjectURL');
  }

  function run(port, canvas, codeURL, hooksURL, libraries, firstTurn) {
    const post = port.postMessage.bind(port);
    const log = makeLog(post);
    const timers = makeTimers(fail);

    /** Says what went wrong and where in the member's code. */
    function fail(error, place) {
      log('error', describeError(error), place ?? lineOf(error, codeURL));
    }

    keepSmall(canvas);
    const runner = { canvas, post, log, timers, clock, MOST_SIDE, fail, hooks: {}, start() {}, tick() {} };
    self.runner = runner;
    load(...libraries);
    delete self.runner;

    shutOff();
    Object.assign(self, timers.globals);
    installConsole(log);
    self.addEventListener('error', (event) => {
      event.preventDefault();
      fail(event.error ?? new Error(event.message), event.filename === codeURL ? event.lineno : undefined);
    });
    self.addEventListener('unhandledrejection', (event) => {
      event.preventDefault();
      fail(event.reason);
    });

    const answer = (turn, drew = false) => post({ type: 'done', turn, drew, width: canvas.width, height: canvas.height });
    /** The code is over: nothing of it runs again. */
    function end(error, isLoading) {
      const isSyntax = isLoading && error instanceof SyntaxError;
      if (!isSyntax) fail(error);
      timers.hold();
      port.onmessage = null;
      post({ type: 'failed', isSyntax });
    }

    port.onmessage = async ({ data }) => {
      if (data.type === 'pause') timers.hold();
      else if (data.type === 'resume') timers.release();
      else if (data.type === 'ping') answer(data.turn);
      else if (data.type === 'tick') {
        let drew = false;
        try {
          drew = runner.tick(data) === true;
          timers.draw(data.now);
        } catch (error) {
          return end(error, false);
        }
        answer(data.turn, drew);
      }
    };

    (async () => {
      try {
        load(codeURL);
      } catch (error) {
        return end(error, true);
      }
      try {
        self.takeHooks = (found) => Object.assign(runner.hooks, found);
        load(hooksURL);
        delete self.takeHooks;
        await runner.start();
      } catch (error) {
        return end(error, false);
      }
      answer(firstTurn);
    })();
  }

  /** The visible canvas says no before it takes memory for a picture that is too large. */
  function keepSmall(canvas) {
    for (const side of ['width', 'height']) {
      const { get, set } = Object.getOwnPropertyDescriptor(OffscreenCanvas.prototype, side);
      Object.defineProperty(canvas, side, {
        get: get.bind(canvas),
        set(value) {
          if (!(value <= MOST_SIDE)) throw new RangeError(`Canvas: ${side} ${value} is more than ${MOST_SIDE}`);
          set.call(canvas, value);
        },
      });
    }
  }

  function makeLog(post) {
    let since = -Infinity;
    let count = 0;
    let more = 0;
    return function log(kind, text, line) {
      const now = clock();
      if (now - since >= WINDOW_MS) {
        since = now;
        count = 0;
      }
      count += 1;
      if (count <= MOST_LINES) return post({ type: 'log', kind, text: (typeof text === 'function' ? text() : text).slice(0, MOST_LENGTH), line });
      more += 1;
      // Told at once for the first line, then together: an endless loop must not wait for anything, and must not flood.
      if (more === 1) {
        later(() => {
          post({ type: 'more', count: more });
          more = 0;
        }, 0);
      }
    };
  }

  function installConsole(log) {
    const say = (kind) => (...values) => log(kind, () => (kind === 'error' ? 'Error: ' : '') + values.map((value) => inWords(value)).join(' '));
    const methods = { log: say('log'), info: say('log'), debug: say('log'), table: say('log'), dir: say('log'), warn: say('warn'), error: say('error') };
    for (const [name, method] of Object.entries(methods)) console[name] = method;
    console.assert = (isTrue, ...values) => isTrue || console.error('Assertion failed', ...values);
    for (const name of ['trace', 'group', 'groupCollapsed', 'groupEnd', 'time', 'timeEnd', 'timeLog', 'count', 'countReset', 'clear', 'profile', 'profileEnd']) {
      console[name] = () => {};
    }
  }

  /** A value as one line of the Console. */
  function inWords(value, depth = 0) {
    if (typeof value === 'string') return depth ? JSON.stringify(value.slice(0, MOST_LENGTH)) : value;
    if (typeof value === 'function') return `function ${value.name || '(unnamed)'}`;
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value !== 'object' || value === null) return String(value);
    if (value instanceof Error) return describeError(value).replace(/^Error: /, '');
    if (value.toString !== Object.prototype.toString && value.toString !== Array.prototype.toString && typeof value.toString === 'function') return String(value);
    if (depth > 2) return Array.isArray(value) ? '[…]' : '{…}';
    if (Array.isArray(value) || ArrayBuffer.isView(value)) {
      const shown = Array.from(value.slice(0, 100), (item) => inWords(item, depth + 1));
      return `[${shown.join(', ')}${value.length > 100 ? `, … ${value.length - 100} more` : ''}]`;
    }
    const entries = Object.entries(value);
    const shown = entries.slice(0, 50).map(([key, item]) => `${key}: ${inWords(item, depth + 1)}`);
    return `{${shown.join(', ')}${entries.length > 50 ? `, … ${entries.length - 50} more` : ''}}`;
  }

  function describeError(error) {
    try {
      if (!(error instanceof Error)) return `Error: ${inWords(error)}`;
      return error.name === 'Error' ? `Error: ${error.message}` : `Error: ${error.name}: ${error.message}`;
    } catch {
      return 'Error: a value that cannot be shown';
    }
  }

  /** The line of the member's code where an error began, read off its stack: the uppermost call in that file. */
  function lineOf(error, codeURL) {
    try {
      const stack = String(error.stack);
      const at = stack.indexOf(`${codeURL}:`);
      return at < 0 ? undefined : Number.parseInt(stack.slice(at + codeURL.length + 1), 10);
    } catch {
      return undefined;
    }
  }

  /** Timers that stand still while the run is paused. */
  function makeTimers(fail) {
    let isHeld = false;
    let held = [];
    let frames = new Map();
    let last = 0;
    const call = (task, values) => {
      if (isHeld) return held.push(() => call(task, values));
      try {
        task(...values);
      } catch (error) {
        fail(error);
      }
    };
    const callable = (task) => {
      if (typeof task !== 'function') throw new TypeError('A timer needs a function');
      return task;
    };
    const globals = {
      setTimeout: (task, delay, ...values) => later(call, delay, callable(task), values),
      setInterval: (task, delay, ...values) => repeatedly((...all) => isHeld || call(...all), delay, callable(task), values),
      clearTimeout: (id) => never(id),
      clearInterval: (id) => never(id),
      requestAnimationFrame(task) {
        frames.set((last += 1), callable(task));
        return last;
      },
      cancelAnimationFrame: (id) => void frames.delete(id),
    };
    return {
      globals,
      hold() {
        isHeld = true;
      },
      release() {
        isHeld = false;
        const tasks = held;
        held = [];
        for (const task of tasks) task();
      },
      /** Calls what waits for this frame. */
      draw(now) {
        const tasks = frames;
        frames = new Map();
        for (const task of tasks.values()) call(task, [now]);
      },
    };
  }
})();
