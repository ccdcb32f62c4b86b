// A button that copies code. The style sheet shows its name, which is not a word of the message.

import { make } from './markup.js';

export function dress(code) {
  const copy = ({ target }) => navigator.clipboard.writeText(code.textContent).then(() => (target.ariaLabel = 'Copied'));
  if (navigator.clipboard) code.before(make('button', { className: 'copy', type: 'button', ariaLabel: 'Copy', tabIndex: -1, onclick: copy }));
}
