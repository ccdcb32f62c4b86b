// A file on its way to the server, with its progress. `fetch` cannot tell how much has been sent.

import { offline } from './connection.js';

/** Bytes of a body that the server takes, less what surrounds the file. */
const LARGEST = 25 * 1024 * 1024 - 1_024;

/**
 * Begins to upload. Returns `{done, cancel}`: `done` resolves with `{media, isNew}`, or rejects with the server's error and its `status`,
 * with `offline`, or with an `AbortError`. `told` gets the part that is sent, 0 to 1. A retry under the same `key` has one effect.
 * `cancel` ends it for the page at once. A file that the server has whole by then is deleted as soon as it answers.
 */
export function upload(file, told, key) {
  const request = new XMLHttpRequest();
  let isSent = false;
  let isCancelled = false;
  const done = new Promise((resolve, reject) => {
    if (file.size > LARGEST) return reject({ message: 'This file is larger than 25 MiB' });
    const form = new FormData();
    form.append('file', file);
    request.open('POST', '/api/media');
    request.responseType = 'json';
    request.setRequestHeader('Accept', 'application/json');
    if (key) request.setRequestHeader('Idempotency-Key', key);
    request.upload.onprogress = ({ loaded, total }) => {
      isSent = loaded === total;
      told(total ? loaded / total : 0);
    };
    request.onload = () => {
      const { data, error } = request.response ?? {};
      if (isCancelled) return request.status === 201 && discard(data.media.id);
      if (data) resolve({ media: data.media, isNew: request.status === 201 });
      else reject({ message: 'Signal lost. Try again.', ...error, status: request.status });
    };
    request.onerror = () => reject(offline);
    request.onabort = () => reject(new DOMException('', 'AbortError'));
    request.send(form);
  });
  const cancel = () => {
    if (!isSent) return request.abort();
    isCancelled = true;
    request.onabort();
  };
  return { done, cancel };
}

/** Deletes a file that this page uploaded. One that something else shows meanwhile stays. */
export function discard(id) {
  return fetch(`/api/media/${id}`, { method: 'DELETE', headers: { Accept: 'application/json' }, keepalive: true });
}
