// Sunflower: every seed turns by the same angle. Move the mouse to see what happens when the angle is a little off.
const GOLDEN = 137.508;
const SEEDS = 700;

function setup() {
  createCanvas(500, 500);
  angleMode(DEGREES);
  colorMode(HSB, 360, 100, 100);
  noStroke();
  describe('Seeds of a sunflower fill a disc in spirals');
}

function draw() {
  background(222, 70, 14);
  translate(width / 2, height / 2);
  const off = mouseX > 0 && mouseX < width ? map(mouseX, 0, width, -0.6, 0.6) : sin(frameCount * 0.4) * 0.05;
  rotate(frameCount * 0.1);
  const count = min(SEEDS, frameCount * 12);
  for (let seed = 0; seed < count; seed += 1) {
    const far = sqrt(seed) * 8.6;
    const turn = seed * (GOLDEN + off);
    const wave = sin(far * 2.2 - frameCount * 3);
    fill(map(far, 0, 230, 18, 62) + wave * 6, 88 - far * 0.1, 72 + wave * 26);
    circle(far * cos(turn), far * sin(turn), map(far, 0, 230, 5, 13) + wave * 1.5);
  }
}
