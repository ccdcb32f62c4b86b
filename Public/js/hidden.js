// Messages of people whom the member has blocked or muted stay out of sight: a stylesheet of the member's own says which. Here each of them
// gets a button that shows it.

import { make } from './markup.js';

const SHEET = '/relations/hidden.css';
const hidesAnybody = () => Boolean(document.querySelector(`link[href^="${SHEET}"]`)?.sheet?.cssRules.length);
const isOfHidden = (message) => getComputedStyle(message).getPropertyValue('--hidden').trim() === '1';

/** Whether what the member wrote is out of sight. */
export const hides = (id) => hiddenBy(document.querySelector(`link[href^="${SHEET}"]`)).split(',').includes(String(id));

/** Whether the text of a message is out of sight. */
export const isHidden = (message) => hidesAnybody() && !message.classList.contains('shown') && isOfHidden(message);

/** Gives every message below `root` that is hidden its button, and takes it from the others. */
export function mark(root) {
  if (!hidesAnybody() && !root.querySelector('.hidden-message')) return;
  for (const message of root.querySelectorAll('.message[data-author]')) {
    const notice = message.querySelector('.hidden-message');
    if (!isHidden(message)) notice?.remove();
    else if (!notice) message.querySelector('.sheet')?.append(noticeOf(message));
  }
}

let latest;
let version = 0;

/** Loads the stylesheet again if it hides other people than these. */
export function renew(people) {
  const link = document.querySelector(`link[href^="${SHEET}"]`);
  if (hiddenBy(link) === people.join()) return;
  const fresh = make('link', { rel: 'stylesheet' });
  latest = fresh;
  version += 1;
  fresh.href = `${SHEET}?version=${version}`;
  fresh.addEventListener('error', () => fresh.remove());
  fresh.addEventListener('load', () => {
    // Another one that knows more is on its way.
    if (fresh !== latest) return fresh.remove();
    link?.remove();
    mark(document);
  });
  if (link) link.after(fresh);
  else document.head.append(fresh);
}

function hiddenBy(link) {
  const authors = link?.sheet?.cssRules[0]?.selectorText ?? '';
  return [...authors.matchAll(/data-author="(\d+)"/g)].map(([, id]) => id).join();
}

function noticeOf(message) {
  const show = () => {
    message.classList.add('shown');
    message.tabIndex = -1;
    message.focus();
    notice.remove();
  };
  const button = make('button', { type: 'button', className: 'button quiet', onclick: show }, 'Show');
  const notice = make('p', { className: 'hidden-message' }, 'Hidden message ', button);
  return notice;
}
