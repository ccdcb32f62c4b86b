// Fields say how much fits (data-limit) and take whatever is typed. What is too much is counted as by the server, told, and not sent.

import { make } from './markup.js';

const limited = 'input[data-limit], textarea[data-limit]';
const units = { bytes: 'bytes', characters: 'characters', verbatim: 'characters' };

const counts = {
  // The server drops the white space at both ends.
  characters: (text) => [...text.trim()].length,
  verbatim: (text) => [...text].length,
  bytes: (text) => new TextEncoder().encode(text).length,
};

/** Shows by how much a field is over; true when it is. */
export function judge(field) {
  const limit = Number(field.dataset.limit);
  const counting = field.dataset.counts ?? 'characters';
  // No text is longer in the server's count than in UTF-16, bytes apart.
  const over = counting !== 'bytes' && field.value.length <= limit ? 0 : Math.max(0, counts[counting](field.value) - limit);
  const box = field.closest('.field, .box') ?? field.parentElement;
  let words = box.querySelector(`[data-over="${field.name}"]`);
  if (over === 0) {
    if (words) field.ariaInvalid = null;
    words?.remove();
    return false;
  }
  if (!words) {
    words = make('p', { className: 'error over', role: 'status' });
    words.dataset.over = field.name;
    box.append(words);
  }
  const text = `${over.toLocaleString('en')} over the limit of ${limit.toLocaleString('en')} ${units[counting]}`;
  if (words.textContent !== text) words.textContent = text;
  field.ariaInvalid = 'true';
  return true;
}

addEventListener('input', ({ target }) => target.matches?.(limited) && judge(target), true);
addEventListener('reset', (event) => setTimeout(() => [...event.target.querySelectorAll(limited)].forEach(judge)), true);
// Before all other listeners: a form that says too much does nothing at all.
addEventListener(
  'submit',
  (event) => {
    const over = [...event.target.querySelectorAll(limited)].filter(judge);
    if (over.length === 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    over[0].focus();
  },
  true,
);
for (const field of document.querySelectorAll(limited)) judge(field);
