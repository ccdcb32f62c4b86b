// A page of messages that does not move: only its times become local, and its sounds are drawn.

import { localise } from './clock.js';
import { mark } from './hidden.js';
import './player.js';

localise(document);
mark(document);
