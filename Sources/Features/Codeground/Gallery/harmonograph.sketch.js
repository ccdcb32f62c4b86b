// Harmonograph: four pendulums hold one pen. Their lengths are nearly, but not quite, in tune.
const PENDULUMS = [
  { rate: 2.01, turn: 0, far: 120 },
  { rate: 3, turn: 1.2, far: 100 },
  { rate: 3.003, turn: 0.6, far: 120 },
  { rate: 2, turn: 2.2, far: 100 },
];

function setup() {
  createCanvas(500, 500);
  background('#FFFAF0');
  colorMode(HSB, 360, 100, 100, 1);
  noFill();
  strokeWeight(1);
  describe('A pen that swings draws closed, slowly shrinking figures');
}

function at(time) {
  const swing = ({ rate, turn, far }) => far * sin(time * rate + turn) * exp(-time * 0.004);
  const [a, b, c, d] = PENDULUMS.map(swing);
  return [width / 2 + a + b, height / 2 + c + d];
}

function draw() {
  for (let step = 0; step < 60; step += 1) {
    const time = (frameCount * 60 + step) * 0.01;
    stroke((190 + time * 0.6) % 360, 78, 62, 0.75);
    line(...at(time), ...at(time + 0.01));
  }
  if (frameCount === 900) noLoop();
}
