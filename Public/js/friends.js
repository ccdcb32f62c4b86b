// The Top 8 on a wall: the module is the same for everybody, and this draws into it the people whom its viewer sees.

import { api } from './api.js';
import { make } from './markup.js';

/** Draws the list into every such module below `root`. */
export function drawFriends(root) {
  for (const place of root.querySelectorAll('[data-friends]')) draw(place).catch(() => {});
}

async function draw(place) {
  const { people } = await api('GET', `/api/people/${encodeURIComponent(place.dataset.friends)}/top8`);
  const items = people.map(({ username, display_name: name, avatar_url: src }) => {
    const image = make('img', { src, alt: '', width: 40, height: 40, loading: 'lazy' });
    const link = make('a', { href: `/@${encodeURIComponent(username)}` }, image, make('span', { dir: 'auto' }, name));
    return make('li', {}, link);
  });
  place.querySelector('ol')?.remove();
  place.append(make('ol', { ariaLabel: 'Top 8' }, ...items));
}
