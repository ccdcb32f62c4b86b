// One list of everywhere and everything, narrowed while one types. The server wrote the list; shortcuts.js opens it.

import { keep, kept } from './kept.js';
import { parse } from './markup.js';

const palette = document.getElementById('palette');
const RECENT = 'recent';
const MOST_RECENT = 30;

/** Paths of the pages visited with this browser, the last one first, without the open one. */
const recentPaths = () => kept(RECENT, []).filter((path) => path !== location.pathname);

/** 3: begins with the words, 2: contains them, 1: has their letters in this order, 0: none of these. */
function likeness(entry, words) {
  const text = entry.textContent.toLowerCase();
  if (words.every((word) => text.includes(word))) return text.startsWith(words[0] ?? '') ? 3 : 2;
  const name = entry.firstChild.textContent.toLowerCase();
  let at = 0;
  for (const letter of words.join('')) {
    at = name.indexOf(letter, at) + 1;
    if (at === 0) return 0;
  }
  return 1;
}

if (palette) {
  const input = palette.querySelector('input');
  const list = document.getElementById('palette-list');
  // Asked each time: the rooms among them change while the page is open.
  const entries = () => [...palette.querySelectorAll('[role="option"]')];
  let chosen = null;
  /** The order of the list as the server wrote it. */
  const places = new Map();

  const shown = () => entries().filter((entry) => !entry.closest('li').hidden);

  const choose = (entry) => {
    chosen?.removeAttribute('aria-selected');
    chosen = entry;
    input.removeAttribute('aria-activedescendant');
    if (!entry) return;
    entry.setAttribute('aria-selected', 'true');
    input.setAttribute('aria-activedescendant', entry.id);
    entry.scrollIntoView({ block: 'nearest' });
  };

  /** Best first; among equals those visited last, then in the order of the list. */
  const arrange = (ranks) => {
    const recent = recentPaths();
    const seen = (item) => recent.indexOf(item.querySelector('a')?.getAttribute('href')) >>> 0;
    for (const item of ranks.keys()) if (!places.has(item)) places.set(item, places.size);
    const items = [...ranks.keys()].sort(
      (one, other) => ranks.get(other) - ranks.get(one) || seen(one) - seen(other) || places.get(one) - places.get(other),
    );
    list.append(...items);
  };

  const narrow = () => {
    const words = input.value.toLowerCase().replace('#', ' ').split(/\s+/).filter(Boolean);
    const ranks = new Map();
    for (const entry of entries()) {
      const item = entry.closest('li');
      const search = item.dataset.search;
      if (search) entry.href = search + encodeURIComponent(input.value.trim());
      const rank = search || 'suggested' in item.dataset ? 1 : likeness(entry, words);
      item.hidden = search ? words.length === 0 : rank === 0;
      ranks.set(item, search ? -1 : rank);
    }
    arrange(ranks);
    for (const typed of palette.querySelectorAll('[data-typed]')) typed.textContent = input.value.trim();
    choose(shown()[0]);
    palette.querySelector('.nothing').hidden = chosen !== undefined;
  };

  // People and rooms that the server suggests, before the last option. An answer for an older text is dropped.
  const last = document.getElementById('palette-everything').closest('li');
  let timer;
  const suggest = async (text) => {
    const answer = await fetch(`/search/suggest?q=${encodeURIComponent(text)}`, { headers: { Accept: 'text/html' } }).catch(() => null);
    const found = answer?.ok && parse(await answer.text());
    if (!found || text !== input.value.trim()) return;
    const known = new Set(entries().map((entry) => entry.getAttribute('href')));
    last.before(...[...found.children].filter((item) => !known.has(item.firstElementChild.getAttribute('href'))));
    if (!chosen?.isConnected || chosen.closest('[data-search]')) choose(shown()[0]);
  };
  const ask = () => {
    clearTimeout(timer);
    palette.querySelectorAll('[data-suggested]').forEach((item) => item.remove());
    const text = input.value.trim();
    if ([...text].length > 1) timer = setTimeout(suggest, 150, text);
  };

  input.addEventListener('keydown', (event) => {
    const all = shown();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) choose(all.at((all.indexOf(chosen) + step) % all.length));
    else if (event.key === 'Enter') chosen?.click();
    else return;
    event.preventDefault();
  });
  const look = () => {
    ask();
    narrow();
  };
  keep(RECENT, [location.pathname, ...recentPaths()].slice(0, MOST_RECENT));
  // `close` comes a moment after the palette has closed: it may be open again, with the first letters typed.
  palette.addEventListener('close', () => {
    if (palette.open) return;
    input.value = '';
    look();
  });
  input.addEventListener('input', look);
  // Rooms have come or gone while somebody looks: what they had chosen stays chosen.
  list.addEventListener('change', () => {
    const id = chosen?.id;
    narrow();
    const same = shown().find((entry) => entry.id === id);
    if (same) choose(same);
  });
  // Somebody may have typed already.
  look();
}
