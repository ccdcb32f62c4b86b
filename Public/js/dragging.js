// Puts the children of a list in another order by dragging their handle, with a mouse, a pen or a finger.

const EDGE_PX = 80;
const SPEED_PX = 14;

/** `drop(child, after)` is called with the child to come after, or null for the first place. */
export function startDragging(list, drop) {
  let drag = null;
  /** Only children with an order can be moved or dropped at. */
  const children = () => [...list.children].filter((child) => 'order' in child.dataset);
  const before = (child) => children()[children().indexOf(child) - 1] ?? null;

  list.addEventListener('pointerdown', (event) => {
    const handle = event.target.closest('[data-drag]');
    const child = handle && childOf(list, handle);
    if (!child || event.button > 0) return;
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    drag = { child, handle, after: undefined, x: event.clientX, y: event.clientY };
    child.classList.add('dragged');
    requestAnimationFrame(scroll);
  });
  list.addEventListener('pointermove', (event) => {
    if (!drag) return;
    Object.assign(drag, { x: event.clientX, y: event.clientY });
    aim();
  });
  list.addEventListener('pointerup', () => finish(true));
  list.addEventListener('pointercancel', () => finish(false));
  addEventListener('keydown', (event) => {
    if (drag && event.key === 'Escape') finish(false);
  });

  /** Marks where the child would come to stand. */
  function aim() {
    clear();
    const { target, box } = nearest();
    if (target === drag.child) {
      drag.after = undefined;
      return;
    }
    const isAfter = drag.y > box.y + box.height / 2;
    target.classList.add(isAfter ? 'after' : 'before');
    drag.after = isAfter ? target : before(target);
  }

  /** The child under the pointer, or the one that is least far from it. */
  function nearest() {
    const away = (low, high, at) => Math.max(low - at, 0, at - high);
    const boxes = children().map((target) => ({ target, box: target.getBoundingClientRect() }));
    const distance = ({ box }) => Math.hypot(away(box.left, box.right, drag.x), away(box.top, box.bottom, drag.y));
    return boxes.reduce((best, other) => (distance(other) < distance(best) ? other : best));
  }

  function scroll() {
    if (!drag) return;
    const by = drag.y < EDGE_PX ? -SPEED_PX : drag.y > innerHeight - EDGE_PX ? SPEED_PX : 0;
    if (by) {
      scrollBy(0, by);
      aim();
    }
    requestAnimationFrame(scroll);
  }

  function finish(isDropped) {
    if (!drag) return;
    const { child, after } = drag;
    drag = null;
    child.classList.remove('dragged');
    clear();
    if (isDropped && after !== undefined && after !== child && after !== before(child)) drop(child, after);
  }

  function clear() {
    for (const child of list.children) child.classList.remove('before', 'after');
  }
}

function childOf(list, element) {
  let child = element;
  while (child && child.parentElement !== list) child = child.parentElement;
  return child;
}
