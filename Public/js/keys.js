// The key list: copies keys. Everything else on the page is forms and links.

import { localiseMoments } from './clock.js';
import { toast } from './toast.js';

const main = document.getElementById('main');
localiseMoments(main);
for (const element of main.querySelectorAll('[data-copies], [data-only="script"]')) element.hidden = false;

main.addEventListener('click', (event) => {
  const button = event.target.closest('[data-copies], [data-action="copy-all"]');
  if (!button) return;
  const one = button.dataset.copies;
  const all = one ? [one] : [...main.querySelectorAll('[data-copies]')].map((each) => each.dataset.copies);
  const what = one ? `Copied ${one}` : `Copied ${all.length === 1 ? 'one key' : `${all.length} keys`}`;
  copy(all.join('\n'), what, one ? button.previousElementSibling : main.querySelector('.key-table'));
});

async function copy(text, done, marked) {
  try {
    await navigator.clipboard.writeText(text);
    toast(done);
  } catch {
    // Browsers lend the clipboard to https only.
    getSelection().selectAllChildren(marked);
    toast('Marked. Press Ctrl+C to copy');
  }
}
