// One strip of actions moves to the message under pointer or focus.

import { offline, request } from './connection.js';
import { open } from './dialogs.js';
import { edit, reply } from './composer.js';
import { find } from './fragments.js';
import { report } from './reports.js';
import { toast, wrong } from './toast.js';

const me = document.body.dataset.user;

export function startTools(room) {
  const list = document.getElementById('messages');
  const strip = document.getElementById('tools-template').content.firstElementChild.cloneNode(true);
  let chosen = 0;

  const show = (event) => {
    const message = event.target.closest('.message');
    strip.closest('.message')?.classList.remove('chosen');
    if (!message || message.classList.contains('deleted')) return strip.remove();
    if (strip.parentElement?.parentElement !== message) message.querySelector('.sheet').append(strip);
    message.classList.add('chosen');
  };
  // A finger is over many messages when it scrolls. It taps or holds one.
  list.addEventListener('pointerover', (event) => event.pointerType !== 'touch' && show(event));
  list.addEventListener('contextmenu', show);
  list.addEventListener('focusin', show);
  list.parentElement.addEventListener('pointerleave', ({ pointerType }) => {
    if (pointerType === 'touch' || strip.contains(document.activeElement)) return;
    strip.closest('.message')?.classList.remove('chosen');
    strip.remove();
  });

  list.addEventListener('click', (event) => {
    const message = event.target.closest('.message');
    if (!strip.contains(event.target)) show(event);
    const link = event.target.closest('.in-reply a');
    if (link && find(link.dataset.reply)) {
      event.preventDefault();
      location.replace(`#message-${link.dataset.reply}`);
    } else if (event.target.closest('.actions-link')) {
      event.preventDefault();
      strip.querySelector('button').focus();
    } else if (message) {
      act(event.target.closest('[data-action]')?.dataset.action, Number(message.dataset.id));
    }
  });

  list.addEventListener('submit', (event) => {
    const button = event.submitter;
    if (!button?.matches('.reaction')) return;
    event.preventDefault();
    const isMine = button.dataset.people.split(' ').includes(me);
    react(Number(button.closest('.message').dataset.id), button.value, !isMine);
  });

  document.getElementById('delete-form').addEventListener('submit', () => {
    request('delete_message', { id: chosen }).catch(wrong);
  });

  // Keys of the message that has the focus.
  list.addEventListener('keydown', (event) => {
    const { target, key } = event;
    if (!target.matches('.message') || event.altKey || event.ctrlKey || event.metaKey) return;
    const action = { r: 'reply', e: 'edit', '+': 'react' }[key.toLowerCase()];
    const button = action && strip.querySelector(`[data-action="${action}"]`);
    // Only what its actions offer.
    if (key !== 'Enter' && !button?.checkVisibility()) return;
    event.preventDefault();
    if (button) act(action, Number(target.dataset.id));
    else strip.querySelector('button').focus();
  });

  // Pointer or focus may be on a message already.
  const here = list.querySelector('.message:is(:hover, :focus-within)');
  if (here) show({ target: here });

  function act(action, id) {
    chosen = id;
    if (action === 'react') import('./picker.js').then(({ pick }) => pick((choice) => react(id, choice, true)), () => wrong(offline));
    else if (action === 'reply') reply(id);
    else if (action === 'edit') edit(room, id);
    else if (action === 'delete') open('delete-message');
    else if (action === 'report') report(room.startsWith('dm:') ? 'dm' : 'message', id);
    else if (action === 'copy-link') copyLink(find(id).querySelector('.permalink').href);
  }
}

/** Browsers lend the clipboard to secure pages only; elsewhere the link is shown, to be marked. */
async function copyLink(address) {
  try {
    await navigator.clipboard.writeText(address);
    toast('Link copied');
  } catch {
    toast(address);
  }
}

function react(id, emoji, on) {
  request('react', { id, emoji, on }).catch(wrong);
}
