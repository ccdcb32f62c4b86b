// How long a message takes to the server and back, drawn as a line.

import { request } from './connection.js';

const PINGS = 60;
const EVERY_MS = 2_000;
const [WIDTH, HEIGHT] = [590, 60];

/** In milliseconds, the newest last. */
export const roundTrips = [];

const frame = document.getElementById('trips');
let isAsking = false;

/** `measured` is called after each. */
export function startPings(measured) {
  setInterval(async () => {
    if (document.hidden || isAsking) return;
    isAsking = true;
    const start = performance.now();
    try {
      await request('ping', { ts: Date.now() });
      roundTrips.push(Math.round((performance.now() - start) * 10) / 10);
      if (roundTrips.length > PINGS) roundTrips.shift();
      draw();
      measured();
    } catch {
      // No connection: there is nothing to measure.
    }
    isAsking = false;
  }, EVERY_MS);
}

function draw() {
  const most = Math.max(...roundTrips);
  const step = WIDTH / (PINGS - 1);
  const points = roundTrips.map((trip, index) => `${(index * step).toFixed(1)},${(HEIGHT - (trip / (most || 1)) * HEIGHT).toFixed(1)}`);
  // A point alone is a short line.
  if (points.length === 1) points.push(`1,${points[0].split(',')[1]}`);
  frame.hidden = false;
  frame.querySelector('polyline').setAttribute('points', points.join(' '));
  frame.querySelector('svg').setAttribute('aria-label', `Round trip of the last ${roundTrips.length} pings: at most ${most} ms, at last ${roundTrips.at(-1)} ms`);
}
