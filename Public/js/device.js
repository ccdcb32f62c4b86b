// Settings of this browser: whether it shows notifications and plays a sound. Off until somebody asks; the browser is asked for its permission
// by that click only.

import { chime } from './alerts.js';
import { keep, kept } from './kept.js';

const form = document.getElementById('device');
const state = document.getElementById('device-state');
const [shows, sounds] = form.querySelectorAll('input');
const isPossible = isSecureContext && 'Notification' in window && Boolean(navigator.locks);

const chosen = kept('alerts', {});
shows.checked = Boolean(chosen.shows && isPossible && Notification.permission === 'granted');
sounds.checked = Boolean(chosen.sounds && isPossible);
for (const choice of [shows, sounds]) choice.disabled = !isPossible;
if (!isPossible) say('This browser gives no notifications to this page. They need a connection over HTTPS.');
else if (Notification.permission === 'denied') say('This browser blocks notifications of this site. You can allow them in its settings for the site.');
form.hidden = false;

shows.addEventListener('change', async () => {
  if (shows.checked && (await Notification.requestPermission()) !== 'granted') {
    shows.checked = false;
    say('This browser did not allow notifications. You can allow them in its settings for the site.');
  } else if (shows.checked && !canShow()) {
    shows.checked = false;
    say('This browser shows no notifications of pages. The sound works.');
  } else {
    say(shows.checked ? 'Notifications are on.' : 'Notifications are off.');
  }
  save();
});

sounds.addEventListener('change', () => {
  if (sounds.checked) chime();
  say(sounds.checked ? 'The sound is on.' : 'The sound is off.');
  save();
});

/** Some telephones have notifications, but not for pages. */
function canShow() {
  try {
    new Notification('Notifications are on', { tag: 'first', silent: true });
    return true;
  } catch {
    return false;
  }
}

function save() {
  keep('alerts', shows.checked || sounds.checked ? { shows: shows.checked, sounds: sounds.checked } : null);
}

function say(words) {
  state.textContent = words;
}
