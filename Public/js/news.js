// A bar that leads to the first new message, and the line before it.

import { request } from './connection.js';
import { messages, oldestID } from './fragments.js';
import { group } from './groups.js';
import { isHidden } from './hidden.js';
import { older } from './history.js';
import { localTime } from './clock.js';
import { make } from './markup.js';

const scroller = document.getElementById('history');
const { room, read } = scroller.dataset;
const isLoaded = () => !document.getElementById('older') || oldestID() <= read;
const isNew = (message) =>
  Number(message.dataset.id) > read && message.dataset.author !== document.body.dataset.user && !isHidden(message);
const line = document.getElementById('new-line');
let isShown = false;

export async function showNews(count) {
  if (!line || isShown) return;
  isShown = true;
  let since = isLoaded() && messages().find(isNew)?.querySelector('time').textContent;
  if (!since) {
    // The server's line is before the first message of the page.
    line.hidden = true;
    group(messages()[0]);
    const page = await request('backfill', { room, before_id: Number(read) + 1, limit: 1 }).catch(() => null);
    since = page?.messages[0] && localTime(page.messages[0].created_at);
  }
  const bar = make('button', { className: 'button news', type: 'button', onclick: lead }, `${count > 99 ? '99+' : count} new${since ? ` since ${since}` : ''}`);
  new IntersectionObserver(([{ isIntersecting }], observer) => {
    if (!isIntersecting) return bar.isConnected || scroller.before(bar);
    observer.disconnect();
    bar.remove();
  }).observe(line);

  async function lead() {
    while (!isLoaded()) {
      scroller.scrollTop = -scroller.scrollHeight;
      if (!(await older(200))) return;
    }
    const first = messages().find(isNew);
    first?.before(line);
    first?.focus();
    line.hidden = false;
    group(first);
    line.scrollIntoView({ block: 'center' });
    bar.remove();
  }
}
