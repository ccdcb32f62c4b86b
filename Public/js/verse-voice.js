// The voice of a verse that is read. It plays on a click, or by itself with each verse if the reader has chosen that in this browser.

import { keep, kept } from './kept.js';
import { make } from './markup.js';

const KEY = 'voices';
const known = new WeakSet();

function dress(place) {
  if (known.has(place)) return;
  known.add(place);
  const box = make('input', { type: 'checkbox', checked: kept(KEY, false) });
  const label = make('label', { className: 'choice' }, box, make('span', { textContent: 'Always play voices' }));
  const begin = () => {
    const audio = place.querySelector('audio');
    // A browser that lets nothing sound before a click leaves it to the button.
    if (audio?.paused) audio.play().catch(() => {});
  };
  box.addEventListener('change', () => {
    keep(KEY, box.checked);
    if (box.checked) begin();
  });
  place.append(label);
  if (box.checked) begin();
}

function follow() {
  for (const place of document.querySelectorAll('.verse-voice')) dress(place);
}

follow();
new MutationObserver(follow).observe(document.getElementById('main'), { childList: true, subtree: true });
