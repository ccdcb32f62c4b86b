// A sketch: setup() runs once, draw() about 60 times a second. Change a number and press Run (Ctrl+Enter).
function setup() {
  createCanvas(400, 300);
  describe('A circle follows the mouse');
}

function draw() {
  background('#FFFAF0');
  noStroke();
  for (let ring = 8; ring > 0; ring -= 1) {
    fill(ring % 2 ? '#A3E635' : '#000000');
    circle(lerp(width / 2, mouseX, 1 / ring), lerp(height / 2, mouseY, 1 / ring), ring * 26 + sin(frameCount * 0.05) * 6);
  }
}
