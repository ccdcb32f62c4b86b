// Tells the author of a message who is named in it and is not in the room, and offers to invite them: what the message's page says.

import { offline } from './connection.js';
import { parsePage } from './markup.js';
import { toast, wrong } from './toast.js';

const MOST = 3;

export async function tellAbsent(room, id) {
  const path = `/rooms/${room}/messages/${id}`;
  const answer = await fetch(path, { headers: { Accept: 'text/html' } }).catch(() => null);
  if (!answer?.ok) return;
  const people = [...parsePage(await answer.text()).querySelectorAll('#absent > li')];
  if (people.length > MOST) {
    return toast(`${people.length} people whom you named are not in this room.`, 'news', { name: 'Who?', take: () => location.assign(path) });
  }
  for (const person of people) {
    const [form, link] = [person.querySelector('form'), person.querySelector('a')];
    const take = form ? () => invite(form) : () => location.assign(link.getAttribute('href'));
    toast(person.querySelector('p').textContent, 'news', { name: form ? 'Invite' : link.textContent.split(' @')[0], take });
  }
}

async function invite(form) {
  const sent = { method: 'POST', headers: { Accept: 'text/html' }, body: new URLSearchParams(new FormData(form)) };
  const answer = await fetch(form.getAttribute('action'), sent).catch(() => null);
  if (!answer) return wrong(offline);
  const page = parsePage(await answer.text());
  const success = page.querySelector('.saved');
  if (success) return toast(success.textContent);
  wrong({ message: page.querySelector('.error')?.textContent ?? page.querySelector('h1 + p')?.textContent ?? 'The invitation was not sent.' });
}
