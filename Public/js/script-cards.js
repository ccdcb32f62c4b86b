// Links to scripts, in messages and on walls: the script's card takes the link's place once it comes near the screen.

import { make, parse } from './markup.js';
import { follow } from './run-watch.js';

const NEAR = '200px';
/** What was asked for, by address: messages are drawn again with each change. */
const asked = new Map();

const tombstone = () => make('article', { className: 'script-card gone', ariaLabel: 'A removed work' }, make('p', { textContent: 'A removed work' }));

/** The card's markup. Null for a removed work; undefined if the server did not answer. */
async function ask(script, number) {
  const answer = await fetch(`/api/scripts/${script}/r/${number}`, { headers: { Accept: 'application/json' } }).catch(() => null);
  if (answer?.status === 404 || answer?.status === 410) return null;
  if (!answer?.ok) return undefined;
  return (await answer.json()).data.revision.html;
}

function draw(html) {
  const card = html === null ? tombstone() : parse(html);
  // Its name on the script's own page; here are several of that name.
  card.removeAttribute('id');
  return card;
}

async function show(link) {
  const [, script, number] = link.pathname.match(/^\/codeground\/(\d+)\/r\/(\d+)$/) ?? [];
  if (!script) return;
  if (!asked.has(link.pathname)) asked.set(link.pathname, ask(script, number));
  const html = await asked.get(link.pathname);
  if (html === undefined) return asked.delete(link.pathname);
  let card = draw(html);
  if (!link.isConnected) return;
  link.replaceWith(card);
  const put = (changed) => {
    asked.set(link.pathname, Promise.resolve(changed));
    const next = draw(changed);
    card.replaceWith(next);
    card = next;
  };
  if (html !== null) follow({ script, number, changed: ({ html: changed, deleted }) => deleted && put(changed), closed: () => put(null) });
}

const near = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      show(target);
    }
  },
  { rootMargin: NEAR },
);

/** Each link is looked at once: one that could not be answered stays a link until it is drawn again. */
const known = new WeakSet();

export function showCards(root) {
  for (const link of root.querySelectorAll('a.script-link')) {
    if (known.has(link)) continue;
    known.add(link);
    near.observe(link);
  }
}
