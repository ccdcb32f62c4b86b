// Murmuration: each bird looks at its neighbours alone, and still there is a flock. Press the mouse to scare them.
const COUNT = 140;
const birds = [];

function setup() {
  createCanvas(600, 400);
  randomSeed(11);
  background('#F7EBD3');
  for (let i = 0; i < COUNT; i += 1) {
    birds.push({ place: createVector(random(width), random(height)), way: p5.Vector.fromAngle(random(TWO_PI), 2) });
  }
  describe('A flock of birds turns in the evening sky');
}

function draw() {
  background(247, 235, 211, 60);
  noStroke();
  fill(255, 107, 107, 12);
  circle(width / 2, height, 420);
  for (const bird of birds) {
    const near = birds.filter((other) => other !== bird && abs(other.place.x - bird.place.x) < 46 && bird.place.dist(other.place) < 46);
    const middle = createVector();
    const course = createVector();
    const away = createVector();
    for (const other of near) {
      middle.add(other.place);
      course.add(other.way);
      const gap = p5.Vector.sub(bird.place, other.place);
      if (gap.mag() < 18) away.add(gap.div(max(gap.magSq(), 1)));
    }
    if (near.length) {
      bird.way.add(middle.div(near.length).sub(bird.place).mult(0.0016));
      bird.way.add(course.div(near.length).sub(bird.way).mult(0.05));
      bird.way.add(away.mult(0.9));
    }
    const home = createVector(width / 2, height * 0.45).sub(bird.place);
    bird.way.add(home.mult(0.00035));
    if (mouseIsPressed) {
      const fear = p5.Vector.sub(bird.place, createVector(mouseX, mouseY));
      if (fear.mag() < 120) bird.way.add(fear.setMag(0.6));
    }
    bird.way.limit(3.4);
    if (bird.way.mag() < 1.6) bird.way.setMag(1.6);
    bird.place.add(bird.way);
    push();
    translate(bird.place.x, bird.place.y);
    rotate(bird.way.heading());
    fill('#1C1917');
    const flap = sin(frameCount * 0.35 + bird.place.x) * 3;
    triangle(6, 0, -3, 4 + flap, -1, 0);
    triangle(6, 0, -3, -4 - flap, -1, 0);
    pop();
  }
}
