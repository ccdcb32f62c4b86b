// A wall, open in a browser: its parts arrive over the socket and are folded by place.js; what its viewer may do is done over the API.

import { localiseMoments } from './clock.js';
import { startGuestbook } from './guestbook.js';
import { startModules } from './wall-modules.js';
import { startRights } from './wall-rights.js';
import './player.js';
import { watch } from './place.js';

const wall = document.getElementById('wall');

localiseMoments(wall);
watch(wall.dataset.place, { type: 'profile', done: (object, element) => element && localiseMoments(element) });
startModules();
const friends = (root) => root.querySelector('[data-friends]') && import('./friends.js').then(({ drawFriends }) => drawFriends(root));
friends(wall);
watch(wall.dataset.place, { type: 'module', done: (object, element) => element && friends(element) });
startGuestbook(wall);
startRights(wall);
