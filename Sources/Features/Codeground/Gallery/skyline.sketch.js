// Skyline: a city at night. Each window is switched by chance; each click builds another city.
let seed = 3;
let houses = [];

function setup() {
  createCanvas(600, 400);
  build();
  describe('Lit windows go on and off in a city at night');
}

function build() {
  randomSeed(seed);
  houses = [];
  for (let row = 0; row < 3; row += 1) {
    for (let x = -20; x < width; ) {
      const wide = random([40, 50, 60, 80]);
      const high = random(90, 270) - row * 48;
      const lit = Array.from({ length: 200 }, () => random() < 0.45);
      houses.push({ x, wide, high, row, lit, tone: random(-8, 8), mast: random() < 0.3 });
      x += wide - 2;
    }
  }
}

function draw() {
  for (let y = 0; y < height; y += 4) {
    noStroke();
    fill(lerpColor(color('#0A0F2A'), color('#7A2E6B'), y / height));
    rect(0, y, width, 4);
  }
  fill('#FFF6D6');
  circle(470, 90, 64);
  fill('#22123F');
  circle(486, 82, 56);
  randomSeed(99);
  for (let star = 0; star < 60; star += 1) {
    fill(255, 120 + 100 * sin(frameCount * 0.05 + star));
    circle(random(width), random(220), random(1, 2.4));
  }
  for (const { x, wide, high, row, lit, tone, mast } of houses) {
    const top = height - high;
    fill(44 - row * 16 + tone, 30 - row * 11 + tone, 74 - row * 24 + tone);
    rect(x, top, wide, high);
    if (mast) {
      rect(x + wide / 2 - 1, top - 26, 2, 26);
      fill(255, 80, 80, 128 + 127 * sin(frameCount * 0.1 + x));
      circle(x + wide / 2, top - 26, 5);
    }
    let place = 0;
    for (let windowY = top + 10; windowY < height - 12; windowY += 15) {
      for (let windowX = x + 7; windowX < x + wide - 8; windowX += 11) {
        place += 1;
        if (lit[place % lit.length]) fill(255, 214 - row * 18, 110, 235 - (2 - row) * 70);
        else fill(8, 8, 24, 150);
        rect(windowX, windowY, 6, 8);
      }
    }
  }
  randomSeed(seed * 1000 + frameCount);
  const { lit } = random(houses);
  const one = floor(random(lit.length));
  lit[one] = !lit[one];
}

function mousePressed() {
  seed += 1;
  build();
}
