// Follows revisions that are shown or running: what becomes of them ends runs and changes cards.

import { on, request } from './connection.js';

/** More than a socket may need; cards beyond stay as they are until the page is loaded again. */
const MOST = 30;
/** `{script, number, changed(object), closed()}` */
const followed = [];
const placeOf = (script) => `script:${script}`;
// A page that shows the place by itself watches it already.
const isOnPage = (script) => document.querySelector(`[data-place="${CSS.escape(placeOf(script))}"]`) !== null;
/** Follows a script. Its runs are closed if it has gone. */
const watch = (script) => request('watch', { place: placeOf(script) }).catch(({ code }) => code === 'NOT_FOUND' && close(placeOf(script)));

/** `changed` gets the revision's object, `closed` is called when the script may no longer be seen. */
export function follow(one) {
  const isKnown = followed.some(({ script }) => script === one.script);
  followed.push(one);
  if (!isKnown && !isOnPage(one.script) && new Set(followed.map(({ script }) => script)).size <= MOST) watch(one.script);
}

const tell = (place, object) => {
  if (object.type !== 'revision') return;
  for (const one of followed) if (placeOf(one.script) === place && String(one.number) === String(object.id)) one.changed(object);
};

on('up', () => {
  for (const script of [...new Set(followed.map((one) => one.script))].slice(0, MOST)) if (!isOnPage(script)) watch(script);
});
on('changes', ({ place, objects = [] }) => objects.forEach((object) => tell(place, object)));
on('changed', ({ place, object }) => tell(place, object));
on('place_closed', ({ place }) => close(place));

function close(place) {
  for (const one of followed) if (placeOf(one.script) === place) one.closed();
}
