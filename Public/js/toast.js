// Short messages in the corner. News go by themselves; what went wrong stays until it is closed.

const NEWS_MS = 3_000;
/** An offer can be reached by keyboard or screen reader too. */
const OFFER_MS = 12_000;

/** `offer` `{name, take}` adds a button; who looks at it with pointer or focus has time to press it. */
export function toast(text, kind = 'news', offer = null) {
  const region = document.querySelector(`#toasts > [data-kind="${kind}"]`);
  const row = document.createElement('div');
  const words = document.createElement('p');
  const close = document.createElement('button');
  row.className = kind === 'wrong' ? 'toast wrong' : 'toast';
  words.dir = 'auto';
  words.textContent = text;
  close.className = 'button quiet';
  close.type = 'button';
  close.ariaLabel = 'Dismiss';
  close.textContent = '×';
  close.onclick = () => row.remove();
  row.append(words);
  if (offer) row.append(button(offer, row));
  row.append(close);
  region.append(row);
  while (region.children.length > 3) region.firstChild.remove();
  if (kind === 'news') passing(row, offer ? OFFER_MS : NEWS_MS);
}

function button({ name, take }, row) {
  const element = document.createElement('button');
  element.className = 'button quiet undo';
  element.type = 'button';
  element.textContent = name;
  element.onclick = () => {
    row.remove();
    take();
  };
  return element;
}

function passing(row, wait) {
  let timer = 0;
  const leave = () => {
    clearTimeout(timer);
    timer = setTimeout(() => row.remove(), wait);
  };
  for (const event of ['pointerenter', 'focusin']) row.addEventListener(event, () => clearTimeout(timer));
  for (const event of ['pointerleave', 'focusout']) row.addEventListener(event, leave);
  leave();
}

/** What a refusal says: what is wrong with which field, or what is wrong at all. */
export function reason({ message, details }) {
  if (!details) return message;
  return Object.entries(details)
    .map(([field, problem]) => `${field} ${problem}`)
    .join('; ');
}

export const wrong = (error) => toast(reason(error), 'wrong');
