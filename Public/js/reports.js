// Links to the form that reports something open it in a dialog. The form is loaded when first needed.

import { offline } from './connection.js';
import { wrong } from './toast.js';

addEventListener('click', (event) => {
  const link = event.target.closest('a[data-report]');
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  show(link.href);
});

export const report = (kind, id) => show(`/reports/new?kind=${kind}&id=${id}`);

async function show(address) {
  const form = await import('./report-form.js').catch(() => wrong(offline));
  form?.show(address);
}
