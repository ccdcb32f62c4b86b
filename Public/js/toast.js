// Short messages in the corner. News go by themselves; what went wrong stays until it is closed.

const NEWS_MS = 5_000;

export function toast(text, kind = 'news') {
  const region = document.querySelector(`#toasts > [data-kind="${kind}"]`);
  const row = document.createElement('div');
  const words = document.createElement('p');
  const close = document.createElement('button');
  row.className = kind === 'wrong' ? 'toast wrong' : 'toast';
  words.textContent = text;
  close.className = 'button quiet';
  close.type = 'button';
  close.ariaLabel = 'Dismiss';
  close.textContent = '×';
  close.onclick = () => row.remove();
  row.append(words, close);
  region.append(row);
  while (region.children.length > 3) region.firstChild.remove();
  if (kind === 'news') setTimeout(() => row.remove(), NEWS_MS);
}

/** What a refusal says: what is wrong with which field, or what is wrong at all. */
export function reason({ message, details }) {
  if (!details) return message;
  return Object.entries(details)
    .map(([field, problem]) => `${field} ${problem}`)
    .join('; ');
}

export const wrong = (error) => toast(reason(error), 'wrong');
