// "Your own picture" in the dialog "Stickers": uploads the file that is chosen and says how far that is.

/** Hands the picture's id to `placed` once it has been uploaded. */
export function startPictures(field, placed) {
  const input = field.querySelector('input');
  const bar = field.querySelector('progress');
  const said = field.querySelector('[role="status"]');
  let running = null;

  input.addEventListener('change', () => {
    running?.abort();
    const [file] = input.files;
    if (!file) return rest('');
    bar.value = 0;
    bar.hidden = false;
    said.textContent = 'Uploading';
    running = upload(file, (percent) => (bar.value = percent), ({ media, error }) => {
      rest(error?.message ?? '');
      input.value = '';
      if (media) placed(media.id);
    });
  });
  field.closest('dialog').addEventListener('close', () => {
    running?.abort();
    rest('');
    input.value = '';
  });

  function rest(text) {
    running = null;
    bar.hidden = true;
    said.textContent = text;
  }
}

/** `fetch` does not say how far it is. */
function upload(file, progress, done) {
  const request = new XMLHttpRequest();
  const body = new FormData();
  body.append('file', file);
  request.open('POST', '/api/media');
  request.responseType = 'json';
  request.setRequestHeader('Accept', 'application/json');
  request.upload.addEventListener('progress', ({ loaded, total }) => progress((100 * loaded) / total));
  request.addEventListener('load', () => {
    const { data, error } = request.response ?? {};
    if (request.status === 401) location.reload();
    done({ media: data?.media, error: data ? null : (error ?? { message: 'Signal lost. Try again.' }) });
  });
  request.addEventListener('error', () => done({ error: { message: 'Signal lost. Try again.' } }));
  request.send(body);
  return request;
}
