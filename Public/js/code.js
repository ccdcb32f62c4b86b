// Buttons that copy code and wrap its lines. The style sheet shows their names, which are not words of the message.

import { make } from './markup.js';

const button = (ariaLabel, onclick) => make('button', { className: 'code-tool', type: 'button', ariaLabel, tabIndex: -1, onclick });

export function dress(code) {
  const wrap = ({ currentTarget }) => (currentTarget.ariaPressed = String(code.classList.toggle('wraps')));
  const copy = ({ target }) => navigator.clipboard.writeText(code.textContent).then(() => (target.ariaLabel = 'Copied'));
  const wraps = Object.assign(button('Wrap', wrap), { ariaPressed: String(code.classList.contains('wraps')) });
  code.before(make('div', { className: 'code-tools' }, wraps, ...(navigator.clipboard ? [button('Copy', copy)] : [])));
}
