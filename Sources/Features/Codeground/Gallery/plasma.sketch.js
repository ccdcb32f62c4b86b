// Plasma: sums of sines, printed in four inks by a pattern of dots (Bayer, 1973). Written straight into the pixels.
const INKS = [[10, 15, 26], [124, 58, 237], [255, 107, 107], [250, 204, 21]];
const BAYER = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5];
const DOT = 3;

function setup() {
  createCanvas(480, 360);
  describe('Clouds of colour made of dots drift and change');
}

function draw() {
  loadPixels();
  const time = frameCount * 0.03;
  for (let y = 0; y < height; y += DOT) {
    for (let x = 0; x < width; x += DOT) {
      const bend = Math.sin(x * 0.017 + time) + Math.sin(y * 0.021 - time * 0.8) + Math.sin((x + y) * 0.011 + time * 0.5) + Math.sin(Math.hypot(x - 240, y - 180) * 0.03 - time);
      const shade = ((bend + 4) / 8) * (INKS.length - 1);
      const step = Math.floor(shade + (BAYER[((y / DOT) & 3) * 4 + ((x / DOT) & 3)] + 0.5) / 16);
      const ink = INKS[Math.min(step, INKS.length - 1)];
      for (let dy = 0; dy < DOT; dy += 1) {
        for (let dx = 0; dx < DOT; dx += 1) {
          const at = ((y + dy) * width + x + dx) * 4;
          pixels[at] = ink[0];
          pixels[at + 1] = ink[1];
          pixels[at + 2] = ink[2];
          pixels[at + 3] = 255;
        }
      }
    }
  }
  updatePixels();
}
