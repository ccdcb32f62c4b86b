// Sends a form without leaving the page. If the server refuses it, the form comes back as the server draws it; otherwise the page that the
// server leads to is opened.

import { offline } from './connection.js';
import { parsePage } from './markup.js';
import { reason, toast } from './toast.js';

let isSending = false;

export async function send(form) {
  if (isSending) return;
  isSending = true;
  const sent = { method: 'POST', headers: { Accept: 'text/html' }, body: new URLSearchParams(new FormData(form)) };
  const answer = await fetch(form.action, sent).catch(() => null);
  isSending = false;
  if (!answer) return toast(reason(offline), 'wrong');
  if (answer.redirected) return location.assign(answer.url);
  const place = form.closest('[data-in-place]');
  const drawn = parsePage(await answer.text()).querySelector(`[data-in-place="${place.dataset.inPlace}"]`);
  if (!drawn) return form.submit();
  const fresh = document.importNode(drawn, true);
  place.replaceWith(fresh);
  (fresh.querySelector('[aria-invalid="true"]') ?? fresh.querySelector('input'))?.focus();
}
