// The form that reports something, in a dialog over the page: the server's own, sent without leaving the page.

import { make, parsePage } from './markup.js';
import { toast } from './toast.js';

/** Shows the form of the page at `address`. Where it cannot be shown here, that page says why. */
export async function show(address) {
  const parts = await load(address);
  if (!parts) return location.assign(address);
  const body = make('div', { className: 'dialog-body' }, ...parts);
  const dialog = make('dialog', { className: 'dialog', ariaLabel: 'Report' }, body);
  dialog.addEventListener('close', () => dialog.remove());
  dialog.addEventListener('click', (event) => {
    const isLink = event.target.closest('.actions a');
    if (isLink) event.preventDefault();
    if (isLink || event.target === dialog) dialog.close();
  });
  dialog.addEventListener('submit', async (event) => {
    event.preventDefault();
    const answer = await load(event.target.action, { method: 'POST', body: new URLSearchParams(new FormData(event.target)), redirect: 'manual' });
    if (answer) return body.replaceChildren(...answer);
    dialog.close();
    toast('Thank you. A moderator will look at it.');
  });
  document.body.append(dialog);
  dialog.showModal();
}

/** The form with what is wrong in it; null if the answer leads elsewhere: it was sent. */
async function load(address, options) {
  try {
    const answer = await fetch(address, { headers: { Accept: 'text/html' }, ...options });
    if (answer.type === 'opaqueredirect' || (!options && !answer.ok)) return null;
    const parts = [...parsePage(await answer.text()).querySelectorAll('#main > :is(.errors, section)')];
    if (parts.length) return parts.map((part) => document.importNode(part, true));
  } catch {
    // Below.
  }
  return options ? [make('p', { role: 'alert', textContent: 'This was not sent. Close this and try again' })] : null;
}
