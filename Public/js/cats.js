// Cats: the list follows the place `cats`; a cat's page looks back while its slider moves, and lets one hear the cat. What a cat is like and
// how it sounds comes from the server.

import { parsePage } from './markup.js';
import { watch } from './place.js';

const look = document.getElementById('cat-look');

if (look) {
  const slider = document.querySelector('.cat-slider input');
  let asked = 0;

  const show = async (ago) => {
    const turn = ++asked;
    const path = ago ? `${location.pathname}?ago=${ago}` : location.pathname;
    const answer = await fetch(path, { headers: { Accept: 'text/html' } }).catch(() => null);
    if (!answer?.ok || turn !== asked) return;
    const page = parsePage(await answer.text());
    const fresh = page.getElementById('cat-look');
    if (!fresh || turn !== asked) return;
    look.replaceChildren(...[...fresh.childNodes].map((node) => document.importNode(node, true)));
    look.dataset.ago = ago;
    slider.setAttribute('aria-valuetext', page.querySelector('.cat-slider input').getAttribute('aria-valuetext'));
    history.replaceState(history.state, '', path);
  };

  slider.addEventListener('input', () => show(Number(slider.value)));
  watch('cats', {
    type: 'cat',
    admits: () => false,
    done: (object) => {
      if (object.id === look.dataset.cat && look.dataset.ago === '0') show(0);
    },
  });

  const hear = document.getElementById('hear');
  hear.hidden = false;
  hear.addEventListener('click', async () => (await import('./cat-voice.js')).play(hear.dataset));
} else {
  watch('cats', { type: 'cat' });
}
