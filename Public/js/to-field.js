// The field "To": suggests people for the name that is being typed, the last one after a comma.

import { parse } from './markup.js';

const WAITING_MS = 150;
const field = document.querySelector('input[name="usernames"]');
const list = document.createElement('ul');
let timer;
let chosen = -1;

list.id = 'to-suggestions';
list.className = 'suggestions card';
list.setAttribute('role', 'listbox');
list.setAttribute('aria-label', 'People');
list.hidden = true;
field.after(list);
field.setAttribute('aria-controls', list.id);
field.setAttribute('aria-autocomplete', 'list');

const typed = () => field.value.split(',').at(-1).trim().replace(/^@/, '');
const options = () => [...list.children];

field.addEventListener('input', () => {
  close();
  const text = typed();
  if ([...text].length > 1) timer = setTimeout(suggest, WAITING_MS, text);
});

async function suggest(text) {
  const answer = await fetch(`/search/suggest?q=${encodeURIComponent(text)}`, { headers: { Accept: 'text/html' } }).catch(() => null);
  const found = answer?.ok && parse(await answer.text());
  // An answer for an older text is dropped.
  if (!found || text !== typed() || document.activeElement !== field) return;
  const named = new Set(field.value.toLowerCase().split(',').slice(0, -1).map((name) => name.trim().replace(/^@/, '')));
  const people = [...found.querySelectorAll('a')].filter((link) => {
    const username = nameIn(link);
    return username && !named.has(username.toLowerCase());
  });
  list.replaceChildren(...people.map(option));
  list.hidden = people.length === 0;
}

/** The username a link to somebody's wall holds; undefined for a link to a room. */
function nameIn(link) {
  return decodeURIComponent(link.getAttribute('href')).match(/^\/@(.+)$/)?.[1];
}

function option(link, index) {
  const item = document.createElement('li');
  item.id = `to-suggestion-${index}`;
  item.setAttribute('role', 'option');
  item.dir = 'auto';
  item.textContent = link.firstElementChild.textContent;
  item.dataset.username = nameIn(link);
  // The field keeps the focus.
  item.addEventListener('pointerdown', (event) => event.preventDefault());
  item.addEventListener('click', () => take(item));
  return item;
}

function take(item) {
  const before = field.value.split(',').slice(0, -1).map((name) => name.trim());
  field.value = [...before, item.dataset.username, ''].join(', ');
  close();
  field.focus();
}

function choose(index) {
  options()[chosen]?.removeAttribute('aria-selected');
  chosen = index;
  const item = options()[chosen];
  item.setAttribute('aria-selected', 'true');
  item.scrollIntoView({ block: 'nearest' });
  field.setAttribute('aria-activedescendant', item.id);
}

function close() {
  clearTimeout(timer);
  chosen = -1;
  list.hidden = true;
  list.replaceChildren();
  field.removeAttribute('aria-activedescendant');
}

field.addEventListener('keydown', (event) => {
  const count = options().length;
  if (count === 0) return;
  if (event.key === 'ArrowDown') choose((chosen + 1) % count);
  else if (event.key === 'ArrowUp') choose((Math.max(chosen, 0) - 1 + count) % count);
  else if (event.key === 'Enter' && chosen >= 0) take(options()[chosen]);
  else if (event.key === 'Escape') close();
  else return;
  event.preventDefault();
});
field.addEventListener('blur', close);
