// The Top 8 on a wall: the module is the same for everybody, and this draws into it the people whom its viewer sees.

import { api } from './api.js';

/** Draws the list into every such module below `root`. */
export function drawFriends(root) {
  for (const place of root.querySelectorAll('[data-friends]')) draw(place).catch(() => {});
}

async function draw(place) {
  const { people } = await api('GET', `/api/people/${encodeURIComponent(place.dataset.friends)}/top8`);
  const list = document.createElement('ol');
  list.setAttribute('aria-label', 'Top 8');
  for (const { username, display_name: name, avatar_url: picture } of people) {
    const [item, link, image, label] = ['li', 'a', 'img', 'span'].map((tag) => document.createElement(tag));
    link.href = `/@${encodeURIComponent(username)}`;
    Object.assign(image, { src: picture, alt: '', width: 40, height: 40, loading: 'lazy' });
    label.textContent = name;
    label.dir = 'auto';
    link.append(image, label);
    item.append(link);
    list.append(item);
  }
  place.querySelector('ol')?.remove();
  place.append(list);
}
