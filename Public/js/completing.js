// Completes @names and :emoji: in the composer, by keyboard and touch. People who are here come first, then other members.

import { matching, use } from './emoji.js';
import { make, parse } from './markup.js';

const field = document.getElementById('content');
const MOST = 8;
const ASK_MS = 120;
const list = make('ul', { id: 'completions', className: 'completions', role: 'listbox', ariaLabel: 'Suggestions', hidden: true });
/** What is being completed: where it begins in the text, and its first character. */
let part = null;
let timer = 0;
let chosen = 0;

field.closest('.box').before(list);
field.setAttribute('aria-controls', 'completions');
field.ariaAutoComplete = 'list';

/** Before the composer's own listener: Enter chooses, and sends nothing. */
field.closest('form').addEventListener(
  'keydown',
  (event) => {
    if (list.hidden || event.target !== field) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) highlight((chosen + step + list.children.length) % list.children.length);
    else if (event.key === 'Enter' || event.key === 'Tab') list.children[chosen].click();
    else if (event.key === 'Escape') close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);
field.addEventListener('blur', close);
field.addEventListener('input', look);
// A finger on the list leaves the focus where it is.
list.addEventListener('pointerdown', (event) => event.preventDefault());

export function look() {
  clearTimeout(timer);
  const before = field.value.slice(0, field.selectionStart);
  const match = before.match(/(^|[\s(])([@:])([\p{L}\p{N}_+-]{1,32})$/u);
  if (!match || (match[2] === ':' && match[3].length < 2)) return close();
  part = { start: before.length - match[3].length - 1, mark: match[2], text: match[3] };
  timer = setTimeout(ask, ASK_MS, part);
}

async function ask(asked) {
  const choices = await (asked.mark === '@' ? people(asked.text) : emoji(asked.text)).catch(() => []);
  if (asked !== part) return;
  if (choices.length === 0) return close();
  list.replaceChildren(...choices.map(row));
  list.hidden = false;
  highlight(0);
}

function row({ text, name, detail }, index) {
  const item = make('li', { id: `completion-${index}`, role: 'option' }, make('b', { dir: 'auto' }, name), ' ', make('span', {}, detail));
  item.onclick = () => complete(text);
  return item;
}

function highlight(index) {
  chosen = index;
  [...list.children].forEach((item, at) => (item.ariaSelected = String(at === index)));
  list.children[index].scrollIntoView({ block: 'nearest' });
  field.setAttribute('aria-activedescendant', `completion-${index}`);
}

function complete(text) {
  field.setSelectionRange(part.start, field.selectionStart);
  // In this way the change can be undone.
  document.execCommand('insertText', false, text);
  if (!text.startsWith('@')) use(text.trim());
  close();
}

function close() {
  part = null;
  list.hidden = true;
  field.removeAttribute('aria-activedescendant');
}

async function emoji(text) {
  return (await matching(text, MOST)).map(({ emoji, name }) => ({ text: `${emoji} `, name: emoji, detail: `:${name.replaceAll(' ', '_')}:` }));
}

async function people(text) {
  const start = text.toLowerCase();
  const isMeant = ({ name, username }) => username.toLowerCase().startsWith(start) || name.toLowerCase().split(/\s+/).some((word) => word.startsWith(start));
  const here = [...document.querySelectorAll('#people-list a')]
    .map((link) => ({ name: link.querySelector('.name').textContent, username: link.querySelector('.handle').textContent.slice(1) }))
    .filter((person) => isMeant(person) && person.username !== document.body.dataset.username);
  const known = new Map(here.map((person) => [person.username, person]));
  const answer = await fetch(`/search/suggest?q=${encodeURIComponent(text)}`, { headers: { Accept: 'text/html' } }).catch(() => null);
  const found = answer?.ok ? [...parse(await answer.text()).querySelectorAll('[data-suggested] a')] : [];
  for (const link of found) {
    const [, name, username] = link.firstElementChild.textContent.match(/^(.*) @([a-z0-9_-]+)$/is) ?? [];
    if (username && !known.has(username)) known.set(username, { name, username });
  }
  return [...known.values()].slice(0, MOST).map(({ name, username }) => ({ text: `@${username} `, name, detail: `@${username}` }));
}
