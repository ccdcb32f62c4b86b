// Tree: a branch is two smaller branches. The mouse is the wind.
function setup() {
  createCanvas(600, 400);
  describe('A tree in blossom moves in the wind');
}

function draw() {
  background('#DFF3F0');
  noStroke();
  fill('#F9D8B4');
  circle(470, 96, 110);
  fill('#7FB069');
  ellipse(300, 420, 760, 120);
  randomSeed(5);
  const wind = mouseX ? map(mouseX, 0, width, -0.14, 0.14, true) : sin(frameCount * 0.015) * 0.05;
  translate(300, 372);
  branch(76, 11, wind);
}

function branch(long, depth, wind) {
  const sway = wind * (12 - depth) * 0.35 + sin(frameCount * 0.04 + depth) * 0.012;
  rotate(sway);
  stroke('#3B2417');
  strokeWeight(depth > 1 ? depth * 1.15 : 1);
  line(0, 0, 0, -long);
  translate(0, -long);
  if (depth < 4) {
    noStroke();
    fill(random(['#FF8FAB', '#FFC2D1', '#FB6F92', '#FFE5EC']));
    circle(random(-6, 6), random(-6, 6), random(5, 11));
  }
  if (depth === 1) return;
  for (const side of [-1, 1]) {
    if (depth < 9 && random() < 0.12) continue;
    push();
    rotate(side * random(0.22, 0.48));
    branch(long * random(0.72, 0.86), depth - 1, wind);
    pop();
  }
}
