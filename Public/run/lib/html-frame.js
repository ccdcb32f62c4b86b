(() => {
  // The server puts this into the head of an html run. It hands the page's code to the parser, and the Console's lines to the host.
  const code = document.getElementById('code').content.textContent;
  const { policy } = document.documentElement.dataset;
  const host = parent;
  const send = host.postMessage.bind(host);
  const tell = (type, facts) => send({ type, ...facts }, '*');
  const [later, repeatedly, nextFrame] = [setTimeout, setInterval, requestAnimationFrame].map((method) => method.bind(self));
  const MOST_LINES = 100;
  const MOST_LENGTH = 2048;
  let lines = [];
  let more = 0;
  let frames = 0;
  let isPaused = false;
  let held = [];

  const log = (kind, text, line) => {
    if (lines.length < MOST_LINES) lines.push({ kind, text: String(text()).slice(0, MOST_LENGTH), line: line || null });
    else more += 1;
  };
  const flush = () => {
    if (lines.length || more) tell('console', { lines, more });
    lines = [];
    more = 0;
  };
  const inWords = (value) => {
    if (typeof value === 'string') return value;
    if (value instanceof Error) return value.name + ': ' + value.message;
    if (value instanceof Node) return value.nodeName;
    try {
      return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
    } catch {
      return String(value);
    }
  };
  const say = (kind) => (...values) => log(kind, () => (kind === 'error' ? 'Error: ' : '') + values.map(inWords).join(' '));
  Object.assign(console, { log: say('log'), info: say('log'), debug: say('log'), table: say('log'), dir: say('log'), warn: say('warn'), error: say('error') });

  // Paused, frames and timers wait; CSS moves on.
  const gate = (task) => (...values) => (isPaused ? held.push(() => task(...values)) : task(...values));
  self.setTimeout = (task, delay, ...values) => later(gate(task), delay, ...values);
  self.setInterval = (task, delay, ...values) => repeatedly((...all) => isPaused || task(...all), delay, ...values);
  self.requestAnimationFrame = (task) => nextFrame(gate(task));

  document.documentElement.removeAttribute('data-policy');
  document.documentElement.removeAttribute('data-runtime');
  document.getElementById('code').remove();
  document.currentScript.remove();


  // A frame without a document: the host counts it, and knows by it that this document is still there.
  const mark = document.createElement('iframe');
  mark.hidden = true;
  document.documentElement.append(mark);

  self.addEventListener('error', (event) => {
    if (event.message) log('error', () => event.message.replace(/^(Uncaught )?(Error: )?/, 'Error: '), event.lineno);
  });
  self.addEventListener('unhandledrejection', (event) => log('error', () => 'Error: ' + inWords(event.reason).replace(/^Error: /, '')));
  self.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => log('warn', () => 'Blocked by safe mode: ' + effectiveDirective + ' ' + blockedURI));
  self.addEventListener('message', ({ source, data }) => {
    if (source !== host || !['pause', 'resume'].includes(data?.type)) return;
    isPaused = data.type === 'pause';
    if (!isPaused) held.splice(0).forEach((task) => task());
    tell('state', { state: isPaused ? 'paused' : 'running' });
  });
  const count = () => {
    frames += 1;
    nextFrame(count);
  };
  nextFrame(count);
  repeatedly(flush, 100);
  repeatedly(() => {
    if (!isPaused) tell('rate', { frames });
    frames = 0;
  }, 1000);
  tell('hello', { policy });
  tell('state', { state: 'running' });
  document.write(withLines(code));

  // Browsers count lines from the start of each script that is written. So as many empty lines as there are before it in the code go into it.
  function withLines(text) {
    const JAVASCRIPT = /^$|^module$|javascript/i;
    const scripts = [...new DOMParser().parseFromString(text, 'text/html').querySelectorAll('script:not([src])')].filter((script) => JAVASCRIPT.test(script.type));
    let result = '';
    let end = 0;
    for (const { textContent } of scripts) {
      let at = text.indexOf(textContent, end);
      // The same words may stand in front of the script, too.
      while (at >= 0 && !(text[at - 1] === '>' && text.slice(at + textContent.length).match(/^<\/script/i))) at = text.indexOf(textContent, at + 1);
      if (at < 0 || result.length > 2_000_000) break;
      const before = text.slice(end, at);
      result += before + '\n'.repeat(text.slice(0, at).split('\n').length - 1);
      end = at;
    }
    return result + text.slice(end);
  }
})();
