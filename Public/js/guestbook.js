// The guestbook of a wall: signing it, deleting what one may, older entries.

import { api } from './api.js';
import { localiseMoments } from './clock.js';
import { newRequestID } from './connection.js';
import { parsePage } from './markup.js';
import { foldIn, isOutdated, watch } from './place.js';
import { reason, toast } from './toast.js';

export function startGuestbook(wall) {
  const isCut = () => 'older' in wall.dataset;
  const list = () => wall.querySelector('.entries');
  let key = newRequestID();

  // An entry that is older than those on the page comes with them.
  watch(wall.dataset.place, {
    type: 'entry',
    admits: ({ order }, element) => element !== null || !isCut() || order < (list().lastElementChild?.dataset.order ?? ''),
    done: (object, element) => element && localiseMoments(element),
  });

  wall.addEventListener('submit', (event) => {
    if (event.target.matches('.sign')) {
      event.preventDefault();
      sign(event.target);
    } else if (event.submitter?.dataset.action === 'delete-entry') {
      event.preventDefault();
      erase(event.submitter.closest('.entry'));
    }
  });
  wall.addEventListener('click', (event) => {
    if (event.target.dataset?.action !== 'older') return;
    event.preventDefault();
    older();
  });

  async function sign(form) {
    const button = form.querySelector('.primary');
    if (button.disabled) return;
    button.disabled = true;
    try {
      const { entry } = await api('POST', `/api/walls/${encodeURIComponent(wall.dataset.owner)}/guestbook`, { text: form.elements.text.value }, { 'Idempotency-Key': key });
      foldIn(wall.dataset.place, entry);
      form.reset();
      toast('Signed');
      key = newRequestID();
    } catch (error) {
      if (error.status) key = newRequestID();
      toast(reason(error), 'wrong');
    } finally {
      button.disabled = false;
      form.elements.text.focus();
    }
  }

  async function erase(entry) {
    try {
      await api('DELETE', `/api/guestbook/${entry.dataset.entry}`);
      toast('Deleted');
    } catch (error) {
      toast(reason(error), 'wrong');
    }
  }

  async function older() {
    const last = list().lastElementChild?.dataset.entry;
    const path = `/@${encodeURIComponent(wall.dataset.owner)}/guestbook`;
    const answer = await fetch(last ? `${path}?before=${last}` : path, { headers: { Accept: 'text/html' } }).catch(() => null);
    const text = answer?.ok && (await answer.text().catch(() => null));
    if (!text) return toast('Older entries could not be loaded', 'wrong');
    const page = parsePage(text);
    for (const entry of page.querySelectorAll('.entries > .entry')) {
      const fresh = document.importNode(entry, true);
      localiseMoments(fresh);
      if (!document.getElementById(fresh.id) && !isOutdated(wall.dataset.place, fresh)) list().append(fresh);
    }
    if (!page.querySelector('.pager [rel="next"]')) delete wall.dataset.older;
  }
}
