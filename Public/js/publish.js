// The form that publishes a script, in a dialog over the editor: the server's own. `in-place.js` sends it.

import { make, parsePage } from './markup.js';

/** Where the form cannot be shown here, its page says why. */
export async function show(address) {
  const answer = await fetch(address, { headers: { Accept: 'text/html' } }).catch(() => null);
  const found = answer?.ok && parsePage(await answer.text()).querySelector('[data-in-place="publish"]');
  if (!found) return location.assign(address);
  const close = make('button', { className: 'button quiet', type: 'button', textContent: 'Cancel', onclick: () => dialog.close() });
  const heading = make('h2', { textContent: 'Publish' });
  const body = make('div', { className: 'dialog-body' }, heading, document.importNode(found, true), close);
  const dialog = make('dialog', { className: 'dialog publish', ariaLabel: 'Publish' }, body);
  dialog.addEventListener('close', () => dialog.remove());
  dialog.addEventListener('click', ({ target }) => target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector('input:not([type="hidden"])')?.focus();
  return undefined;
}
