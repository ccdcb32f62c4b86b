// Each choice about the cats counts at once. Without a script, "Save" does it.

import { renewMuted } from './cat-toast.js';
import { toast, wrong } from './toast.js';

const form = document.getElementById('cat-settings');
let saved = Promise.resolve();

form.addEventListener('change', () => (saved = saved.then(save)));

async function save() {
  const body = new URLSearchParams(new FormData(form));
  const answer = await fetch(form.action, { method: 'POST', body, redirect: 'manual' }).catch(() => null);
  if (answer?.type !== 'opaqueredirect') return wrong({ message: 'This could not be saved. Press Save to try again.' });
  renewMuted();
  toast('Saved');
}
