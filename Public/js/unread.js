// Unread numbers: beside the rooms, their sum beside "Rooms" and "Messages", and on the tab.

import { on } from './connection.js';

/** By room or conversation. A list of rooms that is fetched meanwhile may be older. */
const latest = new Map();
const title = document.title;
/** Until then the page says what is unread in conversations. */
let isTold = false;
let icon;

export function startUnread() {
  on('unread', (unread) => {
    isTold = true;
    latest.set(unread.room, unread);
    paint(unread);
    paintSums();
  });
  // The server says where things stand when the connection is back.
  on('down', () => latest.clear());
  paintSums();
}

/** Shows the latest numbers in lists that were just replaced. */
export function paintUnread() {
  for (const unread of latest.values()) paint(unread);
  paintSums();
}

function paint({ room, count, mentions }) {
  for (const link of document.querySelectorAll(`.room-links a[data-name="${CSS.escape(room)}"]`)) {
    write(link.querySelector('[data-unread]'), count, mentions);
    link.classList.toggle('has-unread', count > 0);
  }
}

function write(badge, count, mentions) {
  if (!badge) return;
  const [number, words] = badge.children;
  Object.assign(badge.dataset, { unread: count, mentions });
  badge.hidden = count === 0;
  badge.classList.toggle('pink', mentions > 0);
  number.textContent = inShort(count);
  words.textContent = mentions > 0 ? ' unread, mentions you' : ' unread';
}

const inShort = (count) => (count > 99 ? '99+' : String(count));
const add = (all) => all.reduce((sum, { count, mentions }) => ({ count: sum.count + count, mentions: sum.mentions + mentions }), { count: 0, mentions: 0 });

function onPage(name) {
  const { unread = 0, mentions = 0 } = document.querySelector(`[data-sums="${name}"] [data-unread]`)?.dataset ?? {};
  return { count: Number(unread), mentions: Number(mentions) };
}

function paintSums() {
  const badges = [...document.querySelectorAll('#room-links [data-unread]')].map(({ dataset }) => dataset);
  const sums = {
    rooms: add(badges.map(({ unread, mentions }) => ({ count: Number(unread), mentions: Number(mentions) }))),
    conversations: isTold ? add([...latest.values()].filter(({ room }) => room.startsWith('dm:'))) : onPage('conversations'),
  };
  for (const link of document.querySelectorAll('[data-sums]')) {
    const { count, mentions } = sums[link.dataset.sums];
    write(link.querySelector('[data-unread]'), count, mentions);
  }
  mark(add(Object.values(sums)));
}

/** The tab's title and icon say how much is unread, and whether it names the member. */
function mark({ count, mentions }) {
  const text = `${inShort(count)}${mentions > 0 ? ' @' : ''}`;
  document.title = count > 0 ? `(${text}) ${title}` : title;
  const link = document.querySelector('link[rel="icon"][type="image/svg+xml"]');
  icon ??= link.href;
  link.href = count > 0 ? drawn(inShort(count), mentions > 0) : icon;
}

function drawn(text, isMention) {
  const size = { 1: 26, 2: 20, 3: 15 }[text.length];
  const ground = isMention ? '<circle cx="16" cy="16" r="16" fill="#FF6B6B"/>' : '<path d="M0 0h32v32H0z" fill="#FACC15"/>';
  const words = `<text x="16" y="17" font-family="monospace" font-size="${size}" font-weight="700" text-anchor="middle" dominant-baseline="central">${text}</text>`;
  return `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${ground}${words}</svg>`)}`;
}
