// A page that was opened at an older message goes on from there: the server's page around the last message has what follows it.

import { parsePage } from './markup.js';

/** Resolves with the messages around one, and whether there are newer ones. */
export async function readAfter(id) {
  const answer = await fetch(`${location.pathname}?message=${id}`, { headers: { Accept: 'text/html' } });
  if (!answer.ok) throw new Error();
  const page = parsePage(await answer.text());
  const objects = [...page.querySelectorAll('#messages > .message')].map((one) => {
    const element = document.importNode(one, true);
    const { id, seq, author } = element.dataset;
    return { id: Number(id), seq: Number(seq), element, author: { id: author }, deleted: element.matches('.deleted') };
  });
  return { objects, hasNewer: Boolean(page.getElementById('newer')) };
}
