// "Your own picture" in the dialog "Stickers": uploads the file that is chosen and says how far that is.

import { upload } from './uploads.js';

/** Hands the picture's id to `placed` once it has been uploaded. */
export function startPictures(field, placed) {
  const input = field.querySelector('input');
  const bar = field.querySelector('progress');
  const said = field.querySelector('[role="status"]');
  let running = null;

  input.addEventListener('change', async () => {
    running?.cancel();
    const [file] = input.files;
    if (!file) return rest('');
    bar.value = 0;
    bar.hidden = false;
    said.textContent = 'Uploading';
    const mine = (running = upload(file, (part) => (bar.value = 100 * part)));
    try {
      const { media } = await mine.done;
      rest('');
      input.value = '';
      placed(media.id);
    } catch (error) {
      // Another file was chosen, or the dialog was closed.
      if (running !== mine) return;
      if (error.status === 401) location.reload();
      rest(error.message);
      input.value = '';
    }
  });
  field.closest('dialog').addEventListener('close', () => {
    running?.cancel();
    rest('');
    input.value = '';
  });

  function rest(text) {
    running = null;
    bar.hidden = true;
    said.textContent = text;
  }
}
