// Replaces parts of an open page while somebody uses them. Focus, selection, typed text, open details and scroll positions stay.

const CONTROLS = 'input[name], textarea[name], select[name]';

/** Puts `fresh` in the place of `old`. `move` runs before the focus returns, for an element that goes elsewhere. */
export function replace(old, fresh, move) {
  const hand = handIn(old);
  keepState(old, fresh);
  const scrolled = positions(old);
  old.replaceWith(fresh);
  move?.();
  for (const [path, top, left] of scrolled) fresh.isConnected && follow(fresh, path)?.scrollTo(left, top);
  // What had the focus may be gone.
  if (hand && !give(hand, fresh)) fresh.focus({ preventScroll: true });
}

/** Takes an element away. The focus goes to the same control of the next or previous one, else to what the container's `data-heir` names. */
export function remove(old) {
  const hand = handIn(old);
  const heirs = [old.nextElementSibling, old.previousElementSibling];
  const container = old.parentElement;
  old.remove();
  if (hand && !heirs.some((heir) => give(hand, heir))) document.getElementById(container.dataset.heir ?? 'main')?.focus();
}

function handIn(root) {
  const element = document.activeElement;
  if (!element || !root.contains(element)) return null;
  const selection = 'selectionStart' in element ? [element.selectionStart, element.selectionEnd] : null;
  const { tagName: tag, name, value, dataset } = element;
  // Buttons of a form share a name and differ in their values.
  const same = name && `[name="${CSS.escape(name)}"]${tag === 'BUTTON' ? `[value="${CSS.escape(value)}"]` : ''}`;
  return { path: pathTo(root, element), tag, same, action: dataset.action, selection };
}

/** Whether there was something to take it. */
function give({ path, tag, same: selector, action, selection }, root) {
  if (!root) return false;
  const same =
    (action && root.querySelector(`[data-action="${CSS.escape(action)}"]`)) ||
    (selector && root.querySelector(selector)) ||
    follow(root, path);
  if (same?.tagName !== tag) return false;
  same.focus({ preventScroll: true });
  try {
    if (selection) same.setSelectionRange(...selection);
  } catch {
    // Checkboxes and the like have no selection.
  }
  return document.activeElement === same;
}

function keepState(old, fresh) {
  for (const control of old.querySelectorAll(CONTROLS)) {
    const twin = fresh.querySelector(`${control.tagName}[name="${CSS.escape(control.name)}"]`);
    if (twin && control.type !== 'hidden' && control.value !== control.defaultValue && 'defaultValue' in control) twin.value = control.value;
    if (twin && control.checked !== control.defaultChecked) twin.checked = control.checked;
  }
  const [before, after] = [old, fresh].map((root) => [...root.querySelectorAll('details')]);
  if (before.length === after.length) before.forEach((details, index) => (after[index].open = details.open));
  // Objects within an object are told by themselves: it comes without them.
  for (const container of old.querySelectorAll('[data-objects]')) {
    fresh.querySelector(`[data-objects="${CSS.escape(container.dataset.objects)}"]`)?.replaceChildren(...container.children);
  }
}

function positions(root) {
  return [root, ...root.querySelectorAll('*')]
    .filter((element) => element.scrollTop || element.scrollLeft)
    .map((element) => [pathTo(root, element), element.scrollTop, element.scrollLeft]);
}

function pathTo(root, element) {
  const path = [];
  for (let node = element; node !== root; node = node.parentElement) path.unshift([...node.parentElement.children].indexOf(node));
  return path;
}

function follow(root, path) {
  return path.reduce((node, index) => node?.children[index], root);
}
