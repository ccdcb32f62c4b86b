// The JSON API, as pages call it. The server decides; what it refuses is thrown as `{status, code, message, details}`.

import { offline } from './connection.js';

/** Returns the answer's `data`. A request with `keepalive` outlives the page. A member who was signed out meanwhile is led to the sign-in page. */
export async function api(method, path, body, headers = {}, keepalive = false) {
  const type = body && { 'Content-Type': 'application/json' };
  const sent = { method, keepalive, headers: { Accept: 'application/json', ...type, ...headers }, body: body && JSON.stringify(body) };
  const answer = await fetch(path, sent).catch(() => {
    throw offline;
  });
  const { data, error } = await answer.json().catch(() => ({ error: { message: 'Signal lost. Try again.' } }));
  if (answer.status === 401) location.reload();
  if (!answer.ok) throw { status: answer.status, retry_after_ms: answer.headers.get('Retry-After') * 1_000, ...error };
  return data;
}
