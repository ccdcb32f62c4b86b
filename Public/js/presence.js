// Who is in the room now, as the server says.

import { on } from './connection.js';
import { firstOf } from './graphemes.js';

export function startPresence(room) {
  const list = document.getElementById('people-list');
  const panel = document.getElementById('people');
  const template = document.getElementById('person-template');
  const button = document.querySelector('[data-toggles="people"]');
  const here = new Map();

  on('presence', ({ room: where, online, joined = [], left = [] }) => {
    if (where !== room) return;
    if (online) here.clear();
    for (const user of [...(online ?? []), ...joined]) here.set(user.id, user);
    for (const user of left) here.delete(user.id);
    show();
  });

  button.hidden = false;
  // Where it covers the history, Esc, its × and a tap outside close it.
  button.popoverTargetElement = panel.querySelector('button').popoverTargetElement = panel;
  const narrow = matchMedia('(max-width: 1199px)');
  (narrow.onchange = () => (panel.popover = narrow.matches ? 'auto' : null))();
  panel.ontoggle = ({ newState }) => {
    button.ariaExpanded = String(newState === 'open');
    if (newState === 'closed' && document.activeElement === document.body) button.focus();
  };

  function show() {
    const people = [...here.values()].sort((one, other) => one.display_name.localeCompare(other.display_name));
    list.replaceChildren(...people.map(row));
    button.querySelector('[data-online-count]').textContent = here.size;
    document.getElementById('people-heading').textContent = `Here now · ${here.size}`;
  }

  function row(user) {
    const element = template.content.firstElementChild.cloneNode(true);
    element.querySelector('a').href = `/@${user.username}`;
    const avatar = element.querySelector('.avatar');
    avatar.classList.add(`m${user.color}`);
    avatar.prepend(firstOf(user.display_name, 1).short);
    avatar.querySelector('img').src = user.avatar_url;
    element.querySelector('.name').textContent = user.display_name;
    element.querySelector('.handle').textContent = `@${user.username}`;
    return element;
  }
}
