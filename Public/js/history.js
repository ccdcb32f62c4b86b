// Older messages come as one scrolls to them; the button is for those who would rather press.

import { request } from './connection.js';
import { foldOlder, isAtEnd, keepingPlace, oldestID, toEnd } from './fragments.js';
import { wrong } from './toast.js';

const PAGE = 50;
const AHEAD_PX = 600;

export function startHistory(room) {
  const scroller = document.getElementById('history');
  const jump = document.getElementById('jump');
  let isAsking = false;

  async function older() {
    if (isAsking || !document.getElementById('older')) return;
    isAsking = true;
    try {
      const page = await request('backfill', { room, before_id: oldestID(), limit: PAGE });
      foldOlder(page.messages);
      if (!page.has_older) keepingPlace(showBeginning);
    } catch (error) {
      if (error.code !== 'OFFLINE') wrong(error);
    } finally {
      isAsking = false;
    }
  }

  function showBeginning() {
    const beginning = document.getElementById('beginning-template').content.cloneNode(true);
    document.getElementById('older').replaceWith(beginning);
  }

  scroller.addEventListener(
    'scroll',
    () => {
      jump.hidden = isAtEnd();
      if (scroller.scrollHeight - scroller.clientHeight + scroller.scrollTop < AHEAD_PX) older();
    },
    { passive: true },
  );
  document.getElementById('older')?.addEventListener('click', (event) => {
    event.preventDefault();
    older();
  });
  jump.addEventListener('click', toEnd);
}
