// Currents: grains of colour follow a field of noise and leave their way behind. A click begins another sheet.
const GRAINS = 500;
let seed = 21;
let grains = [];

function setup() {
  createCanvas(600, 400);
  begin();
  describe('Thin lines flow around each other like hair in water');
}

function begin() {
  randomSeed(seed);
  noiseSeed(seed);
  background('#0A0F1A');
  grains = [];
  for (let i = 0; i < GRAINS; i += 1) {
    grains.push({ x: random(width), y: random(height), ink: color(random(['#A3E635', '#22D3EE', '#FF6B6B', '#FACC15', '#F5F5F5'])) });
  }
  for (const { ink } of grains) ink.setAlpha(46);
}

function draw() {
  strokeWeight(1.2);
  for (const grain of grains) {
    const angle = noise(grain.x * 0.0035, grain.y * 0.0035, frameCount * 0.0006) * TWO_PI * 2.2;
    const [x, y] = [grain.x + cos(angle) * 2, grain.y + sin(angle) * 2];
    stroke(grain.ink);
    line(grain.x, grain.y, x, y);
    [grain.x, grain.y] = [x, y];
    if (x < -10 || y < -10 || x > width + 10 || y > height + 10) [grain.x, grain.y] = [random(width), random(height)];
  }
}

function mousePressed() {
  seed += 1;
  begin();
}
