// The form of a verse: says who else writes the verse, tells others that this member does, and asks before unsaved text is left.

import { on, request } from './connection.js';
import { watch } from './place.js';

const RENEW_MS = 30_000;

const form = document.querySelector('.verse-form');
const status = document.getElementById('lease');
const before = typed();
let isSent = form.hasAttribute('data-refused') ? false : null;

function typed() {
  // Fields that are disabled, while nothing can be saved, hold what was typed too. Of a file its name.
  const fields = [...form.elements].filter(({ name }) => name);
  return JSON.stringify(fields.map(({ name, type, checked, value }) => [name, type === 'checkbox' ? checked : value]));
}

form.addEventListener('submit', () => (isSent = true));
// The page comes back without being loaded: the way back from where the form led.
addEventListener('pageshow', () => (isSent = isSent === true ? null : isSent));
addEventListener('beforeunload', (event) => {
  if (isSent !== true && (isSent === false || typed() !== before)) event.preventDefault();
});

if (status) {
  const { place, verse, user } = status.dataset;

  const show = (name) => (status.textContent = name ? `${name} is writing this verse` : '');

  const claim = async () => {
    if (document.hidden) return;
    try {
      await request('signal', { place, name: 'claim', verse: Number(verse) });
      show('');
    } catch ({ code, details }) {
      if (code === 'CONFLICT' && !status.textContent) show(details.holder);
    }
  };

  watch(place, {
    signal(news) {
      if (news.name !== 'lease' || String(news.verse) !== verse) return;
      show(news.user && String(news.user.id) !== user ? news.user.display_name : '');
      if (!news.user) claim();
    },
  });
  on('changes', ({ place: changed, complete }) => changed === place && complete && claim());
  document.addEventListener('visibilitychange', claim);
  setInterval(claim, RENEW_MS);
}
