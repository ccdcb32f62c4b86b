// A page of messages that does not move: only its times become local.

import { localise } from './clock.js';

localise(document);
