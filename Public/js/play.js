// Takes the steps of a reading without leaving the page. The server draws each verse; the new one takes the focus.

import { offline } from './connection.js';
import { parsePage } from './markup.js';
import { reason, toast } from './toast.js';

let isSending = false;

document.addEventListener('submit', async (event) => {
  const { target: form, submitter } = event;
  const place = form.closest('[data-play]');
  if (!place) return;
  event.preventDefault();
  if (isSending) return;
  isSending = true;
  // A field of the form is called action, too, and hides the property.
  const sent = { method: 'POST', headers: { Accept: 'text/html' }, body: new URLSearchParams(new FormData(form, submitter)) };
  const answer = await fetch(form.getAttribute('action'), sent).catch(() => null);
  isSending = false;
  if (!answer) return toast(reason(offline), 'wrong');
  const drawn = parsePage(await answer.text()).querySelector('[data-play]');
  // Signed out, or the story is gone: the server's own page says so.
  if (!drawn) return location.assign(answer.url);
  const fresh = document.importNode(drawn, true);
  place.replaceWith(fresh);
  const wrong = fresh.querySelector('[aria-invalid="true"]');
  if (wrong) return wrong.focus();
  const verse = fresh.querySelector('#verse');
  verse.focus({ preventScroll: true });
  verse.scrollIntoView({ block: 'nearest' });
});
