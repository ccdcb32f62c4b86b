// What a conversation's page has beyond a room's: who has read, and whether one may write.

import { on } from './connection.js';

const room = document.getElementById('history').dataset.room;
const mayWrite = document.getElementById('composer') !== null;
const me = document.body.dataset.user;
const readBy = document.getElementById('read-by');
const messages = document.getElementById('messages');
/** By id of the member: their name, and how far they have read. */
const readers = new Map();

on('conversation', (conversation) => {
  if (conversation.room !== room) return;
  // The server draws the form or the reason why there is none.
  if (conversation.can_post !== mayWrite) return location.replace(location.pathname);
  readers.clear();
  const names = new Map(conversation.members.map((member) => [member.id, member.display_name]));
  for (const { user_id: user, id } of conversation.reads) readers.set(user, { name: names.get(user), id });
  show();
});

on('message_read', ({ room: where, user_id: user, id }) => {
  if (where !== room) return;
  const reader = readers.get(user);
  if (reader) reader.id = id;
  if (reader) show();
});

new MutationObserver(() => {
  if (readers.size > 0) show();
}).observe(messages, { childList: true });

function show() {
  const own = [...messages.querySelectorAll(`[data-author="${CSS.escape(me)}"]:not(.deleted)`)].at(-1);
  const names = own ? [...readers.values()].filter(({ id }) => id >= Number(own.dataset.id)).map(({ name }) => name) : [];
  readBy.textContent = names.length > 0 ? `Read by ${names.join(', ')}` : '';
  readBy.hidden = names.length === 0;
}
