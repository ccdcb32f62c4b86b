// The list of notifications follows the member's own place. Each notification comes as its whole row.

import { localiseMoments } from './clock.js';
import { watch } from './place.js';

const list = document.querySelector('[data-objects="notification"]');
const region = list.parentElement;
const all = document.getElementById('read-all');

localiseMoments(region);
watch('me', { type: 'notification', admits, ready: localiseMoments, done });

/** The first page takes in what is newer than its last row, or everything if no older page follows. */
function admits(object, old) {
  if (old) return true;
  if (region.dataset.first !== 'true') return false;
  return !document.querySelector('.pager') || object.order < (list.lastElementChild?.dataset.order ?? '');
}

function done() {
  all.hidden = !list.querySelector('.new');
  all.elements.up_to.value = list.firstElementChild?.dataset.last ?? 0;
}
