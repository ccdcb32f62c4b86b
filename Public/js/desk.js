// What every page shows of the member's desk: how many notifications are unread, and whose messages are out of sight. Loaded when the desk is
// told for the first time.

import { renew } from './hidden.js';

export function show({ unread_notifications: count, hidden }) {
  renew(hidden);
  const link = document.getElementById('bell');
  if (!link) return;
  const [badge, text] = [link.querySelector('.badge'), count > 99 ? '99+' : String(count)];
  link.setAttribute('aria-label', count > 0 ? `Notifications, ${text} unread` : 'Notifications');
  badge.textContent = text;
  badge.hidden = count === 0;
}
