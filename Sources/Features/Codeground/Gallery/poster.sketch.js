// Poster: one word, printed in strips. Change the word.
const WORD = 'FORK ME';
const PAINT = ['#FF6B6B', '#FACC15', '#A3E635', '#22D3EE'];
let sheet;

function setup() {
  createCanvas(600, 400);
  sheet = createGraphics(600, 400);
  sheet.background('#FFFAF0');
  sheet.textFont('sans-serif');
  sheet.textStyle(BOLD);
  sheet.textAlign(CENTER, CENTER);
  sheet.textSize(128);
  sheet.noStroke();
  PAINT.forEach((ink, row) => {
    sheet.fill(ink);
    sheet.rect(0, row * 100, 600, 100);
    sheet.fill(0);
    sheet.text(WORD, 300, row * 100 + 56);
  });
  describe(`A poster that says ${WORD} in waving strips`);
}

function draw() {
  background(0);
  for (let y = 0; y < height; y += 4) {
    const wave = sin(y * 0.022 + frameCount * 0.05) * 46 * sin(frameCount * 0.011 + y * 0.004);
    const from = floor(constrain(y + sin(frameCount * 0.03 + y * 0.05) * 6, 0, height - 4));
    image(sheet, wave, y, width, 4, 0, from, width, 4);
    if (wave > 0) image(sheet, wave - width, y, width, 4, 0, from, width, 4);
    else image(sheet, wave + width, y, width, 4, 0, from, width, 4);
  }
}
