// Moire: two sheets of rings. Nothing else is drawn: the rest is in your eye. Drag the second sheet.
let x = 330;
let y = 210;

function setup() {
  createCanvas(600, 400);
  noFill();
  describe('Two sets of rings overlap and make patterns that neither has');
}

function rings(atX, atY, ink) {
  stroke(ink);
  strokeWeight(3);
  for (let size = 8; size < 900; size += 14) circle(atX, atY, size);
}

function draw() {
  background('#FFFAF0');
  blendMode(MULTIPLY);
  rings(270 + sin(frameCount * 0.02) * 30, 200 + cos(frameCount * 0.013) * 20, '#FF6B6B');
  rings(x, y, '#22D3EE');
  blendMode(BLEND);
}

function mouseDragged() {
  x = mouseX;
  y = mouseY;
}
