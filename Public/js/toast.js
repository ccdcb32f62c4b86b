// Short messages in the corner. News go by themselves; what went wrong stays until it is closed.

import { make } from './markup.js';

const NEWS_MS = 3_000;
/** An offer can be reached by keyboard or screen reader too. */
const OFFER_MS = 12_000;

/** `offer` `{name, take}` adds a button, and time while pointer or focus is there. */
export function toast(text, kind = 'news', offer = null) {
  const region = document.querySelector(`#toasts > [data-kind="${kind}"]`);
  const words = make('p', { dir: 'auto' }, text);
  const row = make('div', { className: kind === 'wrong' ? 'toast wrong' : 'toast' }, words);
  const press = (className, ariaLabel, name, take) =>
    row.append(make('button', { className: `button quiet ${className}`, type: 'button', ariaLabel, onclick: () => (row.remove(), take?.()) }, name));
  if (offer) press('undo', null, offer.name, offer.take);
  press('', 'Dismiss', '×');
  for (const old of [...region.children]) if (old.firstChild.textContent === text) old.remove();
  region.append(row);
  while (region.children.length > 3) region.firstChild.remove();
  if (kind === 'news') passing(row, offer ? OFFER_MS : NEWS_MS);
  return row;
}

/** Takes a row away after a while, in which pointer and focus stop the time. */
export function passing(row, wait) {
  let timer = 0;
  const leave = () => {
    clearTimeout(timer);
    timer = setTimeout(() => row.remove(), wait);
  };
  for (const event of ['pointerenter', 'focusin']) row.addEventListener(event, () => clearTimeout(timer));
  for (const event of ['pointerleave', 'focusout']) row.addEventListener(event, leave);
  leave();
}

/** What a refusal says: what is wrong with which field, or what is wrong at all. */
export function reason({ message, details }) {
  if (!details) return message;
  return Object.entries(details)
    .map(([field, problem]) => `${field} ${problem}`)
    .join('; ');
}

/** Shows what was refused; for how long, if it is only for a while. */
export function wrong(error) {
  let seconds = Math.ceil(error.retry_after_ms / 1_000);
  // The countdown says it better.
  const row = toast(seconds ? reason(error).replace(/(, then|\.) try again in .*$/i, '.') : reason(error), 'wrong');
  if (!seconds) return;
  // Not every second is worth an announcement.
  const wait = make('span', { className: 'nowrap', ariaLive: 'off' });
  row.firstChild.after(wait);
  const tick = () => {
    wait.textContent = `${seconds} s`;
    if (seconds > 0 && row.isConnected) setTimeout(tick, 1_000);
    else row.remove();
    seconds -= 1;
  };
  tick();
}
