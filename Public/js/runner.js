// Cards of scripts, and their "Run" buttons. What runs a script is loaded with the first click.

import { showCards } from './script-cards.js';

function dress() {
  for (const button of document.querySelectorAll('[data-run][hidden]')) button.hidden = false;
  showCards(document);
}

document.addEventListener('click', async ({ target }) => {
  const button = target.closest?.('[data-run]');
  // The editor runs what it has saved by itself.
  if (!button || button.closest('#editor')) return;
  const { runCard } = await import('./run-card.js');
  runCard(button);
});
dress();
// Cards come in later, too.
new MutationObserver(dress).observe(document.body, { childList: true, subtree: true });
