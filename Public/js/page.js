// Every page: dialogs, palette, shortcuts, and for members the connection.

import { show } from './badge.js';
import { connect, on } from './connection.js';
import './dialogs.js';
import './palette.js';
import './password.js';
import './shortcuts.js';
import { toast } from './toast.js';
import { startUnread } from './unread.js';

if (document.body.dataset.user) {
  on('up', () => show('live'));
  on('down', ({ code, isOver }) => {
    show('offline');
    if (isOver) toast(code === 4403 ? 'You can no longer enter.' : 'You are signed out. Reload to sign in again.', 'wrong');
  });
  startUnread();
  // After the page's own modules have said what they listen to.
  addEventListener('DOMContentLoaded', connect);
}
