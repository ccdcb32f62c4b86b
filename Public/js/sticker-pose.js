// Where a sticker lies: read off its element and written back to it. x and y are percent of the board, rotation degrees.

const round = (number, places) => Number(number.toFixed(places));
const clamp = (number, least, most) => Math.min(most, Math.max(least, number));

export function poseOf(element) {
  const [, rotation, scale] = /rotate\((.+?)\) scale\((.+?)\)/.exec(element.firstElementChild.getAttribute('transform'));
  const percent = (name) => Number.parseFloat(element.getAttribute(name));
  return { x: percent('x'), y: percent('y'), rotation: Number(rotation), scale: Number(scale) };
}

/** The nearest pose that the server accepts, as precise as it keeps it. */
export function allowed({ x, y, rotation, scale }) {
  // A turn by half a circle and more goes on from the other side.
  const turn = rotation - 360 * Math.ceil((rotation - 180) / 360);
  return { x: round(clamp(x, 0, 100), 2), y: round(clamp(y, 0, 100), 2), rotation: round(turn, 1), scale: round(clamp(scale, 0.2, 5), 2) };
}

export function show(element, { x, y, rotation, scale }) {
  element.setAttribute('x', `${x}%`);
  element.setAttribute('y', `${y}%`);
  element.firstElementChild.setAttribute('transform', `rotate(${rotation}) scale(${scale})`);
}

/** What differs in `after`; null if nothing does. */
export function difference(before, after) {
  const fields = Object.entries(after).filter(([name, value]) => before[name] !== value);
  return fields.length > 0 ? Object.fromEntries(fields) : null;
}

/** What a listener wants to know about a change. */
export function words(change, pose) {
  if ('x' in change || 'y' in change) return `Moved to ${Math.round(pose.x)}, ${Math.round(pose.y)}`;
  if ('rotation' in change) return `Turned to ${Math.round(pose.rotation)}°`;
  return `Size ${pose.scale}`;
}
