// The form of the Top 8: places are moved up and down with buttons, besides typing another name into them.

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
  input.after(...pair);
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

form.addEventListener('input', name);
name();
