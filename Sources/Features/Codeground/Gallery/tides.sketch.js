// Tides: layers of noise, from the horizon to your feet. Change the colours, or the number of waves.
const SKY = ['#1B1035', '#5B2A86', '#FF6B6B', '#FBBF24'];
const WAVES = 9;

function setup() {
  createCanvas(600, 400);
  noiseSeed(7);
  describe('Waves roll under a low sun');
}

function draw() {
  for (let y = 0; y < height; y += 2) {
    const place = (y / height) * (SKY.length - 1);
    noStroke();
    fill(lerpColor(color(SKY[floor(place)]), color(SKY[min(floor(place) + 1, SKY.length - 1)]), fract(place)));
    rect(0, y, width, 2);
  }
  fill('#FFF3C4');
  circle(width * 0.68, height * 0.42, 90);
  for (let wave = 0; wave < WAVES; wave += 1) {
    const depth = wave / (WAVES - 1);
    fill(lerpColor(color(255, 140, 110, 170), color(10, 14, 40, 255), depth));
    beginShape();
    vertex(0, height);
    for (let x = 0; x <= width; x += 6) {
      const rise = noise(x * 0.004 * (1.6 - depth), wave * 10, frameCount * 0.006) - 0.5;
      vertex(x, lerp(height * 0.48, height * 0.92, depth) + rise * lerp(40, 150, depth));
    }
    vertex(width, height);
    endShape(CLOSE);
  }
}
