// Every page: dialogs, palette, shortcuts, and for members the connection.

import './keyboard.js';
import { show } from './badge.js';
import { localiseMoments } from './clock.js';
import { connect, eventually, on } from './connection.js';
import './dialogs.js';
import './limits.js';
import { watch } from './place.js';
import './shortcuts.js';
import { startRooms } from './rooms.js';
import { toast } from './toast.js';
import './reports.js';
import { startUnread } from './unread.js';

localiseMoments(document.body);
const site = () => eventually(() => import('./site.js'));

const { origin } = document.body.dataset;
if (origin && origin !== location.origin) {
  toast(`You opened ${location.origin}. Forms and live updates work at ${origin} only.`, 'wrong', {
    name: 'Go there',
    take: () => location.assign(origin + location.pathname + location.search),
  });
}

if (document.body.dataset.user) {
  on('up', () => show('live'));
  let isLeaving = false;
  on('down', ({ isOver }) => {
    show('offline');
    // Signed out or shut out: the server says which. Unless this page itself signs out.
    if (isOver && !isLeaving) location.replace(location.pathname + location.search);
  });
  addEventListener('submit', (event) => {
    isLeaving ||= !event.defaultPrevented && event.target.method === 'post';
  });
  on('site', async (news) => (await site()).show(news));
  if (document.querySelector('#mode-banner:not([hidden])')) site();
  if ('moderates' in document.body.dataset) on('case_changed', showCases);
  startUnread();
  startRooms();
  addEventListener('load', async () => {
    const { kept } = await eventually(() => import('./kept.js'));
    if (kept('alerts')) eventually(() => import('./alerts.js'));
  });
  watch('me', { type: 'desk', reset() {}, done: showDesk, signal: hearCat });
  for (const { dataset } of document.querySelectorAll('[data-place]')) watch(dataset.place);
  // After the page's own modules have said what they listen to.
  addEventListener('DOMContentLoaded', connect);
}

let desk = null;

/** Its script is loaded with the first news; there may be more by then. */
async function showDesk(news) {
  desk = news;
  const { show } = await eventually(() => import('./desk.js'));
  show(desk);
}

async function hearCat(said) {
  if (said.name === 'cat_spoke') (await eventually(() => import('./cat-toast.js'))).say(said);
}

/** How many cases are open, beside "Admin". */
function showCases({ open }) {
  for (const badge of document.querySelectorAll('[data-cases]')) {
    badge.firstElementChild.textContent = open;
    badge.hidden = open === 0;
  }
}
