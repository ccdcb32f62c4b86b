// The group "Hands" beside an editor: who works on the draft, who holds the pen, and who is here. The server draws it.

import { make, parsePage } from './markup.js';
import { watch } from './place.js';
import { replace } from './replacing.js';
import { toast } from './toast.js';

const find = (page) => page.querySelector('fieldset.hands');
const here = make('p', { className: 'soft present' });
here.setAttribute('role', 'status');
here.setAttribute('aria-label', 'Here now');
/** Hands and pen as they are shown, to know what changes them. */
let shown = null;
let names = [];

function sayWhoIsHere() {
  here.textContent = names.length > 1 ? `Here now: ${names.join(', ')}` : '';
  const group = find(document);
  if (here.parentElement !== group) group?.append(here);
}

async function draw() {
  const answer = await fetch(location.pathname, { headers: { Accept: 'text/html' } }).catch(() => null);
  const fresh = answer?.ok && find(parsePage(await answer.text()));
  if (!fresh) return;
  replace(find(document), document.importNode(fresh, true));
  sayWhoIsHere();
}

export function followHands(script) {
  watch(`script:${script}`, {
    type: 'draft',
    admits: () => false,
    done({ hands, pen }) {
      const now = JSON.stringify([hands.map(({ id }) => id), pen?.user.id ?? null]);
      const isNew = shown !== null ? now !== shown : true;
      shown = now;
      if (isNew) draw();
    },
    signal({ name, users, user }) {
      if (name === 'pen_asked') toast(`${user.display_name} asks for the pen`);
      if (name !== 'present') return;
      names = users.map((person) => person.display_name);
      sayWhoIsHere();
    },
  });
}
