// The keyboard in a room. The history is one stop of the Tab key; the arrow keys go from message to message in it.

import { lastSeen, messages, setTabs } from './fragments.js';
import { toLatest } from './history.js';

const list = document.getElementById('messages');
const scroller = document.getElementById('history');
const field = document.getElementById('content');

list.addEventListener('focusin', ({ target }) => setTabs(target.closest('.message'), true));
list.addEventListener('focusout', ({ target, relatedTarget }) => {
  const message = target.closest('.message');
  if (!message?.contains(relatedTarget)) setTabs(message, false);
});
// Boxes that fitted may scroll at the new width.
addEventListener('resize', () => messages().forEach((message) => setTabs(message, message.contains(document.activeElement))));

addEventListener('keydown', (event) => {
  const { key, target } = event;
  const isFree = target === document.body;
  const isInside = scroller.contains(target);
  const pages = { PageUp: -0.9, PageDown: 0.9 }[key];
  const step = { ArrowUp: -1, ArrowDown: 1 }[key];
  // In a text, these keys move the caret; in a slider, its value.
  if (event.altKey || event.ctrlKey || event.metaKey || target.type === 'range' || target.closest('dialog')) return;
  if (!isFree && !isInside && !(target === field && field.value === '')) return;
  if (pages) scroller.scrollBy(0, scroller.clientHeight * pages);
  else if (key === 'End') toLatest();
  else if (step && isInside) {
    const all = messages();
    const here = all.indexOf(target.closest('.message'));
    (here < 0 ? lastSeen() : all[here + step])?.focus();
  } else {
    // What is typed goes to the composer.
    if (isFree && key.length === 1 && !'/? '.includes(key)) field?.focus();
    return;
  }
  event.preventDefault();
});
if (field && matchMedia('(hover: hover)').matches && !location.hash && document.activeElement === document.body) field.focus();
