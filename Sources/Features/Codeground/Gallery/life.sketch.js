// Life: Conway's rules, and a memory: cells that died glow on. Draw with the mouse.
const SIDE = 8;
let wide, high, cells, heat;

function setup() {
  createCanvas(600, 400);
  frameRate(20);
  wide = width / SIDE;
  high = height / SIDE;
  randomSeed(8);
  cells = Array.from({ length: wide * high }, () => random() < 0.28);
  heat = cells.map(() => 0);
  noStroke();
  describe('Cells are born and die, and their light fades slowly');
}

function draw() {
  background('#0A0F1A');
  cells = cells.map((isAlive, place) => {
    const [x, y] = [place % wide, floor(place / wide)];
    let near = 0;
    for (let dy = -1; dy <= 1; dy += 1) {
      for (let dx = -1; dx <= 1; dx += 1) {
        if ((dx || dy) && cells[((y + dy + high) % high) * wide + ((x + dx + wide) % wide)]) near += 1;
      }
    }
    return near === 3 || (isAlive && near === 2);
  });
  cells.forEach((isAlive, place) => {
    heat[place] = isAlive ? 1 : heat[place] * 0.93;
    if (heat[place] < 0.03) return;
    const [x, y] = [(place % wide) * SIDE, floor(place / wide) * SIDE];
    fill(isAlive ? color('#A3E635') : lerpColor(color('#0A0F1A'), color('#22D3EE'), heat[place] * 0.7));
    square(x + 0.5, y + 0.5, SIDE - 1);
  });
}

function mouseDragged() {
  const place = floor(mouseY / SIDE) * wide + floor(mouseX / SIDE);
  for (const step of [0, 1, wide, wide + 1, wide * 2 - 1]) if (place + step < cells.length) cells[place + step] = true;
}
