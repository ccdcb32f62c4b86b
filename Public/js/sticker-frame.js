// The frame around the chosen sticker, with its handles. It is drawn over all stickers, in pixels around the sticker's centre.

import { poseOf } from './sticker-pose.js';

const MARGIN_PX = 8;
/** From the frame to the middle of a handle that stands away from it. */
const AWAY_PX = 26;
const RADIUS_PX = 14;
const SVG = 'http://www.w3.org/2000/svg';

let frame = null;

function make(name, attributes, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

const handle = (name, drawing) =>
  make(
    'g',
    { class: 'handle', 'data-handle': name.toLowerCase(), role: 'button', 'aria-label': name },
    make('circle', { class: 'touch', r: 22 }),
    make('circle', { class: 'knob', r: RADIUS_PX }),
    make('path', { d: drawing }),
  );

function build() {
  return make(
    'svg',
    { class: 'frame', overflow: 'visible' },
    make('line', {}),
    make('rect', {}),
    handle('Turn', 'M5 -4 A6.5 6.5 0 1 0 6.5 1 M6.5 -8 V-3 H1.5'),
    handle('Resize', 'M-6 -6 L6 6 M-6 -1 V-6 H-1 M6 1 V6 H1'),
  );
}

export function hide() {
  frame?.remove();
}

/** Draws the frame around a sticker. Handles are for those who may change it. */
export function outline(board, element, hasHandles) {
  frame ??= build();
  if (frame.parentElement !== board) board.append(frame);
  frame.dataset.of = element.id;
  const { x, y, rotation, scale } = poseOf(element);
  frame.setAttribute('x', `${x}%`);
  frame.setAttribute('y', `${y}%`);
  const drawn = element.firstElementChild;
  const box = drawn.getBBox();
  // The style sheet draws all stickers smaller on a small board.
  const size = scale * (Number.parseFloat(getComputedStyle(drawn).scale) || 1);
  const [w, h] = [(box.width * size) / 2 + MARGIN_PX, (box.height * size) / 2 + MARGIN_PX];
  const [line, rect, turn, resize] = frame.children;
  for (const [name, value] of Object.entries({ x: -w, y: -h, width: 2 * w, height: 2 * h, transform: `rotate(${rotation})` })) {
    rect.setAttribute(name, value);
  }
  for (const part of [line, turn, resize]) part.toggleAttribute('hidden', !hasHandles);
  const { width, height } = board.getBoundingClientRect();
  const spot = inside([(x / 100) * width, (y / 100) * height], [width, height], rotation);
  const far = h + AWAY_PX;
  const above = spot([[0, -far], [0, far], [-w - AWAY_PX, 0], [w + AWAY_PX, 0]]);
  const corner = spot([[w, h], [-w, h], [w, -h], [-w, -h]], above);
  turn.setAttribute('transform', `translate(${above})`);
  resize.setAttribute('transform', `translate(${corner})`);
  const ends = { x1: (above[0] * h) / far, y1: (above[1] * h) / far, x2: above[0], y2: above[1] };
  for (const [name, value] of Object.entries(ends)) line.setAttribute(name, value);
}

/** Finds where a handle can be reached: the first place on the board, else the nearest to the first, away from `other`. */
function inside([x, y], [width, height], rotation) {
  const [sin, cos] = [Math.sin((rotation * Math.PI) / 180), Math.cos((rotation * Math.PI) / 180)];
  const turned = ([a, b]) => [a * cos - b * sin, a * sin + b * cos];
  const isOn = ([a, b]) => x + a >= RADIUS_PX && x + a <= width - RADIUS_PX && y + b >= RADIUS_PX && y + b <= height - RADIUS_PX;
  const nearest = ([a, b]) => [
    Math.min(width - RADIUS_PX, Math.max(RADIUS_PX, x + a)) - x,
    Math.min(height - RADIUS_PX, Math.max(RADIUS_PX, y + b)) - y,
  ];
  return (places, other) => {
    const isFree = ([a, b]) => !other || Math.hypot(a - other[0], b - other[1]) > 2 * RADIUS_PX;
    const all = places.map(turned);
    return all.find((spot) => isOn(spot) && isFree(spot)) ?? all.map(nearest).find(isFree) ?? nearest(all[0]);
  };
}
