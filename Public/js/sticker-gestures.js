// Dragging, turning and resizing stickers with a mouse, a pen or a finger.

import { hold } from './sticker-edits.js';
import { outline } from './sticker-frame.js';
import { allowed, poseOf } from './sticker-pose.js';

/** A press that moves less is a click. */
const STILL_PX = 4;

/**
 * `mayChange(element)` says whose stickers react, `finish(element, fields, wait)` gets what a gesture ended with, and `nudge(element, fields)`
 * what a click on a handle adds.
 */
export function startGestures(board, { mayChange, finish, nudge }) {
  let gesture = null;

  board.addEventListener('pointerdown', (event) => {
    const handle = event.target.closest('.handle')?.dataset.handle;
    const element = handle ? document.getElementById(event.target.closest('.frame').dataset.of) : event.target.closest('.sticker');
    if (gesture || event.button > 0 || !element?.matches('.sticker[role="button"]')) return;
    event.preventDefault();
    element.focus({ preventScroll: true });
    if (!mayChange(element)) return;
    // The board keeps the pointer: the element may be replaced meanwhile.
    board.setPointerCapture(event.pointerId);
    const start = poseOf(element);
    const { left, top, width, height } = board.getBoundingClientRect();
    const centre = [left + (start.x / 100) * width, top + (start.y / 100) * height];
    const from = [event.clientX, event.clientY];
    gesture = { id: element.id, kind: handle ?? 'move', pointer: event.pointerId, start, centre, from, size: [width, height], fields: null };
  });
  // Neither the focus goes elsewhere nor does the browser drag the picture.
  board.addEventListener('mousedown', (event) => event.target.closest('.handle, .sticker[role="button"]') && event.preventDefault());
  board.addEventListener('pointermove', (event) => {
    if (gesture?.pointer !== event.pointerId) return;
    const [dx, dy] = [event.clientX - gesture.from[0], event.clientY - gesture.from[1]];
    if (!gesture.fields && Math.hypot(dx, dy) < STILL_PX) return;
    gesture.fields = aim(gesture, event, [dx, dy]);
    show(gesture.fields);
  });
  board.addEventListener('pointerup', (event) => gesture?.pointer === event.pointerId && end(true));
  board.addEventListener('pointercancel', (event) => gesture?.pointer === event.pointerId && end(false));
  board.addEventListener('lostpointercapture', (event) => gesture?.pointer === event.pointerId && end(false));
  // Where touch-action means nothing inside a drawing: the finger does not scroll the page.
  board.addEventListener('touchmove', (event) => gesture && event.preventDefault(), { passive: false });
  addEventListener('keydown', (event) => {
    if (!gesture || event.key !== 'Escape') return;
    event.preventDefault();
    end(false);
  });

  function show(fields) {
    const element = document.getElementById(gesture.id);
    board.classList.toggle('busy', fields !== null && element !== null);
    if (!element) return (gesture = null);
    hold(element, fields);
    outline(board, element, true);
  }

  function end(isDone) {
    const { kind, fields } = gesture;
    show(null);
    if (!gesture) return;
    const element = document.getElementById(gesture.id);
    gesture = null;
    if (isDone && fields) finish(element, fields, 0);
    else if (isDone && kind === 'turn') nudge(element, { rotation: 15 });
    else if (isDone && kind === 'resize') nudge(element, { scale: 0.1 });
  }
}

/** What the pointer makes of the fields that a gesture changes. Shift snaps: moves to an axis, turns to 15°. */
function aim({ kind, start, centre: [cx, cy], from: [fx, fy], size: [width, height] }, { clientX, clientY, shiftKey }, [dx, dy]) {
  if (kind === 'turn') {
    const by = ((Math.atan2(clientY - cy, clientX - cx) - Math.atan2(fy - cy, fx - cx)) * 180) / Math.PI;
    const turned = start.rotation + by;
    return pick(allowed({ ...start, rotation: shiftKey ? Math.round(turned / 15) * 15 : turned }), 'rotation');
  }
  if (kind === 'resize') {
    const factor = Math.hypot(clientX - cx, clientY - cy) / Math.max(1, Math.hypot(fx - cx, fy - cy));
    return pick(allowed({ ...start, scale: start.scale * factor }), 'scale');
  }
  const [x, y] = shiftKey ? (Math.abs(dx) > Math.abs(dy) ? [dx, 0] : [0, dy]) : [dx, dy];
  return pick(allowed({ ...start, x: start.x + (x / width) * 100, y: start.y + (y / height) * 100 }), 'x', 'y');
}

const pick = (pose, ...names) => Object.fromEntries(names.map((name) => [name, pose[name]]));
