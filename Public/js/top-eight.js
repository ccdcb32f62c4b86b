// The form of the Top 8: names are moved with buttons or dragged, besides typing another name into a place.

import { startDragging } from './dragging.js';

const form = document.getElementById('top8');
const inputs = [...form.querySelectorAll('input[name="place"]')];
const buttons = inputs.map((input, index) => {
  const pair = ['up', 'down'].map((way) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'button quiet square';
    button.textContent = way === 'up' ? '↑' : '↓';
    button.addEventListener('click', () => move(index, way === 'up' ? -1 : 1, way));
    return button;
  });
  const handle = document.createElement('span');
  handle.className = 'handle';
  handle.dataset.drag = '';
  handle.ariaHidden = 'true';
  handle.textContent = '⠿';
  input.closest('li').dataset.order = index;
  input.after(...pair, handle);
  return { up: pair[0], down: pair[1] };
});

function move(index, step, way) {
  const other = index + step;
  [inputs[index].value, inputs[other].value] = [inputs[other].value, inputs[index].value];
  name();
  const { up, down } = buttons[other];
  const next = way === 'up' ? up : down;
  (next.disabled ? (way === 'up' ? down : up) : next).focus();
}

function name() {
  for (const [index, { up, down }] of buttons.entries()) {
    const who = inputs[index].value.trim();
    for (const [button, way, isEnd] of [[up, 'up', index === 0], [down, 'down', index === inputs.length - 1]]) {
      button.setAttribute('aria-label', `Move ${who || `place ${index + 1}`} ${way}`);
      button.disabled = isEnd || who === '';
    }
  }
}

startDragging(form.querySelector('.places'), (place, after) => {
  const from = Number(place.dataset.order);
  const above = after ? Number(after.dataset.order) + 1 : 0;
  const names = inputs.map((input) => input.value);
  const [moved] = names.splice(from, 1);
  names.splice(above > from ? above - 1 : above, 0, moved);
  for (const [index, input] of inputs.entries()) input.value = names[index];
  name();
});
form.addEventListener('input', name);
name();
