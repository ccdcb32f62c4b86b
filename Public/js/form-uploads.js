// A form with files: each file is uploaded before the form is sent, so that people see how far it is and can cancel. The form then names its
// files by their ids, as a form does that was refused before. Without this script the browser sends the files with the form.

import { discard, upload } from './uploads.js';

const input = document.querySelector('form[enctype="multipart/form-data"] input[type="file"][name="file"]');

if (input) {
  const { form } = input;
  const ids = form.elements.media_id;
  const button = form.querySelector('.actions .button');
  const box = document.createElement('div');
  const bar = document.createElement('progress');
  const words = document.createElement('p');
  const cancel = document.createElement('button');
  box.className = 'uploading';
  box.hidden = true;
  words.role = 'status';
  bar.ariaLabel = 'Upload';
  Object.assign(cancel, { type: 'button', className: 'button', textContent: 'Cancel upload' });
  box.append(words, bar, cancel);
  form.querySelector('.actions').before(box);
  let running = null;

  /** Says beside the field what is wrong; nothing takes that away. */
  const complain = (message) => {
    const field = input.closest('.field');
    field.querySelector('.error')?.remove();
    field.classList.toggle('wrong', Boolean(message));
    if (!message) return input.removeAttribute('aria-describedby');
    const line = document.createElement('p');
    Object.assign(line, { className: 'error', id: 'error-file', role: 'alert', textContent: message });
    field.append(line);
    input.setAttribute('aria-describedby', line.id);
  };

  const show = (isRunning) => {
    box.hidden = !isRunning;
    button.disabled = isRunning;
    if (isRunning) cancel.focus();
  };

  async function uploadAll(files, signal) {
    bar.max = files.reduce((sum, { size }) => sum + size, 0) || 1;
    let before = 0;
    const made = [];
    try {
      for (const [index, file] of files.entries()) {
        words.textContent = files.length > 1 ? `Uploading ${index + 1} of ${files.length}: ${file.name}` : `Uploading ${file.name}`;
        bar.value = before;
        const { done, cancel } = upload(file, (part) => {
          bar.value = before + part * file.size;
          // The server works on a file that it has.
          if (part === 1 && index + 1 === files.length) words.textContent = 'Almost there';
        });
        signal.addEventListener('abort', cancel, { once: true });
        made.push(await done);
        before += file.size;
      }
      return made.map(({ media }) => media.id);
    } catch (problem) {
      // Files that nothing shows would go in a week.
      for (const { media, isNew } of made) if (isNew) discard(media.id).catch(() => {});
      throw problem;
    }
  }

  form.addEventListener('submit', async (event) => {
    if (running) return event.preventDefault();
    const files = [...input.files];
    if (files.length === 0 || event.defaultPrevented) return;
    event.preventDefault();
    running = new AbortController();
    complain('');
    show(true);
    try {
      const made = await uploadAll(files, running.signal);
      ids.value = [...ids.value.split(',').filter(Boolean), ...made].join(',');
      input.value = '';
      input.required = false;
      running = null;
      show(false);
      form.requestSubmit();
    } catch (problem) {
      running = null;
      show(false);
      if (problem.status === 401) location.reload();
      const isCancelled = problem.name === 'AbortError';
      if (!isCancelled) complain(problem.details?.file ? `The file ${problem.details.file}` : problem.message);
      (isCancelled ? button : input).focus();
    }
  });
  cancel.addEventListener('click', () => running?.abort());
}
