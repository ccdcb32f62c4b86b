// Tiles: a quarter turn is all that a tile can do. Click one to turn it.
const SIDE = 50;
const INK = ['#000000', '#FF6B6B', '#22D3EE', '#FACC15', '#A3E635'];
let turns = [];

function setup() {
  createCanvas(600, 400);
  randomSeed(4);
  for (let i = 0; i < (width / SIDE) * (height / SIDE); i += 1) {
    const quarter = floor(random(4));
    turns.push({ now: quarter, to: quarter, ink: random(INK) });
  }
  describe('Quarter circles on tiles make winding paths; clicks turn them');
}

function draw() {
  background('#FFFAF0');
  if (frameCount % 20 === 0) random(turns).to += 1;
  turns.forEach((tile, index) => {
    tile.now = lerp(tile.now, tile.to, 0.15);
    push();
    translate((index % (width / SIDE)) * SIDE + SIDE / 2, floor(index / (width / SIDE)) * SIDE + SIDE / 2);
    rotate(tile.now * HALF_PI);
    noFill();
    for (const [weight, ink] of [[22, '#000000'], [14, tile.ink], [3, '#FFFAF0']]) {
      strokeWeight(weight);
      strokeCap(SQUARE);
      stroke(ink);
      arc(-SIDE / 2, -SIDE / 2, SIDE, SIDE, 0, HALF_PI);
      arc(SIDE / 2, SIDE / 2, SIDE, SIDE, PI, PI + HALF_PI);
    }
    pop();
  });
}

function mousePressed() {
  const tile = turns[floor(mouseY / SIDE) * (width / SIDE) + floor(mouseX / SIDE)];
  if (tile) tile.to += 1;
}
