// "Your own picture" in the dialog "Stickers": uploads the file that is chosen and says how far that is.

import { offline } from './connection.js';

/** Hands the picture's id to `placed` once it has been uploaded. */
export function startPictures(field, placed) {
  const input = field.querySelector('input');
  const bar = field.querySelector('progress');
  const said = field.querySelector('[role="status"]');
  let running = null;

  input.addEventListener('change', async () => {
    running?.cancel?.();
    const [file] = input.files;
    if (!file) return rest('');
    bar.value = 0;
    bar.hidden = false;
    said.textContent = 'Uploading';
    const mine = (running = {});
    try {
      const { upload } = await import('./uploads.js');
      if (running !== mine) return;
      Object.assign(mine, upload(file, (part) => (bar.value = 100 * part)));
      const { media } = await mine.done;
      rest('');
      input.value = '';
      placed(media.id);
    } catch (error) {
      // Another file was chosen, or the dialog was closed.
      if (running !== mine) return;
      if (error.status === 401) location.reload();
      // A module that cannot be loaded is a TypeError.
      rest(error instanceof TypeError ? offline.message : error.message);
      input.value = '';
    }
  });
  field.closest('dialog').addEventListener('close', () => {
    running?.cancel?.();
    rest('');
    input.value = '';
  });

  function rest(text) {
    running = null;
    bar.hidden = true;
    said.textContent = text;
  }
}
