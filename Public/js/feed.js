// The feed: says how many new entries there are. Nothing moves under the reader until they ask for them.

import { watch } from './place.js';

const status = document.querySelector('.feed-news');
const link = status.querySelector('a');
const { kind, person } = status.dataset;
const fresh = new Set();

watch('feed', {
  signal(news) {
    if (news.name === 'new' && fits(news)) fresh.add(news.id);
    else if (news.name === 'gone') fresh.delete(news.id);
    link.hidden = fresh.size === 0;
    link.textContent = `${fresh.size} new`;
  },
});

/** Whether the filter of the page lets the entry in. */
function fits(news) {
  return (!kind || news.kind === kind) && (!person || news.author.username.toLowerCase() === person.toLowerCase());
}
