// Runs the script of a card, in its place on the card.

import { make } from './markup.js';
import { Console } from './run-console.js';
import { Run } from './run.js';
import { follow } from './run-watch.js';

/** The runs of this page by their buttons. */
const runs = new WeakMap();

export function runCard(button) {
  const known = runs.get(button);
  if (known) return known.start();
  const { run: src, title, script, number, runtime } = button.dataset;
  const log = new Console({ isQuiet: true });
  const run = new Run({ src, title, runtime, log });
  runs.set(button, run);
  const stage = button.closest('article')?.querySelector('[data-stage]') ?? make('div', { className: 'stage' });
  if (!stage.isConnected) button.parentElement.after(stage);
  run.group.append(log.element);
  stage.replaceChildren(run.group);
  const end = () => {
    run.end('a removed work');
    button.disabled = true;
  };
  follow({ script, number, changed: ({ deleted }) => deleted && end(), closed: end });
  run.start();
}
