// The lobby: who is around, told by signals and folded here into a list. The picture shows the same.

import { firstOf } from './graphemes.js';
import { startFloor } from './lobby-floor.js';
import { watch } from './place.js';

const list = document.querySelector('.lobby-people');
const template = document.getElementById('lobby-person');
const alone = document.querySelector('.lobby-alone');
const more = document.querySelector('.lobby-more');
const here = new Map();

for (const item of list.children) {
  const { person, name, color, x, y, room, avatar } = item.dataset;
  const link = item.querySelector('a').getAttribute('href');
  here.set(Number(person), { name, color: Number(color), x: Number(x), y: Number(y), room: room ?? null, avatar, link, item });
}
const floor = startFloor(document.querySelector('.lobby-floor canvas'), here);

watch('lobby', {
  signal(news) {
    if (news.name === 'people') {
      const present = new Set(news.people.map(({ user }) => user.id));
      for (const id of here.keys()) if (!present.has(id)) remove(id);
      news.people.forEach(put);
      more.hidden = !news.more;
    } else if (news.name === 'moved') {
      news.left.forEach(remove);
      [...news.joined, ...news.moved].forEach(put);
    }
    alone.hidden = here.size > 1;
    floor.changed();
  },
});

function remove(id) {
  here.get(id)?.item.remove();
  here.delete(id);
}

function put({ user, x, y, room }) {
  const old = here.get(user.id);
  const item = old?.item ?? list.appendChild(template.content.firstElementChild.cloneNode(true));
  const person = { name: user.display_name, color: user.color, x, y, room, avatar: user.avatar_url, link: `/@${user.username}`, item };
  here.set(user.id, person);
  if (!old || old.name !== person.name || old.link !== person.link || old.color !== person.color) {
    const avatar = item.querySelector('.avatar');
    avatar.className = `avatar small m${person.color}`;
    avatar.firstChild.data = firstOf(person.name, 1).short;
    avatar.querySelector('img').src = person.avatar;
    const [wall] = item.querySelectorAll('a');
    wall.href = person.link;
    wall.querySelector('bdi').textContent = person.name;
  }
  const place = item.querySelector('.lobby-room');
  place.hidden = room === null;
  if (room === null) return;
  const link = place.querySelector('a');
  link.href = `/rooms/${encodeURIComponent(room)}`;
  link.textContent = `#${room}`;
}
