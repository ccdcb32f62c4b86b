// Links to the form that reports something open it in a dialog. The form itself is loaded when somebody first needs it.

addEventListener('click', (event) => {
  const link = event.target.closest('a[data-report]');
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  show(link.href);
});

export const report = (kind, id) => show(`/reports/new?kind=${kind}&id=${id}`);

async function show(address) {
  (await import('./report-form.js')).show(address);
}
