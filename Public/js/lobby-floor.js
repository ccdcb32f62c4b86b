// The picture of the lobby: everybody as a square where the server puts them, rooms by name. Decoration; the list beside it says the same.

import { firstOf } from './graphemes.js';

const SIDE = 32;
const WALK_MS = 600;

/** Draws the people of a map that changes; call `changed` after each change. */
export function startFloor(canvas, people) {
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  const context = canvas.getContext('2d');
  /** Where each one is drawn now, and from where and when they began to walk. */
  const walks = new Map();
  const pictures = new Map();
  let frame = 0;

  new ResizeObserver(() => draw()).observe(canvas);
  new MutationObserver(() => draw()).observe(document.documentElement, { attributes: true });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => draw());
  canvas.addEventListener('pointermove', (event) => canvas.classList.toggle('over', Boolean(at(event))));
  canvas.addEventListener('click', (event) => {
    const person = at(event);
    if (person) location.assign(person.link);
  });

  function changed() {
    const now = performance.now();
    for (const id of walks.keys()) if (!people.has(id)) walks.delete(id);
    for (const [id, person] of people) {
      const walk = walks.get(id);
      if (walk?.x === person.x && walk.y === person.y) continue;
      const from = walk ? position(walk, now) : person;
      walks.set(id, { x: person.x, y: person.y, fromX: from.x, fromY: from.y, began: now });
    }
    draw();
  }

  function position({ x, y, fromX, fromY, began }, now) {
    const part = still.matches ? 1 : Math.min(1, (now - began) / WALK_MS);
    const eased = 1 - (1 - part) ** 3;
    return { x: fromX + (x - fromX) * eased, y: fromY + (y - fromY) * eased, isThere: part === 1 };
  }

  function draw() {
    frame ||= requestAnimationFrame(paint);
  }

  function paint(now) {
    frame = 0;
    const { width, height } = canvas.getBoundingClientRect();
    if (!width) return;
    const scale = devicePixelRatio;
    if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(height * scale);
    }
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    const style = getComputedStyle(canvas);
    const color = (name) => style.getPropertyValue(name);
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    const rooms = new Map();
    let isWalking = false;
    for (const [id, person] of people) {
      const { x, y, isThere } = position(walks.get(id), now);
      isWalking ||= !isThere;
      const spot = { x: (x / 100) * width, y: (y / 100) * height };
      if (person.room) {
        const room = rooms.get(person.room) ?? { x: 0, top: Infinity, count: 0 };
        rooms.set(person.room, { x: room.x + spot.x, top: Math.min(room.top, spot.y), count: room.count + 1 });
      }
      square(person, spot, color);
    }
    context.font = `700 14px ${color('--font-data')}`;
    context.fillStyle = color('--soft');
    for (const [name, { x, top, count }] of rooms) context.fillText(`#${name}`, x / count, Math.max(12, top - SIDE));
    if (isWalking) draw();
  }

  function square(person, { x, y }, color) {
    const [left, top] = [Math.round(x - SIDE / 2), Math.round(y - SIDE / 2)];
    context.fillStyle = color('--shadow');
    context.fillRect(left + 3, top + 3, SIDE, SIDE);
    context.fillStyle = color(`--member-${person.color}`);
    context.fillRect(left, top, SIDE, SIDE);
    context.fillStyle = color('--on-member');
    context.font = `700 14px ${color('--font-data')}`;
    context.fillText(firstOf(person.name, 1).short.toUpperCase(), x, y + 1);
    const picture = pictureOf(person.avatar);
    if (picture.complete && picture.naturalWidth) context.drawImage(picture, left, top, SIDE, SIDE);
    context.strokeStyle = color('--line');
    context.lineWidth = 2;
    context.strokeRect(left, top, SIDE, SIDE);
  }

  function pictureOf(address) {
    let picture = pictures.get(address);
    if (!picture) {
      picture = new Image();
      picture.addEventListener('load', () => draw());
      picture.src = address;
      pictures.set(address, picture);
    }
    return picture;
  }

  /** The one drawn last at a point, who is on top. */
  function at({ offsetX, offsetY }) {
    const { width, height } = canvas.getBoundingClientRect();
    return [...people.values()].findLast(
      ({ x, y }) => Math.abs((x / 100) * width - offsetX) <= SIDE / 2 && Math.abs((y / 100) * height - offsetY) <= SIDE / 2,
    );
  }

  changed();
  return { changed };
}
